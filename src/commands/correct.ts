import { Command } from 'commander';
import { type Corrected, correct } from '../braid/correct.ts';
import { addCorrection, type EditedCorrections, type NewCorrection } from '../io/config/edit-corrections.ts';
import { withBraidLock } from '../io/db/braid-lock.ts';
import { lookUp, type Nameable, nameOf } from '../io/db/lookup.ts';
import { findCluster, findStory } from '../io/db/publication-cluster.ts';
import { DatabaseError, UsageError } from '../model/errors.ts';
import { referenceKey } from '../text/reference-key.ts';
import { loadConfig, type OpenedDatabase, openDatabase, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';

const NAMED = 'URL of an article, number of a cluster, s and the number of a story, or urn:uuid:…';

interface Options {
  readonly json?: boolean;
}

/** What was asked for, once it is known what is meant. */
interface Wanted extends NewCorrection {
  /** What will be, as a sentence. */
  readonly says: string;
  /** What came of it, where that shows only once it is done. */
  readonly came?: () => Promise<string>;
}

export function correctCommand(): Command {
  return new Command('correct')
    .description(
      'Say what is one event and what is not: written to config/corrections.yaml, in force at once and for good.',
    )
    .addCommand(
      subcommand('merge', 'Put two stories, and the clusters they are in, into one.')
        .argument('<one>', NAMED)
        .argument('<other>', NAMED)
        .action((one: string, other: string, options: Options) =>
          run((database) => merge(database, one, other), options),
        ),
    )
    .addCommand(
      subcommand('split', 'Take a story out of its cluster.')
        .argument('<story>', NAMED)
        .action((story: string, options: Options) => run((database) => split(database, story), options)),
    )
    .addCommand(
      subcommand('never', 'Never have two stories in one cluster; where they are, the second is taken out.')
        .argument('<one>', NAMED)
        .argument('<other>', NAMED)
        .action((one: string, other: string, options: Options) =>
          run((database) => never(database, one, other), options),
        ),
    );
}

function subcommand(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'print what was done');
}

async function merge(database: OpenedDatabase, one: string, other: string): Promise<Wanted> {
  const [a, b] = [await find(database, one), await find(database, other)];
  if (a.storyId === b.storyId) throw new UsageError('same_story', `Both are one story already: ${say(a)}.`);
  return {
    ...{ kind: 'together', articles: [a.name, b.name], says: `One event:\n  ${say(a)}\n  ${say(b)}` },
    came: () => sayMerged(database, a, b),
  };
}

/** Looked up and not foretold: other entries of the file may keep the clusters apart, or join more of them. */
async function sayMerged({ pool }: OpenedDatabase, a: Nameable, b: Nameable): Promise<string> {
  const [ofA, ofB] = [await findStory(pool, a.storyId), await findStory(pool, b.storyId)];
  if (ofA === null || ofA !== ofB) {
    return `They are still in different clusters (${ofA}, ${ofB}): an \`apart\` entry keeps copies of theirs from each other.`;
  }
  const left = [...new Set([a.clusterId, b.clusterId])].filter((cluster) => cluster !== ofA);
  if (left.length === 0 && a.clusterId === b.clusterId) return `They were in cluster ${ofA} already, and stay there.`;
  const said = left.map(async (cluster) =>
    (await findCluster(pool, cluster)) === ofA
      ? `Cluster ${cluster} goes on as ${ofA}, and redirects to it.`
      : `Clusters ${cluster} and ${ofA} stay two, since an \`apart\` entry parts them: only the named story went to cluster ${ofA}.`,
  );
  return (await Promise.all(said)).join('\n');
}

async function split(database: OpenedDatabase, named: string): Promise<Wanted> {
  const story = await find(database, named);
  const lead = await nameOf(database.pool, { clusterId: story.clusterId, storyId: null });
  // One address of several that were taken for copies may leave the lead, too.
  if (referenceKey(lead.name) !== referenceKey(story.name)) return apart(lead, story);
  throw new UsageError(
    'is_lead',
    `${say(story)} leads cluster ${story.clusterId}: split those off that do not belong with it. \`newsbraid explain ${story.clusterId}\` lists them.`,
  );
}

async function never(database: OpenedDatabase, one: string, other: string): Promise<Wanted> {
  const [a, b] = [await find(database, one), await find(database, other)];
  // Two addresses of one story are copies that can be parted; two names for one address are not.
  if (referenceKey(a.name) === referenceKey(b.name))
    throw new UsageError('same_story', `Both are one story already: ${say(a)}.`);
  const lead = await nameOf(database.pool, { clusterId: b.clusterId, storyId: null });
  // What leads a cluster stays.
  return lead.storyId === b.storyId ? apart(b, a) : apart(a, b);
}

function apart(stays: Nameable, goes: Nameable): Wanted {
  const now =
    stays.clusterId === goes.clusterId
      ? `The second is taken out of cluster ${stays.clusterId}.`
      : `They are in different clusters (${stays.clusterId}, ${goes.clusterId}), and will stay so.`;
  return {
    kind: 'apart',
    articles: [stays.name, goes.name],
    says: `Two events:\n  ${say(stays)}\n  ${say(goes)}\n${now}`,
  };
}

async function find(database: OpenedDatabase, named: string): Promise<Nameable> {
  const found = await nameOf(database.pool, await lookUp(database.pool, named));
  // An address says more than a story: copies have their own.
  return /^https?:\/\//i.test(named) && !/\/[cs]\/\d+/.test(named) ? { ...found, name: named.trim() } : found;
}

function say({ title, outlet }: Nameable): string {
  return `“${title}” (${outlet})`;
}

async function run(ask: (database: OpenedDatabase) => Promise<Wanted>, options: Options): Promise<void> {
  const places = placesFromEnvironment();
  const config = await loadConfig(places);
  const database = await openDatabase(places);
  try {
    const wanted = await ask(database);
    if (!options.json) print(wanted.says);
    const edited = await addCorrection(config.folder, wanted);
    const done = await apply(database, edited);
    if (!options.json && wanted.came) print(await wanted.came());
    if (options.json) print(JSON.stringify({ kind: wanted.kind, articles: wanted.articles, ...outcome(edited, done) }));
    else print(sayOutcome(edited, done));
  } finally {
    await database.close();
  }
}

async function apply(database: OpenedDatabase, { file, corrections }: EditedCorrections): Promise<Corrected> {
  try {
    return await withBraidLock(database.url, (connection) => correct(connection, corrections));
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === 'braid_busy')) throw error;
    const message = `${file} says so, but it is not in force yet: the service is busy, and takes it up by itself.`;
    throw new DatabaseError(error.code, message, { cause: error });
  }
}

function outcome({ file, changed, replaced }: EditedCorrections, { changes }: Corrected) {
  return { file, written: changed, replaced, changes };
}

function sayOutcome({ file, changed, replaced }: EditedCorrections, { changes }: Corrected): string {
  const written = changed
    ? `Written to ${file}${replaced ? ', in place of the opposite' : ''}.`
    : `${file} says so already.`;
  return `${written} ${changes === 0 ? 'Nothing that is stored had to change.' : 'In force.'}`;
}
