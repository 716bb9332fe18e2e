import { readFile } from 'node:fs/promises';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError, type ConfigMistake } from '../../model/errors.ts';

/** A YAML file that was read and checked. `lineOf` finds the line of a path for further checks. */
export interface YamlFile<T> {
  readonly value: T;
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads a YAML file and checks it against a schema. Throws one ConfigError with every mistake in it: file, line, what was
 * expected and what stood there.
 */
export async function readYamlFile<S extends z.ZodType>(file: string, schema: S): Promise<YamlFile<z.output<S>>> {
  return checkYaml(file, await readText(file), schema);
}

/** The same for a text at hand; `file` only names it in mistakes. */
export function checkYaml<S extends z.ZodType>(file: string, text: string, schema: S): YamlFile<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map(({ message, pos }) => ({
        file,
        line: lines.linePos(pos[0]).line,
        path: '',
        expected: 'valid YAML',
        got: message,
      })),
    );
  }
  const lineOf = (path: readonly PropertyKey[]) => lineOfPath(document, lines, path);
  const data = document.toJS() ?? {};
  const result = schema.safeParse(data, { reportInput: true });
  if (result.success) return { value: result.data, lineOf };
  throw new ConfigError(result.error.issues.flatMap((issue) => mistakesOf(issue, data, file, lineOf)));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const got = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message;
    throw new ConfigError([{ file, line: 0, path: '', expected: 'a readable file', got }]);
  }
}

function mistakesOf(
  issue: z.core.$ZodIssue,
  data: unknown,
  file: string,
  lineOf: YamlFile<unknown>['lineOf'],
): ConfigMistake[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return {
        file,
        line: lineOf(path),
        path: sayPath(issue.path),
        expected: 'one of the known keys',
        got: `"${key}"`,
      };
    });
  }
  const expected = issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^expected /, '')
    .replace(/, received .*$/, '');
  return [
    { file, line: lineOf(issue.path), path: sayPath(issue.path), expected, got: sayValue(valueAt(data, issue.path)) },
  ];
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
