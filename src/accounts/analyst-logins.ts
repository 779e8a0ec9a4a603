import type { Session } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { verifierOf } from './scram.ts'
import type { AccountsWorld } from './world.ts'

/** Names of PostgreSQL end here: a name of an analyst has 30 of them. */
const DATABASE_CHARS = 32
/** What a session begins with; who connected may set it otherwise. */
const SETTINGS = [
  "statement_timeout = '5min'",
  "idle_in_transaction_session_timeout = '5min'",
  'default_transaction_read_only = on',
  'search_path = answers',
  "timezone = 'UTC'",
]
const SESSIONS_MAX = 5

/**
 * Makes a role of the server that reads the views, in the owner’s transaction. Refuses where a
 * right that everybody has would let it do more.
 */
export async function makeLogin(
  session: Session,
  { login, password, database }: { login: string; password: string; database: string },
): Promise<void> {
  await session.script(`
    create role ${login} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication
      connection limit ${SESSIONS_MAX} password '${verifierOf(password)}'`)
  await session.query('call answers_inside.arrange($1)', [login])
  for (const setting of SETTINGS) await session.script(`alter role ${login} set ${setting}`)
  const here = `"${database.replaceAll('"', '""')}"`
  // Whoever may write temporary tables fills the disk; Homing makes none.
  await session.script(`revoke temporary on database ${here} from public;
    revoke create on schema public from public`)
  const { rows } = await session.query<{ may: string }>(MAY_TOO_MUCH, [login])
  if (rows.length === 0) return
  throw new Refused(409, `Everybody may ${rows[0]!.may} here, and so an analyst could.`, {
    remedy: 'Have an administrator of the database take that right from PUBLIC.',
  })
}

/** What a login could do beyond reading the views, by rights that everybody has. */
const MAY_TOO_MUCH = `
  select 'make temporary tables' as may
  where has_database_privilege($1, current_database(), 'temporary')
  union all
  select 'make schemas' where has_database_privilege($1, current_database(), 'create')
  union all
  select 'make tables in the schema public' where has_schema_privilege($1, 'public', 'create')
  union all
  (select 'call as its owner ' || p.oid::regprocedure
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
    and has_schema_privilege($1, n.oid, 'usage')
    and has_function_privilege($1, p.oid, 'execute')
  order by 1 limit 1)
  union all
  (select 'read or change ' || c.oid::regclass
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('answers', 'pg_catalog', 'information_schema', 'pg_toast')
    and n.nspname !~ '^pg_' and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and has_schema_privilege($1, n.oid, 'usage')
    and (has_any_column_privilege($1, c.oid, 'select, insert, update')
      or has_table_privilege($1, c.oid, 'delete, truncate'))
  order by 1 limit 1)`

/** Committed before sessions are ended: nobody comes back in between. */
export async function closeLogin(session: Session, login: string): Promise<void> {
  await session.script(`alter role ${login} nologin`)
}

/** Ends the sessions of a login and takes it and its rights away. */
export async function takeLogin(session: Session, login: string): Promise<void> {
  // Its rights to the views were given by their owner, who alone takes them (arrange, in 0080).
  await session.script(`grant ${login} to current_user; grant homing_answers to current_user`)
  await session.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
    login,
  ])
  await session.script(`drop owned by ${login}; drop role ${login};
    revoke homing_answers from current_user`)
}

/** All of it, or nothing. */
export async function asOwner<T>(
  { database }: AccountsWorld,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await database.engine.lendAsOwner()
  let isBroken = true
  try {
    await session.script('begin')
    const done = await work(session)
    await session.script('commit')
    isBroken = false
    return done
  } finally {
    // A session in a failed transaction is thrown away.
    session.release(isBroken)
  }
}

/** The database a session is in. */
export async function databaseName(session: Session): Promise<string> {
  const { rows } = await session.query<{ name: string }>('select current_database()::text as name')
  return rows[0]!.name
}

/** Names are put into statements: nothing else than these letters is in one. */
export function safe(database: string): string {
  const letters = database.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')
  return (/^[a-z]/.test(letters) ? letters : `d${letters}`).slice(0, DATABASE_CHARS)
}
