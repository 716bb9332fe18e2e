import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateFile } from '../../src/commands/evaluate-file.ts';
import { readShippedWords } from '../../src/io/word-tables.ts';
import { defaultSettings } from '../../src/model/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'newsbraid-languages-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** By language: two headlines of one event, their names in different cases or with other endings, and one of another event. */
const HEADLINES: readonly (readonly [string, string, string, string])[] = [
  [
    'ru',
    'Учёные Вардонии нашли древний корабль у острова Лемос',
    'Древний корабль найден учеными из Вардонии рядом с островом Лемос',
    'Сборная Вардонии выиграла чемпионат по шахматам',
  ],
  [
    'uk',
    'Міністр Вардонії подав у відставку після аварії порома',
    'Аварія порома: відставка міністра Вардонії',
    'Збірна Вардонії виграла чемпіонат із шахів',
  ],
  [
    'pl',
    'Minister transportu Wardonii odchodzi po katastrofie promu',
    'Katastrofa promu: dymisja ministra transportu Wardonii',
    'Drużyna Wardonii wygrała mistrzostwa w szachach',
  ],
  [
    'bg',
    'Министърът на Вардония подаде оставка след катастрофата с ферибота',
    'Оставка на министъра на Вардония заради катастрофа с ферибот',
    'Отборът на Вардония спечели шахматната титла',
  ],
  [
    'el',
    'Παραιτήθηκε ο υπουργός της Βαρδονίας μετά το ναυάγιο στη Λέμο',
    'Βαρδονία: παραίτηση υπουργού για το ναυάγιο της Λέμου',
    'Η ομάδα της Βαρδονίας κέρδισε τον τίτλο στο σκάκι',
  ],
  [
    'lt',
    'Vardonijos ministras atsistatydino po kelto katastrofos Lemose',
    'Kelto katastrofa Lemose: Vardonijos ministro atsistatydinimas',
    'Vardonijos rinktinė laimėjo šachmatų čempionatą',
  ],
  [
    'hr',
    'Ministar Vardonije podnio ostavku nakon nesreće trajekta kod Lemosa',
    'Nesreća trajekta kod Lemosa: ostavka ministra Vardonije',
    'Šahovska momčad Vardonije osvojila naslov',
  ],
  [
    'de',
    'Vardonischer Verkehrsminister tritt nach Fährunglück vor Lemos zurück',
    'Nach dem Fährunglück bei Lemos: Rücktritt des vardonischen Verkehrsministers',
    'Vardonische Schachmannschaft holt den Titel',
  ],
  [
    'fr',
    'Le ministre vardonien démissionne après le naufrage du ferry à Lemos',
    'Naufrage du ferry de Lemos : démission du ministre vardonien',
    'Les échecs vardoniens remportent un titre',
  ],
  [
    'es',
    'Dimite el ministro vardonio tras el naufragio del transbordador en Lemos',
    'Naufragio del transbordador de Lemos: la dimisión del ministro vardonio',
    'La selección vardonia gana el título de ajedrez',
  ],
  ['zh', '冰岛渡轮沉没后交通部长辞职', '渡轮沉没 冰岛交通部长宣布辞职', '冰岛国际象棋队夺冠'],
  ['ja', 'フェリー沈没事故で交通大臣が辞任', '交通大臣辞任 フェリー沈没事故を受け', 'チェス世界大会で日本代表が優勝'],
  [
    'ar',
    'استقالة وزير النقل بعد غرق العبارة في ليموس',
    'غرق العبارة في ليموس: وزير النقل يقدم استقالته',
    'منتخب الشطرنج يفوز باللقب',
  ],
];

describe('a headline in any language', () => {
  const table = readShippedWords();
  it.each(HEADLINES)('%s: is with the other one of its event, and with no other', (language, first, second, other) => {
    const of = (title: string) => ({ title });
    const rows = [
      { a: of(first), b: of(second), language, same: true },
      { a: of(first), b: of(other), language, same: false },
    ];
    const file = join(folder, `${language}.jsonl`);
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(evaluateFile(file, table, defaultSettings.cluster)).toMatchObject({ cluster: { accuracy: 1 } });
  });
});
