import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { asOwner, closeLogin, databaseName, makeLogin, safe, takeLogin } from './analyst-logins.ts'
import { audit } from './audit.ts'
import type { Identity } from './identity.ts'
import type { Role } from './roles.ts'
import type { AccountsWorld } from './world.ts'

/** Analysts of one workspace, at most. */
const ANALYSTS_MAX = 50
const PASSWORD_BYTES = 24
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
  const analysts = await world.database.inWorkspace(by.workspace.id, listAnalysts)
  const analyst = analysts.find((one) => one.name === name)
  if (analyst === undefined) throw notFound('analyst', name)
  refuseEmbedded(world)
  const { login, canConnect } = analyst
  // Of a database restored elsewhere: the login of that name, if any, is another database’s.
  if (canConnect) {
    await asOwner(world, (session) => closeLogin(session, login))
    await asOwner(world, (session) => takeLogin(session, login)).catch((error: unknown) => {
      throw notTaken(error, login)
    })
  }
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

const NO_RIGHT = '42501'
const TAKEN = '42710'
const OWNS_SOMETHING = '2BP01'

function explained(error: unknown, login: string): unknown {
  const { code } = error as { code?: string }
  if (code === TAKEN) return taken(login)
  if (code !== NO_RIGHT) return error
  return new Refused(409, 'Homing’s user of the database may not make logins.', {
    remedy: 'Have an administrator of the server say: alter role … createrole. See docs/sql.md.',
    cause: error,
  })
}

/** What a login made in another database of the server is there to stay until somebody looks. */
function notTaken(error: unknown, login: string): unknown {
  if ((error as { code?: string }).code !== OWNS_SOMETHING) return error
  return new Refused(409, `The login ${login} is shut, and owns something in another database.`, {
    remedy: `Have an administrator say there: drop owned by ${login}. Then remove it once more.`,
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
