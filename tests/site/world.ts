/** An invented world for the tests of what readers see: outlets in several languages, and what they report. */

export interface WorldSource {
  readonly key: string;
  readonly url: string;
  readonly title: string;
  readonly outlet: string;
  readonly language: string;
  readonly categories: readonly string[];
}

export interface WorldArticle {
  readonly source: string;
  readonly minutesAgo: number;
  readonly title: string;
  readonly summary?: string;
  /** Articles of one event with equal text keys are one story. */
  readonly text?: string;
  readonly titleBefore?: string;
  readonly url?: string | null;
  readonly attribution?: string;
  readonly authors?: readonly string[];
  readonly categories?: readonly string[];
  readonly imageUrl?: string;
}

export interface WorldEvent {
  readonly articles: readonly WorldArticle[];
  /** Index of an earlier event that this one takes up. */
  readonly follows?: number;
}

const source = (key: string, outlet: string, language: string, ...categories: string[]): WorldSource => ({
  key,
  url: `https://${key}.example/feed.xml`,
  title: outlet,
  outlet,
  language,
  categories,
});

export const SOURCES: readonly WorldSource[] = [
  source('harbour-post', 'The Harbour Post', 'en', 'world'),
  source('meridian', 'Meridian Wire', 'en', 'world'),
  source('lantern', 'The Lantern', 'en', 'science'),
  source('ledger', 'Ledger & Loom', 'en', 'business'),
  source('nordlicht', 'Nordlicht Zeitung', 'de', 'world'),
  source('quartier', 'Le Quartier', 'fr', 'world', 'culture'),
  source('faro', 'El Faro del Sur', 'es', 'world'),
  source('sahil', 'صحيفة الساحل', 'ar', 'world'),
  source('asanagi', '朝凪新聞', 'ja', 'world'),
  source('perevoz', 'Перевоз', 'ru', 'world'),
  source('kestrel', 'Kestrel Tech', 'en', 'technology'),
  source('oficina', 'Oficina Digital', 'pt-br', 'technology'),
  source('hatikvan', 'גל חדש', 'he', 'world'),
];

export const EVENTS: readonly WorldEvent[] = [
  {
    articles: [
      {
        source: 'harbour-post',
        minutesAgo: 410,
        title: 'Storm Ottilie closes the straits as ferries turn back',
        summary:
          'Gusts of 140 km/h were measured at Cape Merrow before dawn. All ferries between the islands have been cancelled until Thursday, and two tankers are riding out the weather at anchor.',
        authors: ['Imke Tarrant', 'Joss Weller'],
        imageUrl: 'https://img.harbour-post.example/ottilie.jpg',
        categories: ['Weather', 'Shipping'],
        titleBefore: 'Storm Ottilie nears the straits',
      },
      {
        source: 'meridian',
        minutesAgo: 402,
        title: 'Storm Ottilie shuts straits to shipping; two tankers wait at anchor',
      },
      {
        source: 'ledger',
        minutesAgo: 380,
        title: 'Storm Ottilie shuts straits to shipping; two tankers wait at anchor',
        text: 'meridian',
        attribution: 'Meridian Wire',
      },
      {
        source: 'nordlicht',
        minutesAgo: 340,
        title: 'Sturm Ottilie: Fähren kehren um, Meerenge gesperrt',
        summary: 'Böen bis 140 km/h am Kap Merrow.',
      },
      { source: 'quartier', minutesAgo: 330, title: 'La tempête Ottilie ferme le détroit, les ferries font demi-tour' },
      { source: 'faro', minutesAgo: 300, title: 'La tormenta Ottilie cierra el estrecho y deja a miles en tierra' },
      { source: 'sahil', minutesAgo: 240, title: 'عاصفة أوتيلي تغلق المضيق وتعيد العبّارات إلى الموانئ' },
      { source: 'asanagi', minutesAgo: 200, title: '暴風オティリー、海峡を閉鎖 フェリーは全便欠航' },
      { source: 'perevoz', minutesAgo: 150, title: 'Шторм «Оттилия» закрыл пролив, паромы повернули назад' },
      { source: 'hatikvan', minutesAgo: 90, title: 'הסופה אוטילי סגרה את המצר' },
      {
        source: 'meridian',
        minutesAgo: 35,
        title: 'Straits to reopen on Thursday after Storm Ottilie, harbour master says',
      },
    ],
  },
  {
    articles: [
      {
        source: 'lantern',
        minutesAgo: 130,
        title: 'A moss that photosynthesises at −18 °C is found under Antarctic ice',
        summary:
          'Researchers say the plant uses antifreeze sugars, and light that no instrument had thought to measure.',
        categories: ['Botany'],
        authors: ['Ruta Sambor'],
      },
      { source: 'kestrel', minutesAgo: 118, title: 'Antarctic moss photosynthesises at −18 °C, below the ice' },
      { source: 'asanagi', minutesAgo: 80, title: '氷の下で光合成する苔を発見 南極、氷点下18度' },
    ],
  },
  {
    articles: [
      {
        source: 'ledger',
        minutesAgo: 60,
        title: 'Central bank holds its rate at 3.25% & says “not yet”',
        summary: 'Five of nine members voted to wait. The currency gained half a cent within the minute.',
        categories: ['Rates'],
      },
      { source: 'nordlicht', minutesAgo: 52, title: 'Zentralbank lässt den Leitzins bei 3,25 Prozent' },
      { source: 'faro', minutesAgo: 44, title: 'El banco central mantiene el tipo en el 3,25 %' },
      { source: 'oficina', minutesAgo: 20, title: 'Banco central mantém juros em 3,25%' },
    ],
  },
  {
    articles: [
      {
        source: 'kestrel',
        minutesAgo: 25,
        title: 'Open-source router firmware drops passwords for passkeys',
        summary: 'Version 9 asks for a passkey at first start. Devices already in use are asked once, and may decline.',
      },
      { source: 'oficina', minutesAgo: 12, title: 'Firmware livre de roteadores troca senhas por chaves de acesso' },
    ],
  },
  {
    articles: [
      {
        source: 'quartier',
        minutesAgo: 1500,
        title: 'La bibliothèque flottante reprend la mer après dix ans',
        summary: 'Trente mille livres, huit ports, un équipage de bénévoles.',
      },
      { source: 'harbour-post', minutesAgo: 1440, title: 'Floating library puts to sea again after ten years' },
    ],
  },
  {
    follows: 4,
    articles: [
      {
        source: 'harbour-post',
        minutesAgo: 9,
        title: 'Floating library lends its first book of the new voyage',
        summary: 'It was an atlas.',
      },
    ],
  },
  {
    articles: [
      {
        source: 'lantern',
        minutesAgo: 700,
        title: 'How bees count to four, and why they stop there',
        summary: 'A patient experiment with yellow dots.',
      },
    ],
  },
  {
    articles: [{ source: 'perevoz', minutesAgo: 610, title: 'Ледоход на Верхней Тавде начался на две недели раньше' }],
  },
  {
    articles: [
      { source: 'sahil', minutesAgo: 500, title: 'افتتاح أول خط ترام في المدينة القديمة بعد ثلاثين عاماً من الانتظار' },
    ],
  },
  {
    articles: [
      { source: 'meridian', minutesAgo: 480, title: 'Parliament of Varsland passes water law by one vote', url: null },
    ],
  },
];

/** Texts that have broken feeds and pages. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  ']]><script>alert(1)</script><![CDATA[ ]]> ]]>',
  '&lt;b&gt; &amp;amp; &#0; &#x1F600; &nbsp;&unknown;',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'a\u0000b\u0008c\u000bd\u001fe\u0085f\ufffeg\uffffh',
  'lone \ud800 surrogate \udc00 end',
  '</title></entry></feed><!--',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]>&y;',
  '{{constructor.constructor("alert(1)")()}} #{alert(1)} <%= 1 %>',
  '\u202Eright to left override\u202C \u2066isolate',
  'مرحبا <b>بالعالم</b> & שלום 你好 𝒳 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  'javascript:alert(1)',
  '   ',
];

export const HOSTILE_URLS: readonly string[] = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' java\tscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  '/relative/path',
  'https://user:secret@a.example/x',
  'https://a.example/?q="><script>alert(1)</script>&amp;b=1&c=2',
  'https://a.example/ü/{x}|y^z`?%zz',
  'https://a.example/a b#c d',
  'ftp://a.example/x',
];
