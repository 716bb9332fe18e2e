import { Command } from 'commander';
import { explainCluster } from '../io/db/explanation.ts';
import { lookUp } from '../io/db/lookup.ts';
import { UsageError } from '../model/errors.ts';
import { openDatabase, placesFromEnvironment } from './context.ts';
import { print } from './print.ts';
import { sayExplanation } from './say-explanation.ts';

export function explainCommand(): Command {
  return new Command('explain')
    .description('Say why a cluster is as it is: who joined it, by which rule, score and words, and what moved.')
    .argument('<what>', 'URL of an article or of a page /c/17, number of a cluster, s42 for a story, or urn:uuid:…')
    .option('--json', 'print one object')
    .action(async (what: string, options: { json?: boolean }) => {
      const database = await openDatabase(placesFromEnvironment());
      try {
        const { clusterId, storyId } = await lookUp(database.pool, what);
        const explanation = await explainCluster(database.pool, clusterId);
        if (!explanation) throw new UsageError('not_found', `Cluster ${clusterId} was deleted for its age.`);
        if (options.json) print(JSON.stringify({ asked: { clusterId, storyId }, ...explanation }, null, 2));
        else print(sayExplanation(explanation, storyId));
      } finally {
        await database.close();
      }
    });
}
