/** What is common to all that is asked: the engine, the relations, and who waits for what. */
import type { SqlEngine, SqlRow, SqlStatement } from '../../../platform/sql/index.ts'
import { Failure, type Vendor, type VendorSql } from '../../sdk/index.ts'

export const TITLE = 'Database (SQL)'

/** Asks one thing. All that Homing does to a view or table may be done twice. Throws Failure. */
export function ask(vendor: Vendor, about: string, statement: SqlStatement): Promise<SqlRow[]> {
  return lineOf(vendor).run({ statement, about, isSafe: true })
}

export function engineOf(vendor: Vendor): SqlEngine {
  return lineOf(vendor).engine
}

function lineOf({ sql }: Vendor): VendorSql {
  if (sql) return sql
  throw new Failure('address_forbidden', 'This Homing asks no databases.', { whoMustAct: 'you' })
}
