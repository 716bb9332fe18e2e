import { childrenOf, readXml, textOf, type XmlElement } from './strict-xml.ts';

/** Every rule of RFC 4287 that a document alone can break, some of RFC 5005, and what aggregators are known to trip over. */

export const ATOM = 'http://www.w3.org/2005/Atom';
const XML = '{http://www.w3.org/XML/1998/namespace}';
const HISTORY = 'http://purl.org/syndication/history/1.0';

// RFC 3986 appendix A, as far as one expression goes; every IRI that we write is a URI.
const URI = /^[a-z][a-z\d+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[\da-f]{2})*$/i;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/; // RFC 3339, as §3.3 narrows it
const LANGUAGE = /^[a-z]{1,8}(-[a-z\d]{1,8})*$/i;
const MEDIA_TYPE = /^[a-z\d][\w!#$&^.+-]*\/[a-z\d][\w!#$&^.+-]*(;.*)?$/i;
const FUTURE_MS_MAX = 10 * 60_000;

type Count = '1' | '?' | '*';
const FEED: Readonly<Record<string, Count>> = {
  author: '*',
  category: '*',
  contributor: '*',
  entry: '*',
  generator: '?',
  icon: '?',
  id: '1',
  link: '*',
  logo: '?',
  rights: '?',
  subtitle: '?',
  title: '1',
  updated: '1',
};
const ENTRY: Readonly<Record<string, Count>> = {
  author: '*',
  category: '*',
  content: '?',
  contributor: '*',
  id: '1',
  link: '*',
  published: '?',
  rights: '?',
  source: '?',
  summary: '?',
  title: '1',
  updated: '1',
};
const SOURCE: Readonly<Record<string, Count>> = { ...FEED, entry: '*', id: '?', title: '?', updated: '?' };
const PERSON: Readonly<Record<string, Count>> = { name: '1', uri: '?', email: '?' };
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  link: ['href', 'rel', 'type', 'hreflang', 'title', 'length'],
  category: ['term', 'scheme', 'label'],
  generator: ['uri', 'version'],
  content: ['type', 'src'],
  title: ['type'],
  subtitle: ['type'],
  summary: ['type'],
  rights: ['type'],
};

/** What is wrong with an Atom feed document; empty when it is valid. `now` in milliseconds. */
export function checkAtom(text: string, now: number): string[] {
  const wrong: string[] = [];
  let feed: XmlElement;
  try {
    feed = readXml(text);
  } catch (error) {
    return [`not well-formed: ${(error as Error).message}`];
  }
  if (feed.name !== 'feed' || feed.namespace !== ATOM) return [`the root is {${feed.namespace}}${feed.name}`];
  const check = new Check(wrong, now);
  check.container(feed, FEED, 'feed');
  const entries = childrenOf(feed, 'entry');
  for (const [at, entry] of entries.entries()) check.entry(entry, feed, `entry ${at + 1}`);
  const keys = entries.map((entry) => textOf(childrenOf(entry, 'id')[0]));
  if (new Set(keys).size < keys.length) wrong.push('feed: two entries have one id');
  const latest = Math.max(0, ...entries.map((entry) => Date.parse(textOf(childrenOf(entry, 'updated')[0]))));
  if (Date.parse(textOf(childrenOf(feed, 'updated')[0])) !== latest)
    wrong.push('feed: updated is not that of its latest entry');
  checkPaging(feed, wrong);
  return wrong;
}

function checkPaging(feed: XmlElement, wrong: string[]): void {
  const rels = childrenOf(feed, 'link').map((link) => link.attributes.get('rel'));
  for (const rel of ['self', 'first', 'next', 'previous', 'last', 'current', 'prev-archive', 'next-archive']) {
    if (rels.filter((one) => one === rel).length > 1) wrong.push(`feed: several ${rel} links`);
  }
  if (!rels.includes('self')) wrong.push('feed: no self link');
  const isArchive = childrenOf(feed, 'archive', HISTORY).length > 0;
  if (isArchive && !rels.includes('current')) wrong.push('archive: no current link');
  if (!isArchive && (rels.includes('current') || rels.includes('next-archive')))
    wrong.push('feed: links of an archive');
}

class Check {
  readonly #wrong: string[];
  readonly #now: number;

  constructor(wrong: string[], now: number) {
    this.#wrong = wrong;
    this.#now = now;
  }

  entry(entry: XmlElement, feed: XmlElement, where: string): void {
    this.container(entry, ENTRY, where);
    const [source] = childrenOf(entry, 'source');
    if (source) this.container(source, SOURCE, `${where} source`);
    const authors = [entry, source, feed].flatMap((element) => (element ? childrenOf(element, 'author') : []));
    if (authors.length === 0) this.#wrong.push(`${where}: no author`);
    const [content] = childrenOf(entry, 'content');
    const alternates = childrenOf(entry, 'link').filter(
      (link) => (link.attributes.get('rel') ?? 'alternate') === 'alternate',
    );
    if (!content && alternates.length === 0) this.#wrong.push(`${where}: neither content nor an alternate link`);
    if (content?.attributes.has('src') && childrenOf(entry, 'summary').length === 0)
      this.#wrong.push(`${where}: no summary`);
  }

  container(element: XmlElement, model: Readonly<Record<string, Count>>, where: string): void {
    for (const child of element.children) {
      if (typeof child === 'string') {
        if (child.trim() !== '') this.#wrong.push(`${where}: text ${JSON.stringify(child.trim().slice(0, 30))}`);
      } else if (child.namespace === ATOM) {
        if (!(child.name in model)) this.#wrong.push(`${where}: ${child.name} does not belong here`);
        else this.#child(child, `${where} ${child.name}`);
      } else if (child.namespace === '') this.#wrong.push(`${where}: ${child.name} has no namespace`);
    }
    for (const [name, count] of Object.entries(model)) {
      const found = childrenOf(element, name).length;
      if (count === '1' && found === 0) this.#wrong.push(`${where}: no ${name}`);
      if (count !== '*' && found > 1) this.#wrong.push(`${where}: ${found} × ${name}`);
    }
    const alternates = childrenOf(element, 'link')
      .filter((link) => (link.attributes.get('rel') ?? 'alternate') === 'alternate')
      .map((link) => `${link.attributes.get('type') ?? ''} ${link.attributes.get('hreflang') ?? ''}`);
    if (new Set(alternates).size < alternates.length)
      this.#wrong.push(`${where}: alternate links of one type and language`);
  }

  #child(element: XmlElement, where: string): void {
    this.#attributes(element, where);
    if (['title', 'subtitle', 'summary', 'rights', 'content'].includes(element.name)) this.#text(element, where);
    else if (['author', 'contributor'].includes(element.name)) this.#person(element, where);
    else if (['updated', 'published'].includes(element.name)) this.#date(element, where);
    else if (['id', 'icon', 'logo'].includes(element.name)) this.#uri(textOf(element), where);
    else if (element.name === 'link') this.#link(element, where);
    else if (element.name === 'category' && !element.attributes.has('term')) this.#wrong.push(`${where}: no term`);
    else if (element.name === 'generator' && textOf(element).trim() === '') this.#wrong.push(`${where}: empty`);
  }

  #attributes(element: XmlElement, where: string): void {
    for (const [name, value] of element.attributes) {
      if (name === `${XML}lang`) {
        if (!LANGUAGE.test(value)) this.#wrong.push(`${where}: xml:lang “${value}”`);
      } else if (!name.startsWith('{') && !ATTRIBUTES[element.name]?.includes(name)) {
        this.#wrong.push(`${where}: attribute ${name}`);
      }
    }
  }

  #text(element: XmlElement, where: string): void {
    const type = element.attributes.get('type') ?? 'text';
    const isContent = element.name === 'content';
    if (!['text', 'html', 'xhtml'].includes(type) && !(isContent && MEDIA_TYPE.test(type)))
      this.#wrong.push(`${where}: type ${type}`);
    if (type !== 'xhtml' && element.children.some((child) => typeof child !== 'string'))
      this.#wrong.push(`${where}: elements in ${type}`);
    if (element.name === 'title' && textOf(element).trim() === '') this.#wrong.push(`${where}: empty`);
  }

  #person(element: XmlElement, where: string): void {
    this.container(element, PERSON, where);
    for (const name of childrenOf(element, 'name'))
      if (textOf(name).trim() === '') this.#wrong.push(`${where}: empty name`);
    for (const email of childrenOf(element, 'email'))
      if (!/.+@.+/.test(textOf(email))) this.#wrong.push(`${where}: email`);
  }

  #date(element: XmlElement, where: string): void {
    const text = textOf(element);
    const time = Date.parse(text);
    if (!DATE.test(text) || Number.isNaN(time)) this.#wrong.push(`${where}: “${text}” is no RFC 3339 time`);
    if (time > this.#now + FUTURE_MS_MAX) this.#wrong.push(`${where}: ${text} is in the future`);
  }

  #link(element: XmlElement, where: string): void {
    const { attributes } = element;
    this.#uri(attributes.get('href') ?? '', `${where} href`);
    const rel = attributes.get('rel');
    if (rel !== undefined && !/^[a-z][\w.-]*$/i.test(rel)) this.#uri(rel, `${where} rel`);
    const type = attributes.get('type');
    if (type !== undefined && !MEDIA_TYPE.test(type)) this.#wrong.push(`${where}: type ${type}`);
    const language = attributes.get('hreflang');
    if (language !== undefined && !LANGUAGE.test(language)) this.#wrong.push(`${where}: hreflang ${language}`);
    const length = attributes.get('length');
    if (length !== undefined && !/^\d+$/.test(length)) this.#wrong.push(`${where}: length ${length}`);
  }

  #uri(text: string, where: string): void {
    if (!URI.test(text)) this.#wrong.push(`${where}: “${text}” is no absolute URI`);
  }
}
