/**
 * An element as rss-parser hands it through: a string where it holds text only; else its text under `_`, its attributes
 * under `$`, its children by name, always in arrays.
 */
export type XmlNode = string | { readonly [child: string]: unknown };

/** The children of that name; none: an empty list. */
export function all(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  const children = typeof node === 'object' ? node[name] : undefined;
  return Array.isArray(children) ? (children as XmlNode[]) : NONE;
}

const NONE: readonly XmlNode[] = [];

export function first(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return all(node, name)[0];
}

/** The element's text without space around it; '' where there is none. */
export function textOf(node: XmlNode | undefined): string {
  if (typeof node === 'string') return node.trim();
  const text = node?.['_'];
  return typeof text === 'string' ? text.trim() : '';
}

export function attributeOf(node: XmlNode | undefined, name: string): string | undefined {
  const attributes = typeof node === 'object' ? (node['$'] as Record<string, string> | undefined) : undefined;
  return attributes?.[name]?.trim() || undefined;
}

/** The text of the first child with any of the first of these names that has one. */
export function firstText(node: XmlNode, ...names: readonly string[]): string | undefined {
  const child = firstFilled(node, ...names);
  return child && textOf(child);
}

/** The first child with any text of the first of these names that has one. */
export function firstFilled(node: XmlNode, ...names: readonly string[]): XmlNode | undefined {
  for (const name of names) {
    for (const child of all(node, name)) if (textOf(child) !== '') return child;
  }
  return undefined;
}

/** The texts of all children of these names, each once. */
export function allTexts(node: XmlNode, ...names: readonly string[]): string[] {
  const texts: string[] = [];
  for (const name of names) {
    for (const child of all(node, name)) {
      const text = textOf(child);
      if (text !== '' && !texts.includes(text)) texts.push(text);
    }
  }
  return texts;
}
