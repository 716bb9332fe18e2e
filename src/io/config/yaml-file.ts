import { readFile } from 'node:fs/promises';
import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { ConfigError, type ConfigMistake, messageOf } from '../../model/errors.ts';
import { whyNot } from '../file-error.ts';

/** A YAML file that was read and checked. `lineOf` finds the line of a path for further checks. */
export interface YamlFile<T> {
  readonly value: T;
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/** Finds what a schema cannot see, in data that the schema may refuse: so that all mistakes are reported at once. */
export type FindMore = (data: unknown, lineOf: YamlFile<unknown>['lineOf']) => ConfigMistake[];

/**
 * Reads a YAML file and checks it against a schema. Throws one ConfigError with every mistake in it, by line: file, line, what
 * was expected and what stood there.
 */
export async function readYamlFile<S extends z.ZodType>(
  file: string,
  schema: S,
  findMore?: FindMore,
): Promise<YamlFile<z.output<S>>> {
  return checkYaml(file, await readText(file), schema, findMore);
}

/** The same for a text at hand; `file` only names it in mistakes. */
export function checkYaml<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
  findMore: FindMore = () => [],
): YamlFile<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = findBroken(document);
  if (broken.length > 0)
    throw new ConfigError(
      broken.map(({ at, expected, got }) => ({ file, line: lines.linePos(at).line, path: '', expected, got })),
    );
  const lineOf = (path: readonly PropertyKey[]) => lineOfPath(document, lines, path);
  const data = document.toJS() ?? {};
  const result = schema.safeParse(data, { reportInput: true });
  const issues = result.error?.issues.flatMap((issue) => mistakesOf(issue, data, file, lineOf, schema)) ?? [];
  const mistakes = [...issues, ...findMore(data, lineOf)];
  if (result.success && mistakes.length === 0) return { value: result.data, lineOf };
  throw new ConfigError(mistakes.sort((a, b) => a.line - b.line));
}

interface Broken {
  readonly at: number;
  readonly expected: string;
  readonly got: string;
}

/** What keeps the text from being one value, aliases (`*name`) included: `yaml` throws for those without their place. */
function findBroken(document: Document): Broken[] {
  const errors = document.errors.map(({ code, message, pos: [at] }) =>
    code === 'MULTIPLE_DOCS'
      ? { at, expected: 'one YAML document in the file', got: 'the start of another' }
      : { at, expected: 'valid YAML', got: message },
  );
  if (errors.length > 0) return errors;
  const aliases: Broken[] = [];
  let last = 0;
  visit(document, {
    Alias(_, alias, path) {
      last = alias.range?.[0] ?? 0;
      const meant = alias.resolve(document);
      const got = `the alias *${alias.source}`;
      if (!meant) aliases.push({ at: last, expected: `an anchor &${alias.source} above, or a text in quotes`, got });
      else if (path.includes(meant)) aliases.push({ at: last, expected: 'a value that does not hold itself', got });
    },
  });
  // Without an alias nothing can go wrong, and a long list is made only once.
  if (aliases.length > 0 || last === 0) return aliases;
  try {
    document.toJS();
    return [];
  } catch (error) {
    return [{ at: last, expected: 'no more than a hundred values through aliases', got: messageOf(error) }];
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError([{ file, line: 0, path: '', expected: 'a readable file', got: `none: ${whyNot(error)}` }]);
  }
}

function mistakesOf(
  issue: z.core.$ZodIssue,
  data: unknown,
  file: string,
  lineOf: YamlFile<unknown>['lineOf'],
  schema: z.ZodType,
): ConfigMistake[] {
  if (issue.code === 'unrecognized_keys') {
    const expected = `one of ${keysAt(schema, issue.path).join(', ')}`;
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { file, line: lineOf(path), path: sayPath(issue.path), expected, got: `"${key}"` };
    });
  }
  const got = sayValue(valueAt(data, issue.path));
  return [{ file, line: lineOf(issue.path), path: sayPath(issue.path), expected: sayExpected(issue), got }];
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'keys with values',
  record: 'keys with values',
  string: 'a text',
};

/** What would have been right, in words for a person; a schema's own words win. */
function sayExpected(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too) /.test(issue.message)) return plain(issue.message);
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap(([first]) => (first ? [sayExpected(first)] : [])))].join(' or ');
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'an http or https address' : plain(issue.message);
    default:
      return plain(issue.message);
  }
}

function plain(message: string): string {
  return message.replace(/^(Invalid input: )?expected /, '');
}

/** The keys that a schema allows at a place, through defaults and lists. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  const unwrap = () => {
    while (
      at instanceof z.ZodPrefault ||
      at instanceof z.ZodDefault ||
      at instanceof z.ZodOptional ||
      at instanceof z.ZodNullable
    ) {
      at = at.unwrap();
    }
  };
  for (const key of path) {
    unwrap();
    at = at instanceof z.ZodArray ? at.element : at instanceof z.ZodObject ? at.shape[key as string] : undefined;
  }
  unwrap();
  return at instanceof z.ZodObject ? Object.keys(at.shape) : ['the known keys'];
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data);
}

function sayValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  // Mistakes are logged and shown: a password in an address must not be.
  const text = JSON.stringify(value).replace(/\/\/[^/@\s"]*@/g, '//***@');
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function sayPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    '',
  );
}

/** The line of the deepest node on the path that exists; for a key of a map, the line of the key. */
function lineOfPath(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
