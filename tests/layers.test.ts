import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .sort();

/** The folder that a file belongs to as a layer; one stage is a layer of its own. */
function layerOf(file: string): string {
  const [first, second] = file.split('/') as [string, string?];
  if (first === 'stages' && second) return `stages/${second.replace(/\.tsx?$/, '')}`;
  return file.includes('/') ? first : 'top';
}

/** Whether a file of layer `from` may import one of layer `to`: arrows point down only. */
function allowed(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === 'model') return false;
  if (from === 'text') return to === 'model';
  if (from.startsWith('stages/')) return to === 'text' || to === 'model';
  if (from === 'io') return to === 'text' || to === 'model';
  if (from === 'top') return true;
  return from === 'commands' || from === 'demo';
}

const imports = new Map(
  files.map((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] as string);
    return [file, paths.map((path) => relative(src, join(src, dirname(file), path)))] as const;
  }),
);

describe('the tree is the architecture', () => {
  it('imports point down: top and commands → io | stages → text → model', () => {
    const wrong = [...imports].flatMap(([file, targets]) =>
      targets.filter((target) => !allowed(layerOf(file), layerOf(target))).map((target) => `${file} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const done = new Set<string>();
    const visit = (file: string, path: string[]): string[] => {
      if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' → ')];
      if (done.has(file)) return [];
      const cycles = (imports.get(file) ?? []).flatMap((next) => visit(next, [...path, file]));
      done.add(file);
      return cycles;
    };
    expect(files.flatMap((file) => visit(file, []))).toEqual([]);
  });

  it('keeps clocks, randomness and I/O out of the pure folders', () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bconsole\.|\bset(Timeout|Interval|Immediate)\b|\bawait fetch\b|'(node:)?(fs|net|http|https|dns|child_process|worker_threads|timers)[/']|'(pg|kysely|undici|pino)'/;
    const wrong = files
      .filter((file) => /^(model|text|stages)\//.test(file))
      .flatMap((file) => {
        const lines = readFileSync(join(src, file), 'utf8').split('\n');
        return lines.flatMap((line, index) =>
          impure.test(line) && !/^\s*(\*|\/\/)/.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        );
      });
    expect(wrong).toEqual([]);
  });

  it('has no default exports and no file over 400 lines', () => {
    const wrong = files.filter((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      return /^export default/m.test(text) || text.split('\n').length > 400;
    });
    expect(wrong).toEqual([]);
  });
});
