import type { CopyDecision, Explanation } from '../../model/decision.ts';
import type { ItemText } from '../../model/item.ts';
import type { TextReader } from '../../text/words/reader.ts';
import { hashOfWords } from '../../text/words/token.ts';
import { splitWords } from '../../text/words.ts';
import { type Fingerprint, fingerprintOf, overlapOf, sketchOf } from './fingerprint.ts';
import { IdsByKey } from './ids-by-key.ts';

interface Known {
  readonly id: number;
  readonly storyId: number;
  readonly outlet: string;
  readonly attribution: string | null;
  readonly canonicalUrl: string | null;
  /** Hashes of the distinct words of the headline. */
  readonly title: Int32Array;
  /** Equal for equal headlines; null: too short to be a proof. */
  readonly headline: number | null;
  readonly text: Fingerprint;
  readonly at: number;
}

const HOUR = 3_600_000;
/** Share of equal word triples from which on a text is a copy: one word changed in ten leaves about 0.55. */
const SAME_TEXT = 0.6;
/** Two items of one outlet say nearly the same words about different days: only a near-equal text is a copy. */
const SAME_TEXT_ONE_OUTLET = 0.8;
/** … whose headline is near-equal too: programmes have one description for every day and every show. */
const SAME_HEADLINE_ONE_OUTLET = 0.85;
/** Words of title and summary below which equal text proves nothing: headlines recur. */
const TEXT_WORDS_MIN = 25;
/** Words of a headline that names its origin, below which it is no proof. */
const HEADLINE_WORDS_MIN = 4;
/** A headline with an attribution is matched with what the named outlet published within this time. */
const ATTRIBUTION_MS = 72 * HOUR;

/** Which story an item's text already belongs to. Depends on nothing but the items added. */
export class CopyIndex {
  readonly #reader: TextReader;
  readonly #items = new Map<number, Known>();
  readonly #byUrl = new IdsByKey<string>();
  readonly #bySketch = new IdsByKey<number>();
  readonly #byHeadline = new IdsByKey<number>();
  #last: { readonly item: ItemText; readonly known: Known } | null = null;

  constructor(reader: TextReader) {
    this.#reader = reader;
  }

  /** Items in the index. */
  get size(): number {
    return this.#items.size;
  }

  /** The story that this item is a copy of, or null; changes nothing. */
  find(item: ItemText): CopyDecision | null {
    const known = this.#read(item);
    return this.#sameUrl(known) ?? this.#sameText(known) ?? this.#sameOrigin(known);
  }

  add(item: ItemText, storyId: number): void {
    this.#remove(item.id);
    const known = { ...this.#read(item), storyId };
    this.#items.set(item.id, known);
    if (known.canonicalUrl !== null) this.#byUrl.add(known.canonicalUrl, item.id);
    if (known.headline !== null) this.#byHeadline.add(known.headline, item.id);
    for (const hash of keysOf(known.text)) this.#bySketch.add(hash, item.id);
  }

  /** Forgets items that were published before. */
  forgetBefore(at: Date): void {
    for (const item of this.#items.values()) if (item.at < at.getTime()) this.#remove(item.id);
  }

  #sameUrl(item: Known): CopyDecision | null {
    if (item.canonicalUrl === null) return null;
    const found = this.#oldest(this.#byUrl.of(item.canonicalUrl), () => true);
    return found ? decide(found, 'same-url', 1, 1) : null;
  }

  #sameText(item: Known): CopyDecision | null {
    const ids = new Set<number>();
    for (const hash of keysOf(item.text)) for (const id of this.#bySketch.of(hash)) ids.add(id);
    let best: { known: Known; score: number; threshold: number } | null = null;
    for (const id of ids) {
      const known = this.#items.get(id) as Known;
      if (known.text.numbers !== item.text.numbers) continue;
      const score = overlapOf(item.text, known.text);
      const threshold = known.outlet === item.outlet ? SAME_TEXT_ONE_OUTLET : SAME_TEXT;
      if (score < threshold) continue;
      if (known.outlet === item.outlet && shareOf(known.title, item.title) < SAME_HEADLINE_ONE_OUTLET) continue;
      if (!best || score > best.score || (score === best.score && known.id < best.known.id)) {
        best = { known, score, threshold };
      }
    }
    return best && decide(best.known, 'near-equal-text', best.score, best.threshold);
  }

  #sameOrigin(item: Known): CopyDecision | null {
    if (item.headline === null) return null;
    const found = this.#oldest(
      this.#byHeadline.of(item.headline),
      (known) =>
        known.outlet !== item.outlet && Math.abs(known.at - item.at) <= ATTRIBUTION_MS && haveOneOrigin(known, item),
    );
    return found ? decide(found, 'same-origin', 1, 1) : null;
  }

  #oldest(ids: readonly number[], wanted: (known: Known) => boolean): Known | null {
    let oldest: Known | null = null;
    for (const id of ids) {
      const known = this.#items.get(id) as Known;
      if (wanted(known) && (!oldest || known.id < oldest.id)) oldest = known;
    }
    return oldest;
  }

  #remove(id: number): void {
    const known = this.#items.get(id);
    if (!known) return;
    this.#items.delete(id);
    if (known.canonicalUrl !== null) this.#byUrl.delete(known.canonicalUrl, id);
    if (known.headline !== null) this.#byHeadline.delete(known.headline, id);
    for (const hash of keysOf(known.text)) this.#bySketch.delete(hash, id);
  }

  /** An item is first looked for and then added. */
  #read(item: ItemText): Known {
    if (this.#last?.item !== item) this.#last = { item, known: knownOf(item, this.#reader) };
    return this.#last.known;
  }
}

/** The hashes by which a text is found; none for a short one, whose equal proves nothing. */
function keysOf(text: Fingerprint): Int32Array {
  return text.words < TEXT_WORDS_MIN ? NO_KEYS : sketchOf(text);
}

const NO_KEYS = new Int32Array();

/** Words that both have, as a share of the longer. */
function shareOf(a: Int32Array, b: Int32Array): number {
  return a.filter((word) => b.includes(word)).length / Math.max(a.length, b.length);
}

/** Whether one names the other's outlet as its origin, or both name the same third. */
function haveOneOrigin(a: Known, b: Known): boolean {
  if (a.attribution !== null && b.attribution !== null) return squash(a.attribution) === squash(b.attribution);
  if (a.attribution !== null) return names(a.attribution, b.outlet);
  return b.attribution !== null && names(b.attribution, a.outlet);
}

/** Whether "ABC News" means the outlet `abcnews.go.com`. */
function names(attribution: string, outlet: string): boolean {
  const name = squash(attribution).replace(/^the/, '');
  return (
    name.length >= 3 &&
    squash(outlet)
      .replace(/^(www|the)/, '')
      .startsWith(name)
  );
}

function squash(name: string): string {
  return splitWords(name).join('');
}

function decide(known: Known, rule: string, score: number, threshold: number): CopyDecision {
  const because: Explanation = {
    rule,
    score: Math.round(score * 10_000) / 10_000,
    threshold,
    words: [],
    with: known.id,
  };
  return { storyId: known.storyId, because };
}

function knownOf(item: ItemText, reader: TextReader): Known {
  const { title, summary } = reader.read(item);
  return {
    id: item.id,
    storyId: 0,
    outlet: item.outlet,
    attribution: item.attribution,
    canonicalUrl: item.canonicalUrl,
    title: Int32Array.from(new Set(title.map(({ hash }) => hash))),
    headline: title.length >= HEADLINE_WORDS_MIN ? hashOfWords(title) : null,
    text: fingerprintOf([...title, ...summary]),
    at: item.at.getTime(),
  };
}
