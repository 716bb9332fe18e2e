import { beforeAll, describe, expect, it } from 'vitest';
import { indexWords } from '../../../src/io/db/word-index.ts';
import { withoutSecrets } from '../../../src/text/urls.ts';
import { useDatabase } from '../../support/database.ts';
import { merge, tell } from './small-world.ts';

const database = useDatabase();
const ask = async (text: string, values: unknown[] = []) => (await database().pool.query(text, values)).rows;

const WORLD = [
  { outlet: 'river', title: 'Dam at Ostwick gives way', at: '2025-03-01T06:00Z', cluster: 1, story: 1 },
  { outlet: 'coast', title: 'Dam at Ostwick gives way', at: '2025-03-01T06:30Z', cluster: 1, story: 1 },
  { outlet: 'hill', title: 'Hundreds leave Ostwick as dam breaks', at: '2025-03-01T07:00Z', cluster: 1, story: 2 },
  { outlet: 'coast', title: 'Ostwick: what engineers knew', at: '2025-03-01T08:00Z', cluster: 2, story: 3 },
  {
    outlet: 'hill',
    title: 'Café prices in Vellin up 9%',
    at: '2025-03-02T08:00Z',
    cluster: 3,
    titleBefore: 'Café prices up',
  },
];
const told: number[] = [];

beforeAll(async () => {
  told.push(...(await tell(database(), WORLD)));
  await merge(database(), 2, 1);
});

describe('schema news', () => {
  it('has a comment on itself and on every view, column and function', async () => {
    const bare = await ask(`
      select 'schema' as what where obj_description('news'::regnamespace, 'pg_namespace') is null
      union all
      select relname from pg_class where relnamespace = 'news'::regnamespace and relkind = 'v' and obj_description(oid, 'pg_class') is null
      union all
      select relname || '.' || attname from pg_class join pg_attribute on attrelid = pg_class.oid
      where relnamespace = 'news'::regnamespace and relkind = 'v' and attnum > 0 and not attisdropped and col_description(attrelid, attnum) is null
      union all
      select proname from pg_proc where pronamespace = 'news'::regnamespace and obj_description(oid, 'pg_proc') is null`);
    expect(bare).toEqual([]);
  });

  it('has the views that were promised, and times with a time zone', async () => {
    const views = await ask(`select table_name from information_schema.views where table_schema = 'news' order by 1`);
    expect(views.map((row) => row.table_name)).toEqual(
      expect.arrayContaining([
        'clusters',
        'explanations',
        'items',
        'outlets',
        'polls',
        'redirects',
        'similar_clusters',
        'sources',
        'stories',
      ]),
    );
    const zoneless = await ask(
      `select table_name, column_name from information_schema.columns where table_schema = 'news' and data_type like 'timestamp without%'`,
    );
    expect(zoneless).toEqual([]);
  });

  it('shows an event with its stories and items, merges considered', async () => {
    expect(
      await ask(
        'select id, title, outlets, stories, first_published_at, last_published_at from news.clusters order by id',
      ),
    ).toEqual([
      {
        id: 1,
        title: 'Dam at Ostwick gives way',
        outlets: 3,
        stories: 3,
        first_published_at: new Date('2025-03-01T06:00Z'),
        last_published_at: new Date('2025-03-01T08:00Z'),
      },
      expect.objectContaining({ id: 3, outlets: 1 }),
    ]);
    expect(await ask('select id, items, outlets from news.stories where cluster_id = 1 order by id')).toEqual([
      { id: 1, items: 2, outlets: 2 },
      { id: 2, items: 1, outlets: 1 },
      { id: 3, items: 1, outlets: 1 },
    ]);
    expect(await ask('select outlet, title_before from news.items where cluster_id = 3')).toEqual([
      { outlet: 'hill', title_before: 'Café prices up' },
    ]);
  });

  it('says where an old id is found today', async () => {
    expect(await ask('select old_id, cluster_id from news.redirects')).toEqual([{ old_id: 2, cluster_id: 1 }]);
    const [row] = await ask(
      'select news.cluster_now(1) as kept, news.cluster_now(2) as merged, news.cluster_now(99) as never',
    );
    expect(row).toEqual({ kept: 1, merged: 1, never: null });
  });

  it('explains every decision: the copy, the join and the merge', async () => {
    const rows = await ask(
      `select what, item_id, story_id, from_cluster_id, rule, score, threshold, words, weights, compared_item_id, compared_story_id
       from news.explanations where cluster_id = 1 order by what desc, story_id`,
    );
    const decided = { score: 0.8, threshold: 0.5, words: ['dam', 'flood'], weights: [9, 4] };
    const story = {
      ...decided,
      what: 'story in cluster',
      rule: 'shared-rare-words',
      item_id: null,
      compared_item_id: null,
    };
    expect(rows).toEqual([
      { ...story, story_id: 2, from_cluster_id: null, compared_story_id: 2 },
      {
        ...{ ...decided, what: 'item in story', rule: 'near-equal-text', item_id: told[1], story_id: 1 },
        ...{ from_cluster_id: null, compared_item_id: told[1], compared_story_id: null },
      },
      {
        ...story,
        what: 'cluster into cluster',
        rule: 'merge',
        story_id: null,
        from_cluster_id: 2,
        compared_story_id: 1,
      },
    ]);
  });

  it.each([
    'https://ann:secret@closed.example/feed?a=@b',
    'https://closed.example/feed?user_token=0123456789&key=abcdefgh&b=2#part',
    'https://closed.example/feed?b=2&apiKey=0123456789',
    'https://closed.example/feed?sig=0123456789',
    'https://closed.example/feed?monkey=0123456789&key=sport',
  ])('shows no secret of a source address: %s', async (url) => {
    await ask(
      `insert into newsbraid.source (url, host, outlet, moved_to) values ($1, 'closed.example', 'closed', $1)
       on conflict (url) do nothing`,
      [url],
    );
    const shown = withoutSecrets(url);
    expect(await ask(`select url, moved_to from news.sources where url = $1`, [shown])).toEqual([
      { url: shown, moved_to: shown },
    ]);
    await ask(`delete from newsbraid.source where url = $1`, [url]);
  });

  describe.each(['that wait for the index', 'that are in the index'])('finds items %s', (which) => {
    beforeAll(async () => {
      if (which === 'that are in the index') expect(await indexWords(database())).toBe(WORLD.length);
    });
    it.each([
      ['dam ostwick', 3],
      ['"gives way" -engineers', 2],
      ['CAFE vellin', 1],
      ['engin', 1],
      ['cafe or hundreds', 2],
      ['nowhere', 0],
    ])('by words: %s', async (query, count) => {
      expect(await ask('select * from news.search($1)', [query])).toHaveLength(count);
    });
  });
});
