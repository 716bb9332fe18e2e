/** In how many events a word was met, as far as the user's own stream has shown. */
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

/** In which share of events a word is expected, by stem. */
export type WordTable = ReadonlyMap<string, number>;

/** The table is worth this many events: after as many in the stream, stream and table count alike. */
const TABLE_EVENTS = 1000;
/** Distinct words of a headline and its summary: turns a share of running text into a share of events. */
const WORDS_AN_EVENT = 10;
/** The least that is expected of any word, such as a new name: 1.5 events in 1,000. */
const UNKNOWN_SHARE = 0.0015;
/**
 * A word of so many letters that no table has is expected twice as often as a very long one, and each letter less doubles the
 * excess: frequent words are short in every language (Zipf). On English without its table, 4 to
 * 6 are alike, and as good as the table once a few hundred events are known (docs/clustering.md).
 */
const UNKNOWN_LETTERS = 4;
/** Chinese, Japanese and Korean signs begin here; each says as much as two letters. */
const FIRST_SIGN = 0x2e80;
/** All counts are halved when this many events were met, so that old years fade. */
const EVENTS_MAX = 200_000;
/** No word is quite without weight. */
export const RARITY_MIN = 0.05;

/**
 * How rare words are: a table of the long run, corrected by the user's own stream. Counted in events, not in stories:
 * a name that 300 stories about one crash share stays rare and holds them together, one that is in every second event
 * of the day decides nothing. Words are known by small numbers, so that texts can be compared as arrays.
 */
export class WordStatistics {
  readonly #table: WordTable;
  readonly #ids = new Map<string, number>();
  readonly #words: string[] = [];
  /** By id: events met. */
  readonly #events: number[] = [];
  /** By id: what the table expects of as many events as it is worth. */
  readonly #expected: number[] = [];
  /** By id: logarithm of events met and expected. */
  #logs = new Float64Array(4096);
  /** Ids whose count changed since `takeChanges`; by id: whether it is among them. */
  #changed: number[] = [];
  readonly #isChanged: boolean[] = [];
  #total = 0;
  #logTotal = 0;

  /**
   * @param table How rare words are in the long run.
   * @param learned What an earlier run had learnt.
   */
  constructor(table: WordTable = new Map(), learned?: LearnedWords) {
    this.#table = table;
    this.#setTotal(learned?.events ?? 0);
    for (const { word, events } of learned?.words ?? []) this.#setEvents(this.idOf(word), events);
  }

  /** By word number: what `rarity` takes from `logTotal`; for loops that a call a word would slow down threefold. */
  get logs(): Float64Array {
    return this.#logs;
  }

  get logTotal(): number {
    return this.#logTotal;
  }

  /** How many events were met, fading included. */
  get events(): number {
    return this.#total;
  }

  /** The number of a word, the same for the life of this object. */
  idOf(word: string): number {
    let id = this.#ids.get(word);
    if (id === undefined) {
      id = this.#words.length;
      this.#ids.set(word, id);
      this.#words.push(word);
      this.#expected.push(TABLE_EVENTS * expectedShare(word, this.#table));
      this.#isChanged.push(false);
      this.#setEvents(id, 0);
    }
    return id;
  }

  wordOf(id: number): string {
    return this.#words[id] as string;
  }

  /** What sharing this word tells, in nats: near 0 for a word that is everywhere, about 6 for one in one event of 500. */
  rarity(id: number): number {
    return Math.max(RARITY_MIN, this.#logTotal - (this.#logs[id] as number));
  }

  /** Notes that one event more has these words, or with `by` -1 that one has not after all. */
  learn(ids: Iterable<number>, by: 1 | -1 = 1): void {
    for (const id of ids) this.learnWord(id, by);
  }

  /** As `learn`, for one word. */
  learnWord(id: number, by: 1 | -1): void {
    this.#setEvents(id, Math.max(0, (this.#events[id] as number) + by));
    this.#noteChange(id);
  }

  /** Notes a new event, or with `by` -1 that two were one. */
  learnEvent(by: 1 | -1 = 1): void {
    this.#setTotal(Math.max(0, this.#total + by));
    if (this.#total >= EVENTS_MAX) this.#fade();
  }

  /** What changed since the last call, to be written down; a count of 0 means: forget the word. */
  takeChanges(): LearnedWords {
    const words = this.#changed.map((id) => ({ word: this.wordOf(id), events: this.#events[id] as number }));
    for (const id of this.#changed) this.#isChanged[id] = false;
    this.#changed = [];
    return { events: this.#total, words };
  }

  #setEvents(id: number, events: number): void {
    if (id >= this.#logs.length) {
      const larger = new Float64Array(id * 2);
      larger.set(this.#logs);
      this.#logs = larger;
    }
    this.#events[id] = events;
    this.#logs[id] = Math.log(events + (this.#expected[id] as number));
  }

  #noteChange(id: number): void {
    if (this.#isChanged[id]) return;
    this.#isChanged[id] = true;
    this.#changed.push(id);
  }

  #setTotal(events: number): void {
    this.#total = events;
    this.#logTotal = Math.log(events + TABLE_EVENTS);
  }

  #fade(): void {
    this.#setTotal(this.#total / 2);
    this.#events.forEach((events, id) => {
      if (events === 0) return;
      this.#setEvents(id, events < 2 ? 0 : events / 2);
      this.#noteChange(id);
    });
  }
}

/** In which share of events a word is expected before any was met. */
function expectedShare(word: string, table: WordTable): number {
  const letters = word.charCodeAt(0) < FIRST_SIGN ? word.length : 2 * word.length;
  return table.get(word) ?? UNKNOWN_SHARE * (1 + 2 ** (UNKNOWN_LETTERS - letters));
}

/** Reads word tables (assets/words/*.txt): lines of `bits word word …`, bits being -log2 of a word's share of running text. */
export function readWordTable(texts: readonly string[]): WordTable {
  const shares = new Map<string, number>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    if (line === '' || line.startsWith('#')) continue;
    const [bits, ...words] = line.split(' ');
    const share = Math.min(0.5, WORDS_AN_EVENT * 2 ** -Number(bits)) + UNKNOWN_SHARE;
    for (const word of words) shares.set(word, share);
  }
  return shares;
}
