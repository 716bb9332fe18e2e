import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigWatch } from '../../src/io/config/watch.ts';
import { type RunningService, runService } from '../../src/service/run-service.ts';
import { capturedLog } from '../support/captured-log.ts';
import { emptyDatabase, useDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { FeedServer } from '../support/feed-server.ts';

const database = useDatabase();
let feeds: FeedServer;
let folder: string;
let config: ConfigWatch;
let service: RunningService;
let captured: ReturnType<typeof capturedLog>;

beforeAll(async () => {
  feeds = await FeedServer.open();
});
afterAll(() => feeds.close());

beforeEach(async () => {
  await emptyDatabase(database());
  folder = mkdtempSync(join(tmpdir(), 'newsbraid-service-'));
  feeds.feed('/a', [{ id: 'a1', title: 'Harbour bridge closes for repairs', link: 'https://a.example/1' }]);
  feeds.feed('/b', [{ id: 'b1', title: 'Glacier lake drains within a night', link: 'https://b.example/1' }]);
  writeSettings('');
  writeSources(['/a']);
  captured = capturedLog();
  config = await ConfigWatch.open(folder, captured.log);
  const http = { host: '127.0.0.1', port: 0 };
  service = await runService({ config, database: database(), log: captured.log, worker: true, http });
});
afterEach(async () => {
  config.close();
  await service.close();
  rmSync(folder, { recursive: true });
});

function writeSources(paths: readonly string[], more = ''): void {
  const entries = paths.map((path) => `  - url: ${feeds.url(path)}\n${more}`);
  writeFileSync(join(folder, 'sources.yaml'), `sources:\n${entries.join('')}`);
}

function writeSettings(more: string): void {
  const text = `fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\n${more}`;
  writeFileSync(join(folder, 'settings.yaml'), text);
}

async function feed(): Promise<string> {
  return (await fetch(`${service.url}/feed.atom`)).text();
}

async function get(path: string) {
  const response = await fetch(`${service.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a running service', () => {
  it('takes up a source that is added, lets go of one that is removed and keeps its history', async () => {
    await eventually('the first story', async () => (await feed()).includes('Harbour bridge'));
    writeSources(['/b']);
    await eventually('the second story', async () => (await feed()).includes('Glacier lake'));
    expect(await feed()).toContain('Harbour bridge');
    const { rows } = await database().pool.query(
      'select url, removed_at is null as there, (select count(*)::int from newsbraid.item where source_id = source.id) as items from newsbraid.source order by id',
    );
    expect(rows).toEqual([
      { url: feeds.url('/a'), there: false, items: 1 },
      { url: feeds.url('/b'), there: true, items: 1 },
    ]);
    const told = captured.lines.find(({ msg }) => msg === 'the changed sources are in force');
    expect(told).toMatchObject({ added: 1, changed: 0, removed: 1, enabled: 1 });
  });

  it('says once that nothing can be reached, and not for every source', async () => {
    const entries = Array.from({ length: 8 }, (_, index) => `  - url: http://127.0.0.${index + 2}:9/rss\n`);
    writeFileSync(join(folder, 'sources.yaml'), `sources:\n${entries.join('')}`);
    const polled = () => captured.lines.filter(({ code }) => code === 'connect_refused' || code === 'connect_failed');
    await eventually('eight failures and what they mean', () => polled().length === 9);
    expect(polled().filter(({ level }) => level > 20)).toEqual([
      expect.objectContaining({ level: 40, msg: expect.stringContaining('hardly any source can be reached') }),
    ]);
  });

  it('puts together what an edit of corrections.yaml says is one event, and counts its outlet once', async () => {
    writeSources(['/a', '/b']);
    await eventually('both stories', async () => (await feed()).split('<entry>').length === 3);
    const pages = ['https://b.example/1', 'https://a.example/1?utm_source=mail'];
    writeFileSync(
      join(folder, 'corrections.yaml'),
      `together:\n  - [${pages.join(', ')}]\noutlets:\n  Example Group: [news.example, a.example, b.example]\n`,
    );
    await eventually('one entry', async () => (await feed()).split('<entry>').length === 2);
    const { rows } = await database().pool.query('select stories, outlets, outlet from news.clusters');
    expect(rows).toEqual([{ stories: 2, outlets: 1, outlet: 'Example Group' }]);
    expect(captured.lines.find(({ msg }) => msg === 'the corrections are in force')).toMatchObject({ changes: 1 });
  });

  it('shows changed settings of the site, of the fetcher and of the log', async () => {
    expect(await feed()).toContain('<title>Newsbraid</title>');
    writeSettings('  contact: https://news.example/about\nsite:\n  title: Morning post\nlog:\n  level: warn\n');
    await eventually('the new title', async () => (await feed()).includes('<title>Morning post</title>'));
    expect(captured.log.level).toBe('warn');
    writeSources(['/a', '/b']);
    await eventually('the second story', async () => (await feed()).includes('Glacier lake'));
    expect(feeds.agents.get('/b')).toMatch(/\(\+https:\/\/news\.example\/about\)$/);
  });

  it('says in /healthz and /readyz that an edit is broken, and goes on with what was in force', async () => {
    await eventually('readiness', async () => (await get('/readyz')).status === 200);
    writeFileSync(join(folder, 'sources.yaml'), 'sources:\n  - url: nowhere\n');
    const ready = await eventually('the reason', async () => {
      const answer = await get('/readyz');
      return answer.status === 503 && answer;
    });
    const reason = 'sources.yaml:2: sources[0].url: expected an http or https address of a feed, got "nowhere"';
    expect(ready.body).toMatchObject({ ok: false, reasons: [reason] });
    expect(await get('/healthz')).toMatchObject({ status: 200, body: { ok: true, reasons: [reason] } });
    expect(await (await fetch(`${service.url}/sources`)).text()).toContain(
      'sources.yaml:2: sources[0].url: expected an http or https address of a feed, got &quot;nowhere&quot;',
    );
    const { rows } = await database().pool.query(
      'select count(*)::int as sources from newsbraid.source where removed_at is null',
    );
    expect(rows).toEqual([{ sources: 1 }]);
    writeSources(['/a']);
    await eventually('readiness', async () => (await get('/readyz')).status === 200);
  });

  it('counts what it does in /metrics, in the exposition format', async () => {
    await eventually('the first story', async () => (await feed()).includes('Harbour bridge'));
    await feed();
    const response = await fetch(`${service.url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    for (const line of [
      'newsbraid_polls_total{outcome="new"} 1',
      'newsbraid_items_total{kind="new"} 1',
      'newsbraid_stories_total 1',
      'newsbraid_fetch_seconds_count 1',
      'newsbraid_parse_seconds_count 1',
      'newsbraid_sources{status="ok"} 1',
      'newsbraid_sources_due 0',
      'newsbraid_source_lag_seconds 0',
      'newsbraid_items_pending 0',
      'newsbraid_clusters_by_outlets{outlets="1"} 1',
      'newsbraid_database_up 1',
      'newsbraid_config_mistakes 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/newsbraid_http_answers_total\{what="atom",status="200",from="memory"\} \d+/);
    expect(text).toMatch(/newsbraid_database_connections\{state="idle"\} \d+/);
  });

  it('names each request, in the answer and in the log, and logs one line for a poll', async () => {
    const given = await fetch(`${service.url}/feed.atom`, { headers: { 'x-request-id': 'proxy-17' } });
    expect(given.headers.get('x-request-id')).toBe('proxy-17');
    const own = (await fetch(`${service.url}/nowhere`, { headers: { 'x-request-id': 'no good' } })).headers;
    expect(own.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    const line = await eventually('its line', () => captured.lines.find(({ id }) => id === own.get('x-request-id')));
    expect(line).toMatchObject({ level: 20, method: 'GET', path: '/nowhere', status: 404, from: 'made' });
    await eventually('the poll', () => captured.lines.some(({ msg }) => msg === 'polled'));
    expect(captured.lines.filter(({ level, source }) => level >= 30 && source === feeds.url('/a'))).toHaveLength(1);
  });
});
