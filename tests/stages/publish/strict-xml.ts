/** A namespace-aware XML 1.0 reader that forgives nothing, to judge what we write. No DTDs: a feed has none. */

export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** By `{namespace}name`; no namespace: `name`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

const NAME = '[A-Za-z_\\u00C0-\\uFFFD][\\w.\\-\\u00B7-\\uFFFD]*';
const TOKEN = new RegExp(
  [
    `<\\?(?<target>${NAME})(?<instruction>\\s[^]*?)?\\?>`,
    '<!--(?<comment>(?:(?!--)[^])*)-->',
    '<!\\[CDATA\\[(?<cdata>[^]*?)\\]\\]>',
    `</(?<close>${NAME}(?::${NAME})?)\\s*>`,
    `<(?<open>${NAME}(?::${NAME})?)(?<attributes>(?:\\s+${NAME}(?::${NAME})?\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(?<empty>/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'y',
);
const ATTRIBUTE = new RegExp(`(${NAME}(?::${NAME})?)\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');
const NOT_CHAR = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

interface Open {
  readonly qualified: string;
  readonly element: XmlElement & { children: (XmlElement | string)[] };
  readonly scope: ReadonlyMap<string, string>;
}

/** Reads a document; throws with the place and a reason where it is not well-formed. */
export function readXml(text: string): XmlElement {
  const bad = NOT_CHAR.exec(text);
  if (bad) throw new Error(`character U+${bad[0].codePointAt(0)?.toString(16)} at ${bad.index} is not allowed in XML`);
  const stack: Open[] = [];
  let root: XmlElement | null = null;
  let at = 0;
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at}: ${JSON.stringify(text.slice(Math.max(0, at - 40), at + 60))}`);
  };
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.groups ?? fail('no markup');
    const top = stack.at(-1);
    if (token.open !== undefined) {
      if (root && !top) fail('a second root');
      const opened = open(token.open, token.attributes ?? '', top?.scope ?? new Map([['xml', XML_NAMESPACE]]), fail);
      if (top) top.element.children.push(opened.element);
      else root = opened.element;
      if (token.empty !== '/') stack.push(opened);
    } else if (token.close !== undefined) {
      if (stack.pop()?.qualified !== token.close) fail(`</${token.close}> closes nothing`);
    } else if (token.cdata !== undefined) {
      if (!top) fail('CDATA outside the root');
      top?.element.children.push(token.cdata);
    } else if (token.text !== undefined) {
      if (token.text.includes(']]>')) fail(']]> in text');
      const value = decode(token.text, fail);
      if (!top && value.trim() !== '') fail('text outside the root');
      top?.element.children.push(value);
    } else if (token.target?.toLowerCase() === 'xml' && at > 0) fail('a late XML declaration');
    at = TOKEN.lastIndex;
  }
  if (stack.length > 0) fail(`<${stack.at(-1)?.qualified}> is never closed`);
  return root ?? fail('no root');
}

function open(
  qualified: string,
  source: string,
  outer: ReadonlyMap<string, string>,
  fail: (why: string) => never,
): Open {
  const raw = [...source.matchAll(ATTRIBUTE)].map(
    ([, name = '', double, single]) => [name, decode(double ?? single ?? '', fail)] as const,
  );
  const scope = new Map(outer);
  for (const [name, value] of raw) {
    if (name === 'xmlns') scope.set('', value);
    if (name.startsWith('xmlns:')) scope.set(name.slice(6), value);
  }
  const resolve = (name: string, isElement: boolean): [string, string] => {
    const [prefix, local] = name.includes(':') ? (name.split(':') as [string, string]) : ['', name];
    if (prefix === '' && !isElement) return ['', local];
    return [scope.get(prefix) ?? (prefix === '' ? '' : fail(`prefix ${prefix} is not declared`)), local];
  };
  const attributes = new Map<string, string>();
  for (const [name, value] of raw) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    const [namespace, local] = resolve(name, false);
    const key = namespace ? `{${namespace}}${local}` : local;
    if (attributes.has(key)) fail(`attribute ${name} twice`);
    attributes.set(key, value);
  }
  const [namespace, name] = resolve(qualified, true);
  return { qualified, element: { name, namespace, attributes, children: [] }, scope };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string, fail: (why: string) => never): string {
  return text.replace(/&([^;&\s]*;?)/g, (whole, body: string) => {
    const number = /^#(?:x([\da-fA-F]+)|(\d+));$/.exec(body);
    if (number) {
      const character = String.fromCodePoint(number[1] ? Number.parseInt(number[1], 16) : Number(number[2]));
      return NOT_CHAR.test(character) ? fail(`${whole} is no character`) : character;
    }
    return ENTITIES[body.replace(/;$/, '')] && body.endsWith(';')
      ? (ENTITIES[body.slice(0, -1)] as string)
      : fail(`${whole} is not defined`);
  });
}

/** The elements below `element` with this name. */
export function childrenOf(element: XmlElement, name: string, namespace = element.namespace): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && child.name === name && child.namespace === namespace,
  );
}

export function textOf(element: XmlElement | undefined): string {
  return element?.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('') ?? '';
}
