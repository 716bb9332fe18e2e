import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCorrections } from '../../../src/io/config/corrections.ts';
import { addCorrection, type NewCorrection } from '../../../src/io/config/edit-corrections.ts';
import { noCorrections } from '../../../src/model/corrections.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'newsbraid-corrections-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'corrections.yaml');
const write = (text: string) => writeFileSync(file(), text);
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((page) => `https://news.example/${page}`) as [
  string,
  string,
  string,
  string,
];

describe('readCorrections', () => {
  it('corrects nothing without a file, and with one whose keys are empty', async () => {
    expect(await readCorrections(folder)).toEqual(noCorrections);
    write('together:\napart: []\n# outlets:\nignoreWords:\n');
    expect(await readCorrections(folder)).toEqual(noCorrections);
  });

  it('reads what people write', async () => {
    write(
      `together:\n  - [${A}, ${B}]\napart:\n  - - ${A}\n    - urn:uuid:0f0e3d8a-5a0e-4d7c-9c6b-3f6f1f0a7e21\noutlets:\n  BBC: [bbc.co.uk, BBC News]\nignoreWords: [live, " Morning briefing "]\n`,
    );
    expect(await readCorrections(folder)).toEqual({
      together: [[A, B]],
      apart: [[A, 'urn:uuid:0f0e3d8a-5a0e-4d7c-9c6b-3f6f1f0a7e21']],
      outlets: { BBC: ['bbc.co.uk', 'BBC News'] },
      ignoreWords: ['live', 'Morning briefing'],
    });
  });

  it.each([
    [`together:\n  - [${A}]\n`, '2: together[0]: expected two articles or more, got ["https://news.example/a"]'],
    [`apart:\n  - [${A}, ${B}, ${C}]\n`, /^2: apart\[0\]: expected two articles, got/],
    ['apart:\n  - [17, 18]\n', /^2: apart\[0\]\[0\]: expected a text, got 17/],
    [
      `together:\n  - - ${A}\n    - bbc.co.uk/x\n`,
      '3: together[0][1]: expected the address of an article, or the urn:uuid: of a story, got "bbc.co.uk/x"',
    ],
    [
      `together:\n  - - ${A}\n    - https://news.example/\n`,
      '3: together[0][1]: expected the address of an article, got that of a whole site, https://news.example/',
    ],
    [`apart:\n  - [${A}, ${A}?utm_source=x]\n`, '2: apart[0]: expected two different articles, got the same one twice'],
    [
      `together:\n  - [${A}, ${B}]\n  - [${B}, ${C}]\napart:\n  - [${D}, ${A}]\n  - [${C}, ${A}]\n`,
      '6: apart[1]: expected articles that `together` leaves apart, got two that line 2 joins',
    ],
    [
      'outlets:\n  BBC: [bbc.co.uk]\n  Corporation: [BBC.co.uk]\n',
      '3: outlets.Corporation[0]: expected a name of one outlet, got "BBC.co.uk", which is one of BBC as well',
    ],
    [
      'outlets:\n  BBC: [bbc.co.uk]\n  Corporation: [bbc]\n',
      '3: outlets.Corporation[0]: expected another name of an outlet, got "bbc", which has other names itself',
    ],
    ['ignoreWords: ["…"]\n', '1: ignoreWords[0]: expected a word, got "…"'],
    ['never: []\n', '1: expected one of together, apart, outlets, ignoreWords, got "never"'],
  ])('says what is wrong, and where: %j', async (text, expected) => {
    write(text);
    const error = await readCorrections(folder).catch((thrown: Error) => thrown);
    const said = (error as Error).message.replaceAll(`${file()}:`, '');
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
  });
});

describe('addCorrection', () => {
  const together = (...articles: [string, string]): NewCorrection => ({ kind: 'together', articles });
  const apart = (...articles: [string, string]): NewCorrection => ({ kind: 'apart', articles });

  it.each<[string, string, NewCorrection, string]>([
    ['makes the file', '', together(A, B), `together:\n  - - ${A}\n    - ${B}\n`],
    [
      'keeps comments and what it does not know better',
      `# mine\ntogether: []\n\n# never\napart:\n  - [${A}, ${C}] # sure\n\nignoreWords: [live]\n`,
      apart(A, B),
      `# mine\ntogether: []\n\n# never\napart:\n  - [${A}, ${C}] # sure\n  - - ${A}\n    - ${B}\n\nignoreWords: [live]\n`,
    ],
    [
      'adds to the list that has one of them',
      `together:\n  - - ${A}\n    - ${B}\n`,
      together(C, B),
      `together:\n  - - ${A}\n    - ${B}\n    - ${C}\n`,
    ],
    [
      'turns a pair round',
      `apart:\n  - - ${A}\n    - ${B}\n`,
      together(B, A),
      `apart: []\ntogether:\n  - - ${B}\n    - ${A}\n`,
    ],
    [
      'takes one out of a list',
      `together:\n  - - ${A}\n    - ${B}\n    - ${C}\n`,
      apart(A, B),
      `together:\n  - - ${A}\n    - ${C}\napart:\n  - - ${A}\n    - ${B}\n`,
    ],
  ])('%s', async (_, before, correction, expected) => {
    write(before);
    const { changed, corrections } = await addCorrection(folder, correction);
    expect(readFileSync(file(), 'utf8')).toBe(expected);
    expect(changed).toBe(true);
    expect(corrections).toEqual(await readCorrections(folder));
    expect(await addCorrection(folder, correction)).toMatchObject({ changed: false, replaced: false });
    expect(readFileSync(file(), 'utf8')).toBe(expected);
  });

  it('refuses one article under two names, whatever the file says of it', async () => {
    const text = `together:\n  - [${A}, ${B}]\n`;
    write(text);
    await expect(addCorrection(folder, apart(A, `${A}?utm_source=x`))).rejects.toThrow(
      /expected two articles, got one/,
    );
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  it('leaves a file alone that has mistakes or would contradict itself', async () => {
    write('apart: none\n');
    await expect(addCorrection(folder, apart(A, B))).rejects.toThrow(
      /corrections\.yaml:1: apart: expected a list, got "none"/,
    );
    const text = `together:\n  - [${A}, ${B}]\n  - [${B}, ${C}]\n`;
    write(text);
    await expect(addCorrection(folder, apart(A, C))).rejects.toThrow(
      /`together` leaves apart, got two that line 2 joins/,
    );
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });
});
