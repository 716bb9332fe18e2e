import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { FeedServer } from '../support/feed-server.ts';
import { Installation } from '../support/newsbraid.ts';

const database = useDatabase();
let feeds: FeedServer;
let place: Installation;

const TEXT =
  'Engineers had warned for years that the dam above Ostwick would not hold after three days of heavy rain, and on Tuesday morning it gave way while most of the town was still asleep.';
const STORIES = {
  river: { title: 'Dam at Ostwick gives way after three days of rain', summary: TEXT },
  coast: { title: 'Ostwick dam gives way after rain', summary: TEXT },
  hill: { title: 'Ostwick dam gives way after three days of rain, hundreds flee' },
  lake: { title: 'Panda twins born at Westvale zoo' },
} as const;
const url = (outlet: keyof typeof STORIES) => `https://${outlet}.example/article`;

beforeAll(async () => {
  feeds = await FeedServer.open();
  place = new Installation(
    {
      'settings.yaml': 'fetch:\n  allowPrivateAddresses: true\n  hostPauseMs: 0\nparse:\n  deadlineMs: 30000\n',
    },
    { DATABASE_URL: database().url },
  );
  const names = Object.entries(STORIES);
  for (const [name, story] of names) {
    feeds.feed(`/${name}`, [{ id: name, link: `https://${name}.example/article?utm_source=rss`, ...story }]);
  }
  // One after the other, so that they arrive in this order.
  for (let count = 1; count <= names.length; count++) {
    const sources = names.slice(0, count).map(([name]) => `  - url: ${feeds.url(`/${name}`)}\n    outlet: ${name}\n`);
    place.write({ 'sources.yaml': `sources:\n${sources.join('')}` });
    expect(await place.run('poll')).toMatchObject({ code: 0, stderr: '' });
  }
}, 60_000);
afterAll(async () => {
  await feeds.close();
  place.remove();
});

async function clusters(): Promise<string[][]> {
  const { rows } = await database().pool.query(
    'select array_agg(outlet order by id) as outlets from news.items group by cluster_id order by min(id)',
  );
  return rows.map(({ outlets }) => outlets);
}

describe('newsbraid explain', () => {
  it('says for each item why it is where it is', async () => {
    const { stdout, code } = await place.run('explain', url('hill'));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Cluster 1: Dam at Ostwick gives way after three days of rain\n2 stories, 3 items, 3 outlets;/,
    );
    expect(stdout).toContain('s1 Dam at Ostwick gives way after three days of rain  (leads)');
    expect(stdout).toMatch(
      /\+ Ostwick dam gives way after rain\n.*coast.*\n.*nearly the same text \[near-equal-text\]; score .*\n.*compared with: Dam at/,
    );
    expect(stdout).toMatch(
      /hundreds flee {2}\(asked for\)\n.*\n.*score [\d.]+, needed [\d.]+\n {2}words: \S+ [\d.]+, .*\n {2}compared with: Dam at Ostwick/,
    );
  });

  it('lists what is similar, with how alike it is', async () => {
    await database().pool.query('insert into newsbraid.similar values (1, 2, 0.2345), (2, 1, 0.2345)');
    const { stdout } = await place.run('explain', '1');
    expect(stdout).toMatch(
      /\nSimilar news, and how alike the two are:\n {2}0\.2345 {2}2 {2}Panda twins born at Westvale zoo\n$/,
    );
    expect(JSON.parse((await place.run('explain', '2', '--json')).stdout)).toMatchObject({
      similar: [{ clusterId: 1, outletCount: 3, score: 0.2345 }],
    });
  });

  it('finds a cluster by any of its names', async () => {
    const { rows } = await database().pool.query('select id, entry_id from news.clusters order by id limit 1');
    const names = ['1', 'http://127.0.0.1:8080/c/1', 's1', rows[0].entry_id];
    const answers = await Promise.all(
      names.map(async (name) => JSON.parse((await place.run('explain', '--json', name)).stdout)),
    );
    for (const answer of answers)
      expect(answer).toMatchObject({ clusterId: 1, stories: [{ storyId: 1 }, { storyId: 2 }] });
    expect(answers[2].asked).toEqual({ clusterId: 1, storyId: 1 });
  });

  it.each([
    [
      'https://nowhere.example/x?utm_medium=a',
      /No article has the address .*\(looked for as https:\/\/nowhere\.example\/x\)/,
    ],
    ['999', /Nothing here is called “999”. Give the address of an article, the number/],
  ])('says what it looked for: %s', async (name, message) => {
    const { code, stderr } = await place.run('explain', name);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe('newsbraid correct', () => {
  const file = () => readFileSync(join(place.folder, 'config/corrections.yaml'), 'utf8');

  it('splits a story off, writes it down, and recluster agrees', async () => {
    expect(await clusters()).toEqual([['river', 'coast', 'hill'], ['lake']]);
    const { stdout, code } = await place.run('correct', 'split', url('hill'));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Two events:\n {2}“Dam at .*” \(river\)\n {2}“Ostwick dam .*” \(hill\)\nThe second is taken out of cluster 1\.\n.*In force\./,
    );
    expect(await clusters()).toEqual([['river', 'coast'], ['hill'], ['lake']]);
    expect(file()).toBe(`apart:\n  - - ${url('river')}?utm_source=rss\n    - ${url('hill')}\n`);
    expect((await place.run('recluster', '--dry-run')).stdout).toContain('Placed 3 stories anew: nothing changes.');
    expect((await place.run('explain', '1')).stdout).toMatch(
      /Stories that moved:\n.*\n.*from cluster 1 to 3.*\n.*corrected by hand/,
    );
  });

  it('says so when nothing is left to do', async () => {
    const { stdout } = await place.run('correct', 'never', url('hill'), url('river'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'apart', written: false, replaced: false, changes: 0 });
  });

  it('merges, in place of the opposite, and keeps comments', async () => {
    place.write({ 'corrections.yaml': `# mine\n${file()}` });
    const { stdout } = await place.run('correct', 'merge', 's2', '1');
    expect(stdout).toMatch(
      /Cluster 3 goes on as 1, and redirects to it\.\nWritten to .*corrections\.yaml, in place of the opposite\. In force\./,
    );
    expect(await clusters()).toEqual([['river', 'coast', 'hill'], ['lake']]);
    expect(file()).toMatch(/^# mine\napart: \[\]\ntogether:\n {2}- - https:\/\/hill/);
    expect((await place.run('explain', '1')).stdout).toMatch(
      /\ns2 .*\n.*hill.*\n {2}It came with cluster 3\.\n {2}corrected by hand \[correction\]\n/,
    );
  });

  it('takes back with recluster what was deleted from the file, after showing it', async () => {
    await place.run('correct', 'merge', url('lake'), url('river'));
    expect(await clusters()).toEqual([['river', 'coast', 'hill', 'lake']]);
    place.write({ 'corrections.yaml': '' });
    const planned = await place.run('recluster', '--dry-run', '--json');
    expect(JSON.parse(planned.stdout)).toMatchObject({
      ...{ dryRun: true, stories: 3 },
      changes: [{ kind: 'split', from: [1], stories: [{ title: STORIES.lake.title, outlet: 'lake' }] }],
    });
    expect(await clusters()).toHaveLength(1);
    const { stdout } = await place.run('recluster');
    expect(stdout).toMatch(
      /Splits this story off cluster 1, as the new cluster \d+:\n {2}s3 Panda twins.*\n\nPlaced 3 stories anew: 1 split\. Stored\./,
    );
    expect(await clusters()).toEqual([['river', 'coast', 'hill'], ['lake']]);
    expect((await place.run('recluster')).stdout).toContain('nothing changes');
  });

  it('refuses to part a story from itself before it says or writes anything', async () => {
    const text = `together:\n  - - ${url('river')}\n    - ${url('hill')}\n`;
    place.write({ 'corrections.yaml': text });
    const { code, stdout, stderr } = await place.run('correct', 'never', 's1', `${url('river')}?utm_source=mail`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/Both are one story already/);
    expect(file()).toBe(text);
  });

  it('says that only the named story went where the clusters are to be apart', async () => {
    place.write({ 'corrections.yaml': `apart:\n  - - ${url('river')}\n    - ${url('lake')}\n` });
    await place.run('recluster');
    await place.run('correct', 'split', url('hill'));
    await place.run('correct', 'merge', url('hill'), url('lake'));
    expect(await clusters()).toEqual([
      ['river', 'coast'],
      ['hill', 'lake'],
    ]);
    place.write({ 'corrections.yaml': `apart:\n  - - ${url('river')}\n    - ${url('lake')}\n` });
    const { stdout } = await place.run('correct', 'merge', url('hill'), url('river'));
    expect(stdout).toMatch(
      /Clusters \d+ and 1 stay two, since an `apart` entry parts them: only the named story went to cluster 1\.\n.*In force\./,
    );
    expect(stdout).not.toContain('redirects');
    expect(await clusters()).toEqual([['river', 'coast', 'hill'], ['lake']]);
    place.write({ 'corrections.yaml': '' });
  });

  it('works beside a running service, which goes on from there', async () => {
    const service = place.start('start');
    await service.says(/Front page/);
    expect((await place.run('correct', 'merge', url('lake'), url('river'))).stdout).toContain('In force.');
    expect(await clusters()).toHaveLength(1);
    expect(await place.run('recluster')).toMatchObject({ code: 0, stderr: '' });
    service.signal('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(await clusters()).toHaveLength(1);
  });

  it.each([
    [['split', url('river')], /leads cluster 1: split those off/],
    [['merge', url('river'), url('coast')], /Both are one story already/],
    [['merge', url('river'), 'https://nowhere.example/1'], /No article has the address/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await place.run('correct', ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
