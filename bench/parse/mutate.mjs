import { randomFrom } from '../random.mjs';

/** Whole random numbers that are the same at every run: `random(n)` is one of 0 … n-1. */
export function randomOf(seed) {
  const random = randomFrom(seed);
  return (n) => (random() * 2 ** 32) % n;
}

const PIECES = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?',
    '?>',
    '</',
    '/>',
    '<!',
    '<!DOCTYPE x [',
    '&#0;',
    '&#x110000;',
  ],
  ...[
    '&amp',
    '&nbsp;',
    '<item>',
    '</item>',
    '<entry>',
    '</entry>',
    '<channel>',
    '</channel>',
    '</rss>',
    '<title>',
    '</title>',
  ],
  ...[
    '<link>',
    '<link/>',
    '<link href=x>',
    '<guid>',
    '<content type="xhtml">',
    '<div>',
    '</div>',
    ' xmlns="http://www.w3.org/2005/Atom"',
  ],
  ...[
    ' xmlns:a="http://purl.org/rss/1.0/"',
    'xml:base="//x"',
    '__proto__',
    'constructor',
    '<__proto__>',
    '\0',
    '\x85',
    '\uFFFE',
    '\uD800',
    '\u202E',
  ],
  ...['{', '}', '[', '],', '{"items":[', 'null', '-1', '1e999', 'Tue, 99 Foo 2024', '0000-00-00', ' - Reuters', ' | '],
].map((piece) => Buffer.from(piece));

/** One of the seeds with up to eight changes: pieces put in, cut out, doubled, moved, bytes flipped, another seed's part. */
export function mutate(seeds, random) {
  let body = seeds[random(seeds.length)];
  for (let changes = 1 + random(8); changes > 0; changes--) {
    const at = random(body.length + 1);
    const end = Math.min(body.length, at + random(random(4) === 0 ? 2000 : 40));
    const [before, middle, after] = [body.subarray(0, at), body.subarray(at, end), body.subarray(end)];
    switch (random(7)) {
      case 0:
        body = Buffer.concat([before, after]);
        break;
      case 1:
        body = Buffer.concat([before, middle, middle, after]);
        break;
      case 2:
        body = Buffer.concat([before, Buffer.from([random(256)]), body.subarray(at + 1)]);
        break;
      case 3: {
        const other = seeds[random(seeds.length)];
        const from = random(other.length + 1);
        body = Buffer.concat([before, other.subarray(from, from + random(1000)), after]);
        break;
      }
      case 4:
        body = random(10) === 0 ? before : body;
        break;
      default:
        body = Buffer.concat([before, PIECES[random(PIECES.length)], middle, after]);
    }
  }
  return body;
}
