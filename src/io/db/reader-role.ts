import { createHmac } from 'node:crypto';
import { messageOf } from '../../model/errors.ts';
import type { Database } from './connect.ts';

/** The role that may read schema `news` and nothing else. One name for all databases of a server; rights are given in each. */
export const READER = 'newsbraid_reader';

/** Who may read as what. */
export interface Reader {
  /** Where to log in as the reader; null: the role has no password that we know. */
  readonly url: string | null;
  /** Whether our own connection may take the role. */
  readonly usable: boolean;
  /** Why not, in words, and what to do; null: all is well. */
  readonly notice: string | null;
}

interface RoleState {
  readonly exists: boolean;
  readonly login: boolean | null;
  readonly allowed: boolean | null;
  readonly member: boolean | null;
}

/** A runaway query of a reader ends by itself. */
export const READER_TIMEOUT = '5min';

/**
 * Makes sure that the reader exists and may read every view, which one query tells if it is so already. `ours`: the server is the
 * embedded one, so the role may log in, with a password that follows from the owner's. On any other server an administrator
 * lets people in (`create role alice login password '…' in role newsbraid_reader`). Never throws: without the right to
 * create roles, or on a replica, it says in the notice what is missing.
 */
export async function ensureReader(database: Database, ours: boolean): Promise<Reader> {
  const login = ours ? readerLogin(database.url) : null;
  try {
    const state = await readState(database);
    if (!state.exists) await createRole(database);
    if (!state.allowed) await allow(database);
    if (login && !state.login) await allowLogin(database, login.password);
    if (!state.member) await database.pool.query(`grant ${READER} to current_user`);
    return { url: login?.href ?? null, usable: true, notice: null };
  } catch (error) {
    const notice =
      `There is no read-only role ${READER}: ${messageOf(error)}. ` +
      `An administrator of the server can create it once: create role ${READER}; grant ${READER} to ${userOf(database.url)};`;
    return { url: null, usable: false, notice };
  }
}

async function readState({ pool }: Database): Promise<RoleState> {
  const { rows } = await pool.query<RoleState>(
    `select reader.oid is not null as exists, reader.rolcanlogin as login,
       pg_has_role(current_user, reader.oid, 'member') as member,
       has_schema_privilege(reader.oid, 'news', 'usage') and not exists (
         select from pg_class where relnamespace = 'news'::regnamespace and relkind in ('v', 'm', 'r')
           and not has_table_privilege(reader.oid, pg_class.oid, 'select')
       ) as allowed
     from (values (1)) one left join pg_roles reader on reader.rolname = $1`,
    [READER],
  );
  return rows[0] as RoleState;
}

/** Two that create it at once: the second finds it done. */
async function createRole({ pool }: Database): Promise<void> {
  await pool.query(
    `do $$ begin create role ${READER}; exception when duplicate_object or unique_violation then end $$`,
  );
}

async function allow({ pool }: Database): Promise<void> {
  await pool.query(`grant usage on schema news to ${READER}; grant select on all tables in schema news to ${READER}`);
}

/** Only on our own server, where no one else's rights are touched. */
async function allowLogin({ pool }: Database, password: string): Promise<void> {
  await pool.query(`
    alter role ${READER} login password '${password}';
    alter role ${READER} set default_transaction_read_only = on;
    alter role ${READER} set statement_timeout = '${READER_TIMEOUT}';
    do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$`);
}

/** Derived, so that there is no second secret to keep: from the reader's password nobody learns the owner's. */
function readerLogin(ownerUrl: string): URL {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', url.password).update(READER).digest('base64url').slice(0, 24);
  url.username = READER;
  return url;
}

function userOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).username) || 'USER';
  } catch {
    return 'USER';
  }
}
