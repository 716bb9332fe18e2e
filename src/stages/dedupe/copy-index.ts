import type { CopyDecision, Explanation } from '../../model/decision.ts';
import { HOUR } from '../../model/duration.ts';
import type { ItemText } from '../../model/item.ts';
import type { TextReader } from '../../text/words/reader.ts';
import { splitWords } from '../../text/words.ts';
import { fingerprintOf, overlapOf, shareMore, titleOverlapOf } from './fingerprint.ts';
import { type ComparedItem, KnownItems } from './known-items.ts';

/** Share of equal word triples from which on a text is a copy: one word changed in ten leaves about 0.55. */
const SAME_TEXT = 0.6;
/** Two items of one outlet say nearly the same words about different days: only a near-equal text is a copy. */
const SAME_TEXT_ONE_OUTLET = 0.8;
/** … whose headline is near-equal too, and that came soon: programmes have one description for every show and every day. */
const SAME_HEADLINE_ONE_OUTLET = 0.85;
const ONE_OUTLET_MS = 18 * HOUR;
/** Words of a headline that names its origin, below which it is no proof. */
const HEADLINE_WORDS_MIN = 4;
/** A headline with an attribution is matched with what the named outlet published within this time. */
const ATTRIBUTION_MS = 72 * HOUR;

/** Which story an item's text already belongs to. Depends on nothing but the items added. */
export class CopyIndex {
  readonly #reader: TextReader;
  readonly #items = new KnownItems();
  #last: { readonly item: ItemText; readonly known: ComparedItem } | null = null;

  constructor(reader: TextReader) {
    this.#reader = reader;
  }

  /** Items in the index. */
  get size(): number {
    return this.#items.size;
  }

  /** The story that this item is a copy of, or null; changes nothing. */
  find(item: ItemText): CopyDecision | null {
    const read = this.#read(item);
    return this.#sameUrl(read) ?? this.#sameText(read, item) ?? this.#sameOrigin(read);
  }

  add(item: ItemText, storyId: number): void {
    this.#items.remove(item.id);
    this.#items.add({ ...this.#read(item), storyId });
  }

  /** Takes in what an item says since it was edited, unless it is forgotten; returns whether it is not. */
  edit(item: ItemText, storyId: number): boolean {
    const isKnown = this.#items.remove(item.id);
    if (isKnown) this.add(item, storyId);
    return isKnown;
  }

  /** Forgets items that were published before. */
  forgetBefore(at: Date): void {
    this.#items.removeBefore(at.getTime());
  }

  #sameUrl(item: ComparedItem): CopyDecision | null {
    if (item.urlKey === null) return null;
    const found = oldest(this.#items.withUrl(item.urlKey));
    return found && decide(found, 'same-url', 1, 1);
  }

  #sameText(item: ComparedItem, text: ItemText): CopyDecision | null {
    let best: { known: ComparedItem; score: number; threshold: number } | null = null;
    for (const known of this.#items.likeText(item.text)) {
      const score = overlapOf(item.text, known.text);
      const threshold = known.outlet === item.outlet ? SAME_TEXT_ONE_OUTLET : SAME_TEXT;
      if (score < threshold) continue;
      if (known.outlet === item.outlet ? !isOneEdition(known, item) : !this.#tellOneThing(known, text)) continue;
      if (!best || score > best.score || (score === best.score && known.id < best.known.id)) {
        best = { known, score, threshold };
      }
    }
    return best && decide(best.known, 'near-equal-text', best.score, best.threshold);
  }

  /** Whether one of the headlines has a word of the text that both carry: a text that speaks of neither is a blurb that stands below many. */
  #tellOneThing(known: ComparedItem, item: ItemText): boolean {
    const { title, summary, language } = this.#reader.read(item);
    const stems = new Set(this.#reader.contentOf(summary, language));
    if (this.#reader.contentOf(title, language).some((stem) => stems.has(stem))) return true;
    // Of what is remembered there are no stems.
    const told = this.#reader
      .telling([...title, ...summary], language)
      .map((word) => this.#reader.lexicon.hashOf(word));
    return told.some((hash) => known.text.title.includes(hash));
  }

  #sameOrigin(item: ComparedItem): CopyDecision | null {
    if (item.headline === null) return null;
    const isCopy = (known: ComparedItem): boolean =>
      known.outlet !== item.outlet && Math.abs(known.at - item.at) <= ATTRIBUTION_MS && haveOneOrigin(known, item);
    const found = oldest(this.#items.withHeadline(item.headline).filter(isCopy));
    return found && decide(found, 'same-origin', 1, 1);
  }

  /** An item is first looked for and then added. */
  #read(item: ItemText): ComparedItem {
    if (this.#last?.item !== item) this.#last = { item, known: knownOf(item, this.#reader) };
    return this.#last.known;
  }
}

function isOneEdition(known: ComparedItem, item: ComparedItem): boolean {
  const isSoon = Math.abs(known.at - item.at) <= ONE_OUTLET_MS;
  return isSoon && titleOverlapOf(known.text, item.text) >= SAME_HEADLINE_ONE_OUTLET;
}

function oldest(items: readonly ComparedItem[]): ComparedItem | null {
  return items.reduce<ComparedItem | null>((first, item) => (first && first.id < item.id ? first : item), null);
}

/** Whether one names the other's outlet as its origin, or both name the same third and do not say quite different things. */
function haveOneOrigin(a: ComparedItem, b: ComparedItem): boolean {
  if (a.attribution !== null && b.attribution !== null) {
    return squash(a.attribution) === squash(b.attribution) && shareMore(a.text, b.text);
  }
  if (a.attribution !== null) return names(a.attribution, b.outlet.label);
  return b.attribution !== null && names(b.attribution, a.outlet.label);
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

function decide(known: ComparedItem, rule: string, score: number, threshold: number): CopyDecision {
  const because: Explanation = {
    rule,
    score: Math.round(score * 10_000) / 10_000,
    threshold,
    words: [],
    with: known.id,
  };
  return { storyId: known.storyId, because };
}

function knownOf(item: ItemText, reader: TextReader): ComparedItem {
  const reading = reader.read(item);
  const { title } = reading;
  const { lexicon } = reader;
  return {
    id: item.id,
    storyId: 0,
    outlet: reader.outletOf(item.outlet),
    attribution: item.attribution,
    urlKey: item.urlKey,
    headline: title.length >= HEADLINE_WORDS_MIN ? lexicon.hashOfAll(title) : null,
    text: fingerprintOf(reading, lexicon),
    at: item.at.getTime(),
  };
}
