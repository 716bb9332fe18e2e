import { inRightCase, prefixOf } from './namespaces.ts';
import { attributePairs, splitName } from './tags.ts';

/** What undeclared prefixes mean, where that is not what we call it ourselves. */
const USUAL: Readonly<Record<string, string>> = { rss: '' };

/**
 * Knows under which name the rest of the parser expects an element: the document may bind any prefix to a namespace,
 * may write everything in capitals, and may change the default namespace inside an element.
 */
export class Names {
  /** The document's prefix → ours. Undeclared prefixes mean what they usually mean. */
  readonly #prefixes = new Map<string, string>();
  #cache = new Map<string, string>();
  /** Our prefix of the language that the root element speaks: `atom` in an Atom feed, else `''`. */
  readonly #own: string;

  constructor(root: { raw: string; attributes: string }) {
    this.#declare(root.attributes);
    const prefix = splitName(root.raw).prefix;
    this.#own = /feed$/i.test(root.raw) ? 'atom' : '';
    if (prefix && this.#own) this.#prefixes.set(prefix, 'atom');
  }

  /** Our name for an element; `defaultPrefix` is what `defaultOf` said for the nearest element that declares one. */
  nameOf(raw: string, attributes: string, defaultPrefix: string | null): string {
    if (attributes.includes('xmlns:')) this.#declare(attributes);
    if (defaultPrefix !== null && !raw.includes(':')) return this.#join(defaultPrefix, raw);
    const known = this.#cache.get(raw);
    if (known !== undefined) return known;
    const { prefix, local } = splitName(raw);
    const name = prefix
      ? this.#join(this.#prefixes.get(prefix) ?? USUAL[prefix] ?? prefix, local)
      : this.#join('', local);
    this.#cache.set(raw, name);
    return name;
  }

  /** Our prefix for the default namespace that a tag declares; null where it declares none that we know. */
  defaultOf(attributes: string): string | null {
    if (!attributes.includes('xmlns')) return null;
    const uri = attributePairs(attributes).find(([name]) => name === 'xmlns')?.[1];
    return (uri && prefixOf(uri)) ?? null;
  }

  #join(prefix: string, local: string): string {
    // xml2js keeps text and attributes under `_` and `$`; a digit may follow a prefix that we take away.
    if (!/^[A-Za-z]/.test(local)) return 'unnamed';
    if (prefix === '' || prefix === this.#own) return inRightCase(local);
    if (prefix === 'rdf' && local.toLowerCase() === 'rdf') return 'rdf:RDF';
    return `${prefix}:${inRightCase(local)}`;
  }

  #declare(attributes: string): void {
    for (const [name, uri] of attributePairs(attributes)) {
      if (!name.startsWith('xmlns:')) continue;
      const ours = prefixOf(uri);
      if (ours !== undefined && ours !== this.#prefixes.get(name.slice(6))) {
        this.#prefixes.set(name.slice(6), ours);
        this.#cache = new Map();
      }
    }
  }
}
