import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { type DemoSource, startDemoServer } from '../demo/demo-server.ts';
import { placesFromEnvironment } from './context.ts';
import { print } from './print.ts';
import { run } from './run.ts';

const FOLDER = new URL('../../demo/', import.meta.url);

export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Try it without a network: invented outlets on this machine, a throw-away database, a real front page.',
    )
    .action(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'newsbraid-demo-'));
      // As root, another user runs Postgres below it.
      chmodSync(folder, 0o755);
      const outlets = await startDemoServer(FOLDER, new Date());
      try {
        writeConfig(folder, outlets.sources);
        print('A demonstration with invented outlets; everything it stores is deleted at its end.\n');
        await run(
          { worker: true, http: true },
          { ...placesFromEnvironment(), configFolder: folder, dataFolder: folder, databaseUrl: null },
        );
      } finally {
        await outlets.close();
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

/** Polls every few seconds, so that the headlines that are edited after a while are seen to change. */
function writeConfig(folder: string, sources: readonly DemoSource[]): void {
  writeFileSync(
    join(folder, 'sources.yaml'),
    stringify({ sources: sources.map((source) => ({ ...source, every: '20s' })) }),
  );
  writeFileSync(
    join(folder, 'settings.yaml'),
    stringify({
      site: { title: 'Newsbraid demo', description: 'News that nobody made: invented outlets, real braiding.' },
      fetch: { allowPrivateAddresses: true, hostPauseMs: 0 },
      log: { level: 'warn' },
    }),
  );
}
