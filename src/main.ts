import { Command, CommanderError } from 'commander';
import { whyNot } from './io/file-error.ts';
import { keepHeapsSmall } from './io/heap.ts';
import { messageOf, NewsbraidError, UsageError } from './model/errors.ts';
import { version } from './version.ts';

keepHeapsSmall();
const program = new Command('newsbraid')
  .description('Many feeds in, one feed out: each story once, with every outlet that carries it.')
  .version(version)
  .addHelpText(
    'after',
    `
Environment:
  NEWSBRAID_CONFIG  folder of sources.yaml, settings.yaml and corrections.yaml (default: ./config)
  NEWSBRAID_DATA    folder of the embedded Postgres (default: ./data)
  DATABASE_URL      a Postgres 15 or newer to use instead of the embedded one
  HOST, PORT        where HTTP listens (default: 127.0.0.1, 8080)

Exit codes: 0 done, 1 failed or a mistake in a file, 2 used wrongly.`,
  );

/** Each is loaded only when it is wanted: half a second of modules that `newsbraid sql` never uses. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/run.ts')).startCommand(),
  worker: async () => (await import('./commands/run.ts')).workerCommand(),
  serve: async () => (await import('./commands/run.ts')).serveCommand(),
  poll: async () => (await import('./commands/poll.ts')).pollCommand(),
  sources: async () => (await import('./commands/sources.ts')).sourcesCommand(),
  config: async () => (await import('./commands/config.ts')).configCommand(),
  parse: async () => (await import('./commands/parse.ts')).parseCommand(),
  sql: async () => (await import('./commands/sql.ts')).sqlCommand(),
  demo: async () => (await import('./commands/demo.ts')).demoCommand(),
  db: async () => (await import('./commands/db.ts')).dbCommand(),
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand(),
  explain: async () => (await import('./commands/explain.ts')).explainCommand(),
  correct: async () => (await import('./commands/correct.ts')).correctCommand(),
  recluster: async () => (await import('./commands/recluster.ts')).reclusterCommand(),
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand(),
};

const MORE = '(--help says more)';

/** Used wrongly, a command throws instead of ending the process; its subcommands, too. */
function throwing(command: Command): Command {
  for (const child of command.commands) throwing(child);
  return command.exitOverride().showHelpAfterError(MORE);
}

// Whoever reads our output may have seen enough: `newsbraid sql … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`newsbraid: Cannot write the output: ${whyNot(error)}.\n`);
  process.exit(1);
});

/** What only commands themselves see of their arguments and environment; commander sees the rest. */
const USED_WRONGLY = new Set(['bad_database_url', 'bad_port', 'bad_url', 'no_statement', 'not_to_output']);

const wanted = process.argv[2] ?? '';
const named = Object.hasOwn(COMMANDS, wanted) ? COMMANDS[wanted] : undefined;
for (const load of named ? [named] : Object.values(COMMANDS)) program.addCommand(await load());

try {
  await throwing(program).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const known = error instanceof NewsbraidError;
    const { path } = error as NodeJS.ErrnoException;
    const said = known || path === undefined ? messageOf(error) : `Cannot use ${path}: ${whyNot(error)}.`;
    process.stderr.write(`newsbraid: ${known || process.env.DEBUG === undefined ? said : (error as Error).stack}\n`);
    process.exitCode = error instanceof UsageError && USED_WRONGLY.has(error.code) ? 2 : 1;
  }
}
