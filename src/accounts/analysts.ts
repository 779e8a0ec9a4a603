import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Session, Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { audit } from './audit.ts'
import type { Identity } from './identity.ts'
import type { Role } from './roles.ts'
import { verifierOf } from './scram.ts'
import type { AccountsWorld } from './world.ts'

/** Analysts of one workspace, at most. */
const ANALYSTS_MAX = 50
const PASSWORD_BYTES = 24
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

export interface Analyst {
  name: string
  /** The login: a role of the database server. */
  login: string
  /** Whose eyes it has: which fields it sees. */
  role: Role
  createdBy: string
  createdAt: Date
  /** False: the server has no such login, or this is a database restored elsewhere. */
  canConnect: boolean
}

/** How an analyst connects; the password is kept nowhere. */
export interface Connecting {
  /** Null where Homing itself connects by a socket. */
  host: string | null
  port: number | null
  database: string
  user: string
  password: string
}

/** The analysts of the workspace the transaction stands in, by name. */
export async function listAnalysts(tx: Tx): Promise<Analyst[]> {
  const { rows } = await sql<Analyst>`
    select a.name, a.login, a.role, a.created_by as "createdBy", a.created_at as "createdAt",
      a.database = current_database()::text
        and exists (select from pg_roles r where r.rolname = a.login) as "canConnect"
    from analyst a where a.workspace_id = homing_workspace() order by a.name`.execute(tx)
  return rows
}

/**
 * Makes a login of the database server that reads the views of the schema answers, of this
 * workspace and as the role sees them. Its password is answered this once. Refuses on the embedded
 * database, a name that is taken, and a database whose rights would let an analyst see or do more.
 */
export async function addAnalyst(
  world: AccountsWorld,
  by: Identity,
  given: { name: string; role: Role },
): Promise<{ analyst: Analyst; connecting: Connecting }> {
  refuseEmbedded(world)
  const { engine } = world.database
  const password = randomBytes(PASSWORD_BYTES).toString('base64url')
  const database = await asOwner(world, databaseName)
  const login = `${safe(database)}_${given.name}`
  // The row before the login: without the row a login sees nothing, without a login nobody sees.
  await world.database.inWorkspace(by.workspace.id, (tx) =>
    keepAnalyst(tx, { world, by, database, login, ...given }),
  )
  try {
    await asOwner(world, (session) => makeLogin(session, { login, password, database }))
  } catch (error) {
    await world.database.inWorkspace(by.workspace.id, (tx) => forget(tx, given.name))
    throw explained(error, login)
  }
  const analysts = await world.database.inWorkspace(by.workspace.id, listAnalysts)
  const analyst = analysts.find(({ name }) => name === given.name)!
  const { host, port } = engine.server ?? { host: null, port: null }
  return { analyst, connecting: { host, port, database, user: login, password } }
}

/** Takes an analyst’s login away, its open sessions too. */
export async function removeAnalyst(
  world: AccountsWorld,
  by: Identity,
  name: string,
): Promise<void> {
  refuseEmbedded(world)
  const analysts = await world.database.inWorkspace(by.workspace.id, listAnalysts)
  const analyst = analysts.find((one) => one.name === name)
  if (analyst === undefined) throw notFound('analyst', name)
  const { login, canConnect } = analyst
  // Of a database restored elsewhere: the login of that name, if any, is another database’s.
  if (canConnect) await asOwner(world, (session) => takeLogin(session, login))
  await world.database.inWorkspace(by.workspace.id, async (tx) => {
    await forget(tx, name)
    await audit(tx, {
      actor: by,
      action: 'remove_analyst',
      subject: 'analyst',
      subjectId: name,
      sentence: `${by.name} removed the analyst ${name}.`,
      at: world.now(),
    })
  })
}

interface Kept {
  world: AccountsWorld
  by: Identity
  database: string
  login: string
  name: string
  role: Role
}

async function keepAnalyst(tx: Tx, { world, by, database, login, name, role }: Kept) {
  const analysts = await listAnalysts(tx)
  if (analysts.length >= ANALYSTS_MAX) {
    throw new Refused(409, `There are ${ANALYSTS_MAX} analysts already.`, {
      remedy: 'Remove those who no longer ask.',
    })
  }
  const { rows } = await sql<{ name: string }>`
    insert into analyst (workspace_id, name, login, database, role, created_by, created_at)
    select homing_workspace(), ${name}, ${login}, ${database}, ${role}, ${by.name},
      ${new Date(world.now())}
    where not exists (select from pg_roles r where r.rolname = ${login})
    on conflict do nothing returning name`.execute(tx)
  if (rows.length === 0) throw taken(login)
  await audit(tx, {
    actor: by,
    action: 'add_analyst',
    subject: 'analyst',
    subjectId: name,
    sentence: `${by.name} let ${name} read by SQL what the role ${role} sees.`,
    detail: { role },
    at: world.now(),
  })
}

async function forget(tx: Tx, name: string): Promise<void> {
  await sql`delete from analyst where workspace_id = homing_workspace() and name = ${name}`.execute(
    tx,
  )
}

async function makeLogin(
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
  (select 'read or change ' || c.oid::regclass
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('answers', 'pg_catalog', 'information_schema', 'pg_toast')
    and n.nspname !~ '^pg_' and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and has_schema_privilege($1, n.oid, 'usage')
    and (has_any_column_privilege($1, c.oid, 'select, insert, update')
      or has_table_privilege($1, c.oid, 'delete, truncate'))
  order by 1 limit 1)`

async function takeLogin(session: Session, login: string): Promise<void> {
  // Its rights to the views were given by their owner, who alone takes them (arrange, in 0080).
  await session.script(`alter role ${login} nologin; grant ${login} to current_user;
    grant homing_answers to current_user`)
  await session.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
    login,
  ])
  await session.script(`drop owned by ${login}; drop role ${login};
    revoke homing_answers from current_user`)
}

/** All of it, or nothing. */
async function asOwner<T>(
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

async function databaseName(session: Session): Promise<string> {
  const { rows } = await session.query<{ name: string }>('select current_database()::text as name')
  return rows[0]!.name
}

/** Names are put into statements: nothing else than these letters is in one. */
function safe(database: string): string {
  const letters = database.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')
  return (/^[a-z]/.test(letters) ? letters : `d${letters}`).slice(0, DATABASE_CHARS)
}

const NO_RIGHT = '42501'
const TAKEN = '42710'

function explained(error: unknown, login: string): unknown {
  const { code } = error as { code?: string }
  if (code === TAKEN) return taken(login)
  if (code !== NO_RIGHT) return error
  return new Refused(409, 'Homing’s user of the database may not make logins.', {
    remedy: 'Have an administrator of the server say: alter role … createrole. See docs/sql.md.',
    cause: error,
  })
}

function taken(login: string): Refused {
  return new Refused(409, `The server has a login ${login} already.`, {
    field: 'name',
    remedy: 'Choose another name, or remove that analyst first.',
  })
}

function refuseEmbedded({ database }: AccountsWorld): void {
  if (database.engine.kind === 'postgres') return
  throw new Refused(409, 'Nobody can connect to the embedded database.', {
    remedy: 'Move to PostgreSQL (docs/scaling.md), or export: homing ledger export, homing views.',
  })
}
