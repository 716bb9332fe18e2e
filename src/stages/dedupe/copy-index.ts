import type { CopyDecision, Explanation } from '../../model/decision.ts';
import type { ItemText } from '../../model/item.ts';
import { splitWords } from '../../text/words.ts';
import { type Fingerprint, fingerprintOf, overlapOf, sketchOf } from './fingerprint.ts';

interface Known {
  readonly id: number;
  readonly storyId: number;
  readonly outlet: string;
  readonly attribution: string | null;
  readonly canonicalUrl: string | null;
  readonly headline: string;
  /** Words of the headline, one space between them. */
  readonly title: string;
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
  readonly #items = new Map<number, Known>();
  readonly #byUrl = new Map<string, Set<number>>();
  readonly #bySketch = new Map<number, Set<number>>();
  readonly #byHeadline = new Map<string, Set<number>>();

  /** Items in the index. */
  get size(): number {
    return this.#items.size;
  }

  /** The story that this item is a copy of, or null; changes nothing. */
  find(item: ItemText): CopyDecision | null {
    const known = knownOf(item, 0);
    return this.#sameUrl(known) ?? this.#sameText(known) ?? this.#sameOrigin(known);
  }

  add(item: ItemText, storyId: number): void {
    this.#remove(item.id);
    const known = knownOf(item, storyId);
    this.#items.set(item.id, known);
    for (const [index, key] of this.#keysOf(known)) put(index, key, item.id);
  }

  /** Forgets items that were published before. */
  forgetBefore(at: Date): void {
    for (const item of this.#items.values()) if (item.at < at.getTime()) this.#remove(item.id);
  }

  #sameUrl(item: Known): CopyDecision | null {
    if (item.canonicalUrl === null) return null;
    const found = this.#oldest(this.#byUrl.get(item.canonicalUrl), () => true);
    return found ? decide(found, 'same-url', 1, 1) : null;
  }

  #sameText(item: Known): CopyDecision | null {
    if (item.text.words < TEXT_WORDS_MIN) return null;
    const ids = new Set<number>();
    for (const hash of sketchOf(item.text)) for (const id of this.#bySketch.get(hash) ?? []) ids.add(id);
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
    if (item.headline === '') return null;
    const found = this.#oldest(
      this.#byHeadline.get(item.headline),
      (known) =>
        known.outlet !== item.outlet && Math.abs(known.at - item.at) <= ATTRIBUTION_MS && haveOneOrigin(known, item),
    );
    return found ? decide(found, 'same-origin', 1, 1) : null;
  }

  #oldest(ids: Iterable<number> | undefined, wanted: (known: Known) => boolean): Known | null {
    let oldest: Known | null = null;
    for (const id of ids ?? []) {
      const known = this.#items.get(id) as Known;
      if (wanted(known) && (!oldest || known.id < oldest.id)) oldest = known;
    }
    return oldest;
  }

  #remove(id: number): void {
    const known = this.#items.get(id);
    if (!known) return;
    this.#items.delete(id);
    for (const [index, key] of this.#keysOf(known)) take(index, key, id);
  }

  *#keysOf(known: Known): Generator<[Map<string | number, Set<number>>, string | number]> {
    if (known.canonicalUrl !== null) yield [this.#byUrl as Map<string | number, Set<number>>, known.canonicalUrl];
    if (known.headline !== '') yield [this.#byHeadline as Map<string | number, Set<number>>, known.headline];
    if (known.text.words < TEXT_WORDS_MIN) return;
    for (const hash of sketchOf(known.text)) yield [this.#bySketch as Map<string | number, Set<number>>, hash];
  }
}

/** Words that both have, as a share of the longer. */
function shareOf(a: string, b: string): number {
  const first = new Set(a.split(' '));
  const second = new Set(b.split(' '));
  return [...first].filter((word) => second.has(word)).length / Math.max(first.size, second.size);
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

function knownOf(item: ItemText, storyId: number): Known {
  const title = splitWords(item.title);
  return {
    id: item.id,
    storyId,
    outlet: item.outlet,
    attribution: item.attribution,
    canonicalUrl: item.canonicalUrl,
    title: title.join(' '),
    headline: title.length >= HEADLINE_WORDS_MIN ? title.join(' ') : '',
    text: fingerprintOf(`${item.title}\n${item.summary}`),
    at: item.at.getTime(),
  };
}

function put<Key>(index: Map<Key, Set<number>>, key: Key, id: number): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function take<Key>(index: Map<Key, Set<number>>, key: Key, id: number): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}
