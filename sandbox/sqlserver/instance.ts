import { PGlite } from '@electric-sql/pglite'
import { createEngine, type Engine, type Standing } from '../database/wire/engine.ts'
import { createHolds } from '../database/wire/holds.ts'
import type { Account } from '../database/wire/sign-in.ts'
import { readShapes } from './run/ask.ts'
import { catalogSql } from './run/catalog.ts'
import { conversionsSql } from './run/conversions.ts'
import { typesSql } from './run/typing.ts'
import { certify } from './wire/certificate.ts'
import { version } from './wire/prelogin.ts'
import { listenForTds } from './wire/server.ts'

/** Whoever may do everything. */
export const administrator = { user: 'sa', password: 'sandbox-administrator' } as const
export const administratorRole = 'postgres'

/** A database of that name with nothing in it, and the engine that serves it. */
export async function createInstance(database: string, standing: Standing = () => ({})) {
  const db = await PGlite.create()
  await db.exec(typesSql() + conversionsSql() + catalogSql(database, version.text))
  return { db, engine: createEngine(db, standing) }
}

type Known = Account & { role: string }

/** The administrator, or a login that somebody has made, with the user that goes with it. */
export async function madeAccount(
  user: string,
  database: string,
  engine: Engine,
): Promise<Known | undefined> {
  if (user === administrator.user) return { ...administrator, database, role: administratorRole }
  const sql = `select password from ms_logins
    where name = $1 and name in (select rolname from pg_roles)`
  const { rows } = await engine.asOwner((db) => db.query<{ password: string }>(sql, [user]))
  return rows[0] && { user, password: rows[0].password, database, role: user }
}

/** A simulated SQL Server with an empty database, for whoever fills it by T-SQL alone. */
export async function startEmptySqlServer() {
  const database = 'firm'
  const { db, engine } = await createInstance(database)
  const certified = certify(Date.now())
  const server = await listenForTds({
    certified,
    ...{ engine, database, holds: createHolds(), shapeOf: await readShapes(db) },
    accountOf: (user) => madeAccount(user, database, engine),
    ...{ heard: () => undefined, closed: () => undefined },
    ...{ spoils: () => undefined, lose: () => undefined },
  })
  return {
    ...{ port: server.port, database, administrator, certificate: certified.certificate },
    close: async () => {
      await server.close()
      await db.close()
    },
  }
}
