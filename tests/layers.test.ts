import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .sort();

/** From the top down: a file imports what lies below its own floor, and what shares its folder. */
const FLOORS = [
  ['main'],
  ['commands'],
  ['service'],
  ['site', 'pipeline', 'demo'],
  ['braid', 'parse-worker', 'version'],
  ['io', 'stages'],
  ['text'],
  ['model'],
];

/** The folder that a file belongs to, or its own name; one stage is a place of its own. */
function placeOf(file: string): { floor: number; place: string } {
  const [first, second] = file.replace(/\.tsx?$/, '').split('/') as [string, string?];
  const floor = FLOORS.findIndex((names) => names.includes(first));
  return { floor, place: first === 'stages' ? `${first}/${second}` : first };
}

/** Arrows point down only. */
function allowed(from: string, to: string): boolean {
  const [upper, lower] = [placeOf(from), placeOf(to)];
  return upper.place === lower.place || (upper.floor >= 0 && upper.floor < lower.floor);
}

/** What a module of dist/ was built from; others are their own source. */
function sourceOf(path: string): string {
  return path.startsWith(join(src, '../dist/')) ? path.replace('/dist/', '/src/').replace(/\.js$/, '.ts') : path;
}

const imports = new Map(
  files.map((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] as string);
    return [file, paths.map((path) => relative(src, join(src, dirname(file), path)))] as const;
  }),
);

describe('the tree is the architecture', () => {
  it('imports point down: main → commands → service → site | pipeline → braid → io | stages → text → model', () => {
    const wrong = [...imports].flatMap(([file, targets]) =>
      targets.filter((target) => !allowed(file, target)).map((target) => `${file} → ${target}`),
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

  it('is what the benches import', () => {
    const root = join(src, '..');
    const benches = readdirSync(join(root, 'bench'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.mjs'),
    );
    const missing = benches.flatMap((file) => {
      const text = readFileSync(join(root, 'bench', file), 'utf8');
      const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] as string);
      const targets = paths.map((path) => join(root, 'bench', dirname(file), path));
      return targets.filter((target) => !existsSync(sourceOf(target))).map((target) => `${file}: ${target}`);
    });
    expect(missing).toEqual([]);
  });

  it('has no default exports and no file over 210 lines', () => {
    const wrong = files.filter((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      return /^export default/m.test(text) || text.split('\n').length > 210;
    });
    expect(wrong).toEqual([]);
  });
});
