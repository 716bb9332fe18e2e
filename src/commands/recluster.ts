import { Command } from 'commander';
import { planReclustering, type Reclustered, recluster } from '../braid/recluster.ts';
import { withBraidLock } from '../io/db/braid-lock.ts';
import { count } from '../text/amounts.ts';
import { groupBy } from '../text/group-by.ts';
import { loadConfig, openDatabase, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';

export function reclusterCommand(): Command {
  return new Command('recluster')
    .description(
      'Cluster the stories of the last cluster.memoryDays anew, with the settings and corrections of now. Ids stay; what ends redirects.',
    )
    .option('--dry-run', 'only say what would change')
    .option('--json', 'print one object')
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      const places = placesFromEnvironment();
      const config = await loadConfig(places);
      const braid = { cluster: config.settings.cluster, corrections: config.corrections };
      const database = await openDatabase(places);
      try {
        const done = options.dryRun
          ? await planReclustering(database.kysely, braid)
          : await withBraidLock(database.url, (connection) => recluster(connection, braid));
        const report = reportOf(done);
        if (options.json) print(JSON.stringify({ dryRun: options.dryRun ?? false, ...report }, null, 2));
        else print(sayReport(report, options.dryRun ?? false));
      } finally {
        await database.close();
      }
    });
}

interface Story {
  readonly storyId: number;
  readonly title: string;
  readonly outlet: string;
}

/** Stories that go from one cluster to another, or clusters that become one. */
interface Change {
  readonly kind: 'merge' | 'split' | 'move';
  readonly from: readonly number[];
  readonly into: number;
  /** Of a merge, all that the cluster then holds of the memory window; else those that go. */
  readonly stories: readonly Story[];
}

interface Report {
  /** How many were placed. */
  readonly stories: number;
  readonly changes: readonly Change[];
}

function reportOf({ stories, merges, moves, founded }: Reclustered): Report {
  const endsIn = new Map(merges.map(({ from, into }) => [from, into]));
  const goesTo = new Map(moves.map(({ storyId, into }) => [storyId, into]));
  const fresh = new Set(founded.map(({ id }) => id));
  const asStory = ({ storyId, title, outlet }: Story): Story => ({ storyId, title, outlet });
  const stay = stories.filter(({ storyId }) => !goesTo.has(storyId));
  const held = groupBy(stay, ({ clusterId }) => endsIn.get(clusterId) ?? clusterId);
  const merged = [...groupBy(merges, ({ into }) => into)].map(([into, changes]): Change => {
    const from = [into, ...changes.map((change) => change.from)];
    return { kind: 'merge', from, into, stories: (held.get(into) ?? []).map(asStory) };
  });
  const byId = new Map(stories.map((story) => [story.storyId, story]));
  const moved = [...groupBy(moves, ({ from, into }) => `${from} ${into}`)].map(([, changes]): Change => {
    const [{ from, into }] = changes as [(typeof changes)[number]];
    const gone = changes.map(({ storyId }) => asStory(byId.get(storyId) as Story));
    return { kind: fresh.has(into) ? 'split' : 'move', from: [from], into, stories: gone };
  });
  return { stories: stories.length, changes: [...merged, ...moved] };
}

function sayReport({ stories, changes }: Report, dryRun: boolean): string {
  if (changes.length === 0) return `Placed ${count(stories, 'story', 'stories')} anew: nothing changes.`;
  const lines = changes.flatMap(({ kind, from, into, stories: concerned }) => {
    const these = concerned.length === 1 ? 'this story' : `these ${concerned.length} stories`;
    const what = {
      merge: `Merges ${these} into cluster ${into} (of clusters ${from.join(', ')}):`,
      split: `Splits ${these} off cluster ${from[0]}, as the new cluster ${into}:`,
      move: `Moves ${these} from cluster ${from[0]} to ${into}:`,
    }[kind];
    return [what, ...concerned.map(({ storyId, title, outlet }) => `  s${storyId} ${title} (${outlet})`), ''];
  });
  const end = dryRun ? 'Nothing was stored; without --dry-run it is.' : 'Stored. Old addresses redirect.';
  return [...lines, `Placed ${count(stories, 'story', 'stories')} anew: ${countKinds(changes)}. ${end}`].join('\n');
}

function countKinds(changes: readonly Change[]): string {
  const kinds = [...groupBy(changes, ({ kind }) => kind)];
  return kinds.map(([kind, all]) => count(all.length, kind)).join(', ');
}
