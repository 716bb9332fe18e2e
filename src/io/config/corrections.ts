import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Corrections, noCorrections } from '../../model/corrections.ts';
import { correctionsFileSchema } from '../../model/corrections-file.ts';
import { ConfigError, type ConfigMistake } from '../../model/errors.ts';
import { referenceKey } from '../../text/reference-key.ts';
import { checkYaml, readYamlFile, type YamlFile } from './yaml-file.ts';

export const CORRECTIONS_FILE = 'corrections.yaml';

/** Reads corrections.yaml of a folder; a missing file corrects nothing. Throws a ConfigError with every mistake. */
export async function readCorrections(folder: string): Promise<Corrections> {
  const file = join(folder, CORRECTIONS_FILE);
  if (!existsSync(file)) return noCorrections;
  return checked(file, await readYamlFile(file, correctionsFileSchema));
}

/** The same for a text at hand; `file` only names it in mistakes. */
export function checkCorrections(file: string, text: string): Corrections {
  return checked(file, checkYaml(file, text, correctionsFileSchema));
}

/** What the schema cannot see: entries that contradict each other, or name no article. */
function checked(file: string, yaml: YamlFile<Corrections>): Corrections {
  const found = [...findPlain(yaml), ...findContradictions(yaml), ...findSharedNames(yaml)];
  const mistakes = found.map(({ path, expected, got }): ConfigMistake => {
    const said = path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at > 0 ? `.${part}` : part)).join('');
    return { file, line: yaml.lineOf(path), path: said, expected, got };
  });
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return yaml.value;
}

interface Found {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly got: string;
}

function findPlain({ value }: YamlFile<Corrections>): Found[] {
  return (['together', 'apart'] as const).flatMap((key) =>
    value[key].flatMap((articles, row) =>
      articles.flatMap((article, column) =>
        referenceKey(article) === null
          ? [
              {
                path: [key, row, column],
                expected: 'the address of an article',
                got: `that of a whole site, ${article}`,
              },
            ]
          : [],
      ),
    ),
  );
}

/** Pairs that are to be apart but that `together` puts into one cluster, maybe over several lists. */
function findContradictions({ value, lineOf }: YamlFile<Corrections>): Found[] {
  const groups = groupsOf(
    value.together.map((articles) => articles.map((article) => referenceKey(article) ?? article)),
  );
  return value.apart.flatMap(([first, second], row) => {
    const [a, b] = [referenceKey(first) ?? first, referenceKey(second) ?? second];
    if (a === b) return [{ path: ['apart', row], expected: 'two different articles', got: 'the same one twice' }];
    const group = groups.get(a);
    if (group === undefined || group !== groups.get(b)) return [];
    const line = lineOf(['together', group]);
    return [
      { path: ['apart', row], expected: 'articles that `together` leaves apart', got: `two that line ${line} joins` },
    ];
  });
}

/** For each key the number of the first list that it is tied to, over however many lists. */
function groupsOf(lists: readonly (readonly string[])[]): Map<string, number> {
  const groups = new Map<string, number>();
  lists.forEach((keys, row) => {
    const tied = new Set(keys.flatMap((key) => groups.get(key) ?? []));
    const group = Math.min(row, ...tied);
    for (const [key, other] of groups) if (tied.has(other)) groups.set(key, group);
    for (const key of keys) groups.set(key, group);
  });
  return groups;
}

function findSharedNames({ value }: YamlFile<Corrections>): Found[] {
  const shown = new Set(Object.keys(value.outlets).map((name) => name.toLowerCase()));
  const owner = new Map<string, string>();
  return Object.entries(value.outlets).flatMap(([outlet, names]) =>
    names.flatMap((name, at) => {
      const key = name.toLowerCase();
      const path = ['outlets', outlet, at];
      if (shown.has(key) && key !== outlet.toLowerCase())
        return [{ path, expected: 'another name of an outlet', got: `"${name}", which has other names itself` }];
      const other = owner.get(key);
      owner.set(key, outlet);
      return other === undefined || other === outlet
        ? []
        : [{ path, expected: 'a name of one outlet', got: `"${name}", which is one of ${other} as well` }];
    }),
  );
}
