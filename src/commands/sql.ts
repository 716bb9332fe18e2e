import { Command } from 'commander';
import pg from 'pg';
import { connectionOptions } from '../io/db/connect.ts';
import { READER, READER_TIMEOUT } from '../io/db/reader-role.ts';
import { shownTypes } from '../io/db/shown-types.ts';
import { UsageError } from '../model/errors.ts';
import { type OpenedDatabase, openDatabase, placesFromEnvironment } from './context.ts';
import { printRows } from './print.ts';

export function sqlCommand(): Command {
  return new Command('sql')
    .description(
      'Run one SQL statement on schema news and print its rows. Nothing can be changed. docs/database.md has examples.',
    )
    .argument('<statement>', 'such as "select title, outlets from news.clusters order by updated_at desc limit 5"')
    .option('--json', 'print an array of objects')
    .action(async (statement: string, options: { json?: boolean }) => {
      if (statement.trim() === '') throw new UsageError('no_statement', 'expected an SQL statement, got nothing');
      const database = await openDatabase(placesFromEnvironment());
      try {
        const { rows, fields } = await readAsReader(database, statement, { json: options.json ?? false });
        const columns = distinct(fields.map(({ name }) => name));
        const named = rows.map((values) => Object.fromEntries(columns.map((column, at) => [column, values[at]])));
        printRows(named, columns, options);
      } finally {
        await database.close();
      }
    });
}

/** Two columns may have one name, such as `count`: the second is then `count 2`. */
function distinct(names: readonly string[]): string[] {
  return names.map((name, at) => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before === 0 ? name : `${name} ${before + 1}`;
  });
}

/**
 * Runs one statement with the rights of the reader: logged in as it where it can, so that no statement leads back to the owner's
 * rights; else in a read-only transaction that has taken its role, and one statement cannot leave that.
 */
async function readAsReader(
  database: OpenedDatabase,
  statement: string,
  shown: { readonly json: boolean },
): Promise<pg.QueryArrayResult<unknown[]>> {
  const { reader, url } = database;
  if (reader.notice) process.stderr.write(`${reader.notice}\nUntil then, statements run as the owner, read-only.\n`);
  const client = new pg.Client({ ...connectionOptions(reader.url ?? url, 0), types: shownTypes(shown) });
  await client.connect();
  try {
    await client.query('begin transaction read only');
    await client.query(`set local statement_timeout = '${READER_TIMEOUT}'`);
    // A transaction can no longer be made writable once it has read something.
    await client.query('select 1');
    if (reader.url === null && reader.usable) await client.query(`set local role ${READER}`);
    // The extended protocol takes one statement only: none can follow a commit.
    const extended: pg.QueryArrayConfig & { queryMode: 'extended' } = {
      ...{ text: statement, queryMode: 'extended', rowMode: 'array' },
    };
    return await client.query<unknown[]>(extended);
  } finally {
    await client.end();
  }
}
