/** Whole lines of a page that say nothing of its story. Seen in feeds; compared in any case. */
const FURNITURE_LINES: readonly RegExp[] = [
  /^(?:share|tweet|email|print|save|like|subscribe|advertisement|comments?|reply|pin it|whatsapp|facebook|twitter|linkedin|reddit|sponsored)[.:!]?$/i,
  /^(?:share|follow|like|find|join|tweet) (?:this|us|me|on)\b.{0,80}$/i,
  /^(?:teilen|partager|compartir|compartilhar|condividi|delen|udostępnij|paylaş|поділитися|поделиться)(?:[.:!]?| [^.]{0,20}(?:facebook|twitter|telegram|whatsapp|linkedin|mail|viber|вконтакте|[ \p{P}]x(?!\p{L}))[^.]{0,80})$/iu,
  /^(?:no |\d[\d,.]* |view |leave (?:a )?|add (?:a |your )?|post (?:a )?|see (?:all )?)?(?:comments?|replies|responses|views|shares|likes|points?|votes?)(?: \(?\d[\d,.]*\)?)?$/i,
  /^comments?: ?\d+$/i,
  /^\(?\d+ (?:min(?:ute)?s?|sec(?:ond)?s?) read\)?$/i,
  /^(?:read|see|view|show|learn|find out|click|tap|watch|listen)(?: here)? ?(?:more|on|the full (?:story|article|post)|full (?:story|article|post)|entire (?:post|article|story)|to read more|for more|here)\b.{0,80}$/i,
  /^(?:continue|keep) reading\b.{0,200}$/i,
  /^(?:lire la suite|weiterlesen|mehr lesen|leer más|seguir leyendo|leggi tutto|continua a leggere|lees verder|leia mais|czytaj (?:więcej|dalej)|читать (?:далее|полностью)|подробнее|阅读全文|続きを読む)\b.{0,80}$/iu,
  /^(?:photo|photograph|image|picture|pic|video|credit|file photo|foto|bild|crédit|фото)s?(?: (?:credit|source|caption|by|courtesy|copyright|via))*s?(?: ?[:/|©] ?| by | courtesy ).{1,120}$/i,
  /^(?:image (?:source|caption|copyright)|media caption|figure caption),? ?.{0,160}$/i,
  /^(?:submitted by|posted by|filed under|tagged(?: with)?|tags|categories|topics|by) ?[:/].{0,200}$/i,
  /^submitted by\b.{0,200}\[comments\]$/i,
  /^(?:sign up|subscribe|get|download|support|donate|become)\b.{0,60}(?:newsletter|inbox|app|podcast|patreon|member|updates)\b.{0,80}$/i,
  /^(?:more|also read|read also|see also|related|related story|don't miss|watch|listen|in pictures|trending|must read|recommended)(?: ?[:|»>]| - ).{0,200}$/i,
  /^(?:updated|published|posted|last (?:updated|modified)|first published):? .{0,60}\d.{0,40}$/i,
  /^(?:copyright|©|\(c\)) .{0,120}$/i,
  /^(?:#[\p{L}\p{N}_]+[\s,]*)+$/u,
  /^(?:to|for) (?:more|read|watch|see|get|the latest)\b.{0,80}\b(?:click|visit|links?|below|here|app|channel|website)\b.{0,40}$/i,
  /^(?:subscribe|follow|visit|join|download)\b.{0,60}\b(?:channel|website|facebook|twitter|instagram|youtube|conversation)\b.{0,60}$/i,
  /^[^\p{L}\p{N}]+$/u,
];

/** The same, but not by how they begin; a word that each has is looked for first, which costs less. */
const FURNITURE_BY_WORD: readonly (readonly [word: string, pattern: RegExp])[] = [
  ['appeared', /^(?:the (?:post|article) )?.{1,300} (?:appeared first|first appeared) (?:on|in|at) .{1,100}$/i],
  [
    'published',
    /^(?:the (?:post|article|story) )?.{1,300} was (?:first|originally) published (?:on|in|at|by) .{1,100}$/i,
  ],
  ['://', /^.{0,100}https?:\/\/\S+$/],
  ['Images', /^.{0,60}[(/©|] ?(?:getty|ap|afp)\b.{0,20}$/i],
  ['Reuters', /^.{0,60}[(/©|] ?reuters\)?$/i],
];

/** A heading below which a page lists other pages: nothing after it belongs to the story. */
const OTHER_NEWS =
  /^(?:similar|related|more|recommended|further|other|top|latest|popular|most read|you (?:may|might) also like|see also|read also|also read|ähnliche|verwandte|mehr|articles? liés|à lire aussi|lire aussi|noticias relacionadas|lea también|похожие|читайте также)(?: (?:news|articles?|stories|posts?|reading|links?|coverage|on this story|on this|from .{1,40}|artikel|nachrichten|zum thema|новости|материалы|по теме))?[:.]?$/iu;

/** Ends of a running text that are no part of it. */
const TAILS: readonly RegExp[] = [
  /(?:\[(?:…|\.{3}|link|comments|\d+ comments?)\]|\((?:more|continued|read more)(?:…|\.{3})?\))$/i,
  /\b(?:read|see) (?:more|full (?:story|article)|the (?:full|rest)[\w ]{0,20})(?: (?:at|on|in|of) [^.]{1,60})?\s*(?:…|\.{3}|»|>+|→|›)?$/i,
  /\bcontinue reading\b[^.]{0,150}(?:…|\.{3}|»|>+|→|›)?$/i,
  /\bthe post .{1,200} (?:appeared first|first appeared) on .{1,80}$/i,
  /\b(?:share|tweet) this (?:story|article|post)\.?$/i,
  /\b\d+ comments?$/i,
];
/** Words of which every one of them has one near its end. */
const TAIL_WORDS = ['more', 'comment', 'read', 'full', 'rest', 'continu', 'appeared', 'this', 'link', '…]', '...]'];

/** The lines of a page that belong to its story: without share lines, counters, credits, links to other news. */
export function withoutFurniture(lines: readonly string[]): string[] {
  const end = lines.findIndex((line, index) => index > 0 && line.length < 80 && OTHER_NEWS.test(line));
  const story = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !isFurniture(line));
  const last = story.pop();
  if (last === undefined) return [];
  const trimmed = withoutTail(last);
  return trimmed === '' ? story : [...story, trimmed];
}

/** Anything longer is a paragraph. */
const FURNITURE_LENGTH_MAX = 320;

/** Whether a whole line is furniture. */
export function isFurniture(line: string): boolean {
  if (line.length >= FURNITURE_LENGTH_MAX) return false;
  return (
    FURNITURE_LINES.some((pattern) => pattern.test(line)) ||
    FURNITURE_BY_WORD.some(([word, pattern]) => line.includes(word) && pattern.test(line))
  );
}

/** How much of the end of a text is looked at. */
const TAIL_LENGTH = 300;

function withoutTail(line: string): string {
  const start = Math.max(0, line.length - TAIL_LENGTH);
  let tail = line.slice(start);
  for (let before = ''; before !== tail && mayHaveTail(tail); ) {
    before = tail;
    for (const pattern of TAILS) tail = tail.replace(pattern, '').trimEnd();
  }
  return line.slice(0, start) + tail;
}

function mayHaveTail(text: string): boolean {
  const end = text.slice(-120).toLowerCase();
  return TAIL_WORDS.some((word) => end.includes(word));
}
