import { z } from 'zod';
import { DatabaseError, messageOf } from '../../model/errors.ts';

/**
 * A backup is a gzipped SQL script that needs no program of ours: on a database that `newsbraid migrate` has prepared,
 * `gunzip -c FILE | psql --set ON_ERROR_STOP=1 URL` restores it, and any text tool reads it. Its first line is a comment with a manifest,
 * its last one a comment with the count of rows, without which it is not complete.
 */
const manifestSchema = z.object({
  format: z.literal(1),
  /** The last migration that had run. */
  schema: z.string(),
  at: z.string(),
  version: z.string(),
  server: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), identity: z.string().nullable() })),
});
const footerSchema = z.object({ rows: z.record(z.string(), z.int()) });

export type Manifest = z.output<typeof manifestSchema>;
export type Footer = z.output<typeof footerSchema>;
export type BackedUpTable = Manifest['tables'][number];

const FIRST = '-- Newsbraid backup ';
const LAST = '-- Complete ';

export function sayManifest(manifest: Manifest): string {
  return (
    `${FIRST}${JSON.stringify(manifest)}\n` +
    '-- Restore it with: newsbraid db restore FILE\n' +
    '-- or on an empty database that `newsbraid migrate` has prepared: gunzip -c FILE | psql --set ON_ERROR_STOP=1 URL\n\n' +
    'begin;\n-- the one row that a new schema has\ndelete from newsbraid.braid;\n\n'
  );
}

/** What stands around the rows of a table. */
export function sayCopy({ name, columns, identity }: BackedUpTable): { before: string; after: string } {
  const list = columns.map((column) => `"${column}"`).join(', ');
  const sequence = identity
    ? `select setval(pg_get_serial_sequence('newsbraid.${name}', '${identity}'), coalesce(max(${identity}), 1), max(${identity}) is not null) from newsbraid.${name};\n`
    : '';
  return { before: `copy newsbraid."${name}" (${list}) from stdin;\n`, after: `\\.\n${sequence}\n` };
}

export function sayFooter(footer: Footer): string {
  return `commit;\n${LAST}${JSON.stringify(footer)}\n`;
}

/** Throws a DatabaseError that says what the file is instead. */
export function parseManifest(line: string | null, file: string): Manifest {
  if (!line?.startsWith(FIRST))
    throw new DatabaseError('not_a_backup', `${file} is not a backup: expected “${FIRST.trim()}” in its first line.`);
  try {
    return manifestSchema.parse(JSON.parse(line.slice(FIRST.length)));
  } catch (cause) {
    throw new DatabaseError(
      'not_a_backup',
      `${file} has a manifest that this version cannot read: ${messageOf(cause)}`,
      { cause },
    );
  }
}

export function parseFooter(line: string | null): Footer | null {
  return line?.startsWith(LAST) ? footerSchema.parse(JSON.parse(line.slice(LAST.length))) : null;
}
