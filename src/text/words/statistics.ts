/** How often a word is met in events, as far as the user's own stream has shown. */
export interface LearnedWord {
  readonly word: string;
  readonly events: number;
}

/** What has been learnt from a stream; plain data, so that it can be kept in a database. */
export interface LearnedWords {
  /** How many events were met. */
  readonly events: number;
  readonly words: readonly LearnedWord[];
}

/** The table is worth this many events: after 1,000 events, stream and table count alike. */
const TABLE_EVENTS = 1000;
/** Distinct words of a headline and its summary: turns a share of running text into a share of events. */
const WORDS_AN_EVENT = 10;
/** What is expected of a word that the table does not have, such as a new name: one event in 1,000. */
const UNKNOWN_SHARE = 0.001;
/** All counts are halved when this many events were met, so that old years fade. */
const EVENTS_MAX = 200_000;

/**
 * How rare words are: a table of the long run, corrected by the user's own stream. Counted in events, not in stories:
 * a name that 300 stories about one crash share stays rare and holds them together, one that is in every second event
 * of the day decides nothing.
 */
export class WordStatistics {
  readonly #table: ReadonlyMap<string, number>;
  readonly #events = new Map<string, number>();
  #total = 0;
  #changed = new Set<string>();

  /**
   * @param tables Texts of assets/words/*.txt: lines of `bits word word …`.
   * @param learned What an earlier run had learnt.
   */
  constructor(tables: readonly string[] = [], learned?: LearnedWords) {
    this.#table = readTables(tables);
    this.#total = learned?.events ?? 0;
    for (const { word, events } of learned?.words ?? []) this.#events.set(word, events);
  }

  /** How many events were met, fading included. */
  get events(): number {
    return this.#total;
  }

  /** What sharing this word tells, in nats: 0 for a word that is everywhere, about 7 for one that is in one event of 1,000. */
  rarity(word: string): number {
    const expected = TABLE_EVENTS * (this.#table.get(word) ?? UNKNOWN_SHARE);
    const share = ((this.#events.get(word) ?? 0) + expected) / (this.#total + TABLE_EVENTS);
    return Math.max(0.05, -Math.log(share));
  }

  /** Notes words that an event brought up for the first time; `founded` when the event itself is new. */
  learn(words: Iterable<string>, founded: boolean): void {
    if (founded) this.#total += 1;
    for (const word of words) {
      this.#events.set(word, (this.#events.get(word) ?? 0) + 1);
      this.#changed.add(word);
    }
    if (this.#total >= EVENTS_MAX) this.#fade();
  }

  /** What changed since the last call, to be written down; a count of 0 means: forget the word. */
  takeChanges(): LearnedWords {
    const words = [...this.#changed].map((word) => ({ word, events: this.#events.get(word) ?? 0 }));
    this.#changed = new Set();
    return { events: this.#total, words };
  }

  #fade(): void {
    this.#total /= 2;
    for (const [word, events] of this.#events) {
      if (events < 2) this.#events.delete(word);
      else this.#events.set(word, events / 2);
      this.#changed.add(word);
    }
  }
}

function readTables(tables: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const line of tables.flatMap((table) => table.split('\n'))) {
    if (line === '' || line.startsWith('#')) continue;
    const [bits, ...words] = line.split(' ');
    const share = Math.min(0.5, WORDS_AN_EVENT * 2 ** -Number(bits)) + UNKNOWN_SHARE;
    for (const word of words) shares.set(word, share);
  }
  return shares;
}
