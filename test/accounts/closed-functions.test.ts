import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../database.ts'

/** They tell what the session set itself, and of an analyst its own row (migration 0080). */
const OPEN = ['answers_inside.homing_workspace', 'answers_inside.sees', 'homing_user']
OPEN.push('homing_workspace')
const OPEN_TO_EVERYBODY = `
  select p.oid::regproc::text as name from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('public', 'answers', 'answers_inside')
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass
      and d.objid = p.oid and d.deptype = 'e')
    and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where a.grantee = 0 and a.privilege_type = 'EXECUTE')
  order by 1`

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
}, 120_000)
afterAll(() => at.close())

async function openNow(...before: string[]): Promise<string[]> {
  const session = await at.database.engine.lendAsOwner()
  try {
    for (const one of ['begin', ...before]) await session.script(one)
    const { rows } = await session.query<{ name: string }>(OPEN_TO_EVERYBODY)
    return rows.map(({ name }) => name)
  } finally {
    await session.script('rollback')
    session.release()
  }
}

describe('functions that migrations make', () => {
  test('are Homing’s alone to call: a migration ends with close_functions()', async () => {
    expect(await openNow()).toEqual([...OPEN].sort())
  })

  test('and one that was left open is found', async () => {
    const made = 'create function left_open() returns integer language sql as $$ select 1 $$'
    expect(await openNow(made)).toContain('left_open')
    expect(await openNow(made, 'call close_functions()')).not.toContain('left_open')
  })
})
