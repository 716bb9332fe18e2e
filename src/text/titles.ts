import { getDomain } from 'tldts';

/** A headline without the name of its publisher, and the other outlet that it names, if it does. */
export interface Headline {
  readonly title: string;
  readonly attribution: string | null;
}

const SEPARATOR = /[-–—|·•»›:~]/;
/** Between a headline and a name: a dash, bar, dot or arrow with space around it. */
const LAST_SEPARATOR = /^(.*\S)\s*(?:\s[-–—|·•»›:~]{1,2}|\|)\s+([^\s].{0,59})$/su;
const FIRST_SEPARATOR = /^([^\s].{0,59}?)(?:\s+[-–—|·•»›:~]{1,2}|\s?\||:)\s+(\S.*)$/su;

/** Words that names of outlets share: "BBC" and "BBC News" are one, "Fox" and "Fox Sports" too. */
const GENERIC = new Set(
  (
    'the news online com net org co uk us world international sport sports business politics tv radio latest top stories ' +
    'headlines home rss feed feeds magazine web site'
  ).split(' '),
);

/** Agencies and broadcasters that headlines of others name as their origin. */
const AGENCIES = new Set(
  (
    'reuters|associated press|the associated press|ap|ap news|afp|agence france-presse|upi|dpa|efe|ansa|tass|interfax|' +
    'xinhua|kyodo|yonhap|bloomberg|bbc|bbc news|cnn|npr|pbs|abc|cbs|nbc|msnbc|cnbc|fox|al jazeera|dw|france 24|euronews|' +
    'axios|politico|vox|usa today|wsj|le monde|el país|der spiegel|spiegel|die zeit|la repubblica|ft|nyt|cbc|rte|sky news|propublica'
  ).split('|'),
);

/**
 * A capitalised name that ends like a newspaper's or begins like a broadcaster's; not like a kind of text as well (Full Report, Morning
 * Bulletin, Film Review).
 */
const OUTLET_NAME =
  /^(?:The )?(?:[\p{Lu}\d][\p{L}\d.&'’-]*\s+){1,4}(?:News|Times|Post|Herald|Tribune|Journal|Gazette|Guardian|Observer|Telegraph|Independent|Chronicle|Press|Mail|Mirror|Examiner|Dispatch|Courier|Star|Sun|Globe|Inquirer|Standard|Reporter|Insider|Magazine|Monitor|Ledger|Sentinel|Zeitung|Anzeiger|Nachrichten|TV|Radio)$/u;

/**
 * Strips the outlet's own name from either end of a headline; a known or plainly named other outlet at its end is stripped
 * and returned as attribution. `own` are the names that the outlet goes by: its title, the feed's, its domain.
 */
export function headlineOf(text: string, own: OwnNames): Headline {
  if (!SEPARATOR.test(text)) return { title: text, attribution: null };
  const tail = LAST_SEPARATOR.exec(text);
  const rest = tail?.[1] ?? text;
  const name = tail?.[2] ?? '';
  if (tail && isWorthKeeping(rest)) {
    if (own.includes(name)) return { title: headlineOf(rest, own).title, attribution: null };
    if (isOutlet(name)) return { title: withoutPrefix(rest, own), attribution: name };
  }
  return { title: withoutPrefix(text, own), attribution: null };
}

function withoutPrefix(text: string, own: OwnNames): string {
  const head = FIRST_SEPARATOR.exec(text);
  return head && own.includes(head[1] as string) && isWorthKeeping(head[2] as string) ? (head[2] as string) : text;
}

/** What is left must still be a headline: two words, or ten characters of a script without spaces. */
function isWorthKeeping(rest: string): boolean {
  return rest.trim().includes(' ') || rest.length >= 10;
}

function isOutlet(name: string): boolean {
  if (AGENCIES.has(name.toLowerCase()) || OUTLET_NAME.test(name)) return true;
  return /^[\w-]+(?:\.[\w-]+)+$/.test(name) && getDomain(name) === name.toLowerCase().replace(/^www\./, '');
}

/** The names that one outlet goes by. */
export class OwnNames {
  readonly #names: readonly (readonly string[])[];
  readonly #joined: ReadonlySet<string>;
  readonly #known = new Map<string, boolean>();

  constructor(names: readonly (string | null | undefined)[]) {
    const parts = names.flatMap((name) => (name ? [name, ...name.split(/\s+[-–—|·•»›:>/]+\s+|\s*[|:]\s+/)] : []));
    this.#names = parts.map(wordsOf).filter((words) => words.some((word) => !GENERIC.has(word)));
    this.#joined = new Set(this.#names.map((words) => words.join('')));
  }

  /** Whether `name` is one of them, give or take words such as "News" or "Online". */
  includes(name: string): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const words = wordsOf(name);
    const found =
      words.length > 0 && (this.#joined.has(words.join('')) || this.#names.some((own) => sameName(own, words)));
    this.#known.set(name, found);
    return found;
  }
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && word !== 'the');
}

/** One name begins with the other, and what it has more is generic. */
function sameName(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0 || short.every((word) => GENERIC.has(word))) return false;
  return (
    short.every((word, index) => word === long[index]) && long.slice(short.length).every((word) => GENERIC.has(word))
  );
}
