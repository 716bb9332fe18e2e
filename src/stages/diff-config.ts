import { sayDuration } from '../model/duration.ts';
import type { Settings } from '../model/settings.ts';
import type { SourceConfig } from '../model/source.ts';

/** One value that would change; as written in the files, spans included. */
export interface Change {
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What an edited config would change. */
export interface ConfigDiff {
  readonly added: readonly string[];
  /** Were removed once; they go on where they were. */
  readonly returning: readonly string[];
  /** Keep their items. */
  readonly removed: readonly string[];
  readonly changed: readonly { readonly url: string; readonly changes: readonly Change[] }[];
  readonly settings: readonly Change[];
}

export interface ConfigState {
  readonly sources: readonly SourceConfig[];
  readonly settings: Settings;
}

/** What would be different from `before`, of which `gone` are sources that it knew once. */
export function diffConfig(before: ConfigState, after: ConfigState, gone: readonly string[] = []): ConfigDiff {
  const old = new Map(before.sources.map((source) => [source.url, source]));
  const wanted = new Set(after.sources.map(({ url }) => url));
  const fresh = after.sources.map(({ url }) => url).filter((url) => !old.has(url));
  const known = new Set(gone);
  return {
    added: fresh.filter((url) => !known.has(url)),
    returning: fresh.filter((url) => known.has(url)),
    removed: [...old.keys()].filter((url) => !wanted.has(url)),
    changed: after.sources.flatMap((source) => {
      const earlier = old.get(source.url);
      const changes = earlier ? diffValues('', asWritten(earlier), asWritten(source)) : [];
      return changes.length > 0 ? [{ url: source.url, changes }] : [];
    }),
    settings: diffValues('', spansOf(before.settings), spansOf(after.settings)),
  };
}

function asWritten({ title, outlet, categories, everyMs, priority, enabled }: SourceConfig): object {
  return {
    title,
    outlet,
    category: categories,
    every: everyMs === null ? null : sayDuration(everyMs),
    priority,
    enabled,
  };
}

/** Spans as words; all other settings are what they were written as. */
function spansOf(settings: Settings): object {
  const spans = Object.entries(settings.schedule).map(([key, ms]) => [key, sayDuration(ms)]);
  return { ...settings, schedule: Object.fromEntries(spans) };
}

function diffValues(path: string, from: unknown, to: unknown): Change[] {
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.flatMap((key) => diffValues(path ? `${path}.${key}` : key, from[key], to[key]));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ key: path, from: from ?? null, to: to ?? null }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
