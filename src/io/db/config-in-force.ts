import type { Settings } from '../../model/settings.ts';
import type { SourceConfig } from '../../model/source.ts';
import type { Queryable } from './queryable.ts';

/** What a service that uses the database runs on. */
export interface ConfigInForce {
  readonly sources: readonly SourceConfig[];
  /** Sources that were removed from the config; their items are still there. */
  readonly removed: readonly string[];
  /** null: no service has run on this database yet. */
  readonly settings: Settings | null;
}

interface Row {
  url: string;
  title: string | null;
  outlet_given: string | null;
  categories: string[];
  every_ms: number | null;
  priority: number;
  enabled: boolean;
  removed: boolean;
}

export async function readConfigInForce(database: Queryable): Promise<ConfigInForce> {
  const { rows } = await database.query<Row>(
    `select url, title, outlet_given, categories, every_ms, priority, enabled, removed_at is not null as removed
     from newsbraid.source order by id`,
  );
  const kept = await database.query<{ settings: Settings }>('select settings from newsbraid.settings_in_force');
  return {
    sources: rows.filter(({ removed }) => !removed).map(asConfig),
    removed: rows.filter(({ removed }) => removed).map(({ url }) => url),
    settings: kept.rows[0]?.settings ?? null,
  };
}

export async function writeSettingsInForce(database: Queryable, settings: Settings): Promise<void> {
  await database.query(
    `insert into newsbraid.settings_in_force as kept (settings) values ($1)
     on conflict (singleton) do update set settings = excluded.settings, since = now()
     where kept.settings <> excluded.settings`,
    [JSON.stringify(settings)],
  );
}

function asConfig({ url, title, outlet_given, categories, every_ms, priority, enabled }: Row): SourceConfig {
  return { url, title, outlet: outlet_given, categories, everyMs: every_ms, priority, enabled };
}
