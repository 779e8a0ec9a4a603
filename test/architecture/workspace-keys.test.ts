import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../database.ts'

/**
 * What a distributed PostgreSQL (Citus) needs of the catalogue, see docs/scaling.md: tables are
 * sharded by workspace_id, so each primary key, unique index and exclusion carries it; a foreign
 * key carries it on both sides, or leads to a table that every machine has a copy of.
 */

/** Copied to every machine: small, and found before a workspace is known. Each with the reason. */
const REFERENCE: Record<string, string> = {
  workspace: 'the workspaces themselves',
  user_account: 'users belong to the installation, not to a workspace',
  credential: 'looked up by a hash at sign-in, before anybody is known',
  membership: 'tells which workspaces a user has, before one is chosen',
  session: 'looked up by the hash in the cookie, before a workspace is known',
  api_key: 'looked up by the hash of the key, before a workspace is known',
  analyst: 'looked up by the login of the server, before a workspace is known',
}

/** Stay on one machine: never joined with a workspace's rows. Each with the reason. */
const LOCAL: Record<string, string> = {
  migration: 'tells which files were applied to the database as a whole',
  key_in_use: 'tells the one key of the database as a whole',
  pace: "a vendor's budget is shared by all workspaces; one row must be one row",
  sign_in_attempt: 'counted under a hash before anybody is known',
}

interface Key {
  relation: string
  name: string
  columns: string[]
}
interface Reference extends Key {
  target: string
  target_columns: string[]
}

let at: TestDatabase
let tables: { name: string; carries: boolean }[]
let keys: Key[]
let references: Reference[]

const namesOf = (numbers: string, relation: string) => `(
  select array_agg(a.attname::text order by k.place)
  from unnest(${numbers}) with ordinality k (number, place)
  join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`

beforeAll(async () => {
  at = await freshDatabase()
  tables = await ask(`
    select c.relname::text as name, exists (select from pg_attribute a where a.attrelid = c.oid
      and a.attname = 'workspace_id' and a.attnotnull and not a.attisdropped) as carries
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition order by 1`)
  keys = await ask(`
    select c.relname::text as relation, x.indexrelid::regclass::text as name,
      ${namesOf('x.indkey::int2[]', 'x.indrelid')} as columns
    from pg_index x join pg_class c on c.oid = x.indrelid
    where c.relnamespace = 'public'::regnamespace and not c.relispartition
      and (x.indisunique or x.indisexclusion) order by 1, 2`)
  references = await ask(`
    select c.relname::text as relation, f.conname::text as name, t.relname::text as target,
      ${namesOf('f.conkey', 'f.conrelid')} as columns,
      ${namesOf('f.confkey', 'f.confrelid')} as target_columns
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
    where f.contype = 'f' and f.conparentid = 0 and c.relnamespace = 'public'::regnamespace
    order by 1, 2`)
})
afterAll(() => at.close())

describe('the catalogue', () => {
  test('is seen', () => {
    expect(tables.length).toBeGreaterThan(35)
    expect(keys.length).toBeGreaterThan(40)
    expect(references.length).toBeGreaterThan(40)
    expect(keys).toContainEqual({
      relation: 'event',
      name: 'event_pkey',
      columns: ['workspace_id', 'address_id', 'occurred_at', 'key'],
    })
  })

  test('no table is on a list that is gone, or on both', () => {
    const names = tables.map((table) => table.name)
    expect(names).toEqual(expect.arrayContaining([...exceptions()]))
    expect(new Set(exceptions()).size).toBe(exceptions().length)
  })

  test('every other table has a workspace', () => {
    expect(tables.filter((one) => !one.carries && !isException(one.name))).toEqual([])
  })

  test('every unique key of a workspace carries it, first', () => {
    const wrong = keys.filter(
      (key) => !isException(key.relation) && key.columns[0] !== 'workspace_id',
    )
    expect(wrong).toEqual([])
  })

  test('every foreign key carries the workspace, or leads to a table that is everywhere', () => {
    expect(references.filter((one) => !isKept(one))).toEqual([])
  })
})

test('a table that does as one should not is found', () => {
  const wrong = { relation: 'person', name: 'x', columns: ['owner_id'], target_columns: ['id'] }
  expect(isKept({ ...wrong, target: 'owner' })).toBe(false)
  expect(isKept({ ...wrong, target: 'workspace' })).toBe(true)
  expect(isKept({ ...wrong, relation: 'session', target: 'owner' })).toBe(false)
  expect(isKept({ ...wrong, relation: 'pace', target: 'workspace' })).toBe(false)
})

/** Sharded to sharded by the workspace, sharded to everywhere, everywhere to everywhere. */
function isKept({ relation, target, columns, target_columns }: Reference): boolean {
  if (relation in LOCAL) return target in LOCAL
  if (target in REFERENCE) return true
  if (relation in REFERENCE || target in LOCAL) return false
  const place = columns.indexOf('workspace_id')
  return place >= 0 && target_columns[place] === 'workspace_id'
}

function exceptions(): string[] {
  return [...Object.keys(REFERENCE), ...Object.keys(LOCAL)]
}

function isException(name: string): boolean {
  return name in REFERENCE || name in LOCAL
}

async function ask<Row>(text: string): Promise<Row[]> {
  const session = await at.database.engine.lendAsOwner()
  try {
    return (await session.query<Row>(text)).rows
  } finally {
    session.release()
  }
}
