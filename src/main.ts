#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { migrateCommand } from './commands/migrate.ts';
import { parseCommand } from './commands/parse.ts';
import { pollCommand } from './commands/poll.ts';
import { serveCommand, startCommand, workerCommand } from './commands/run.ts';
import { sqlCommand } from './commands/sql.ts';
import { messageOf, NewsbraidError } from './model/errors.ts';
import { version } from './version.ts';

const program = new Command('newsbraid')
  .description('Many feeds in, one feed out: each story once, with every outlet that carries it.')
  .version(version)
  .showHelpAfterError('(--help says more)')
  .addHelpText(
    'after',
    `
Environment:
  NEWSBRAID_CONFIG  folder of sources.yaml and settings.yaml (default: ./config)
  NEWSBRAID_DATA    folder of the embedded Postgres (default: ./data)
  DATABASE_URL      a Postgres 15 or newer to use instead of the embedded one
  HOST, PORT        where HTTP listens (default: 127.0.0.1, 8080)

Exit codes: 0 done, 1 failed or a mistake in a file, 2 used wrongly.`,
  );

for (const command of [
  startCommand(),
  workerCommand(),
  serveCommand(),
  pollCommand(),
  parseCommand(),
  sqlCommand(),
  migrateCommand(),
]) {
  program.addCommand(command.exitOverride());
}

try {
  await program.exitOverride().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const known = error instanceof NewsbraidError;
    process.stderr.write(
      `newsbraid: ${known || process.env.DEBUG === undefined ? messageOf(error) : (error as Error).stack}\n`,
    );
    process.exitCode = 1;
  }
}
