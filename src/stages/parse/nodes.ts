/** An element as rss-parser hands it through: text under `_`, attributes under `$`, children by name, always arrays. */
export interface XmlNode {
  readonly [child: string]: unknown;
}

/** The children of that name; none: an empty list. */
export function all(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  const children = node?.[name];
  return Array.isArray(children) ? (children as XmlNode[]) : NONE;
}

const NONE: readonly XmlNode[] = [];

export function first(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return all(node, name)[0];
}

/** The element's text without space around it; '' where there is none. */
export function textOf(node: XmlNode | undefined): string {
  const text = node?.['_'];
  return typeof text === 'string' ? text.trim() : '';
}

export function attributeOf(node: XmlNode | undefined, name: string): string | undefined {
  const attributes = node?.['$'] as Record<string, string> | undefined;
  return attributes?.[name]?.trim() || undefined;
}

/** The text of the first child of the first of these names that has any. */
export function firstText(node: XmlNode, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const child of all(node, name)) {
      const text = textOf(child);
      if (text) return text;
    }
  }
  return undefined;
}

/** The texts of all children of these names, each once. */
export function allTexts(node: XmlNode, ...names: readonly string[]): string[] {
  const texts = names.flatMap((name) => all(node, name).map(textOf)).filter((text) => text !== '');
  return [...new Set(texts)];
}
