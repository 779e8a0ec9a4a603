import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOutErasures, erasureLog, repeatErasures } from '../../src/erasure/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { ADMIN, dumpOf, erasureWorld, foundIn, mailing } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

async function* bytes(text: string) {
  yield Buffer.from(text)
}

const csv = (lines: { personId: number; personHash: string; erasedAt: string }[]) =>
  [
    'person_id,person_hash,erased_at',
    ...lines.map((one) => `${one.personId},${one.personHash},${one.erasedAt}`),
    '',
  ].join('\n')

test('a log of erasures erases again whom an older backup brought back, and nobody else', async () => {
  const world = await erasureWorld(at)
  const { workspaceId } = world.by
  await mailing(world)
  const ada = await world.personAt('ada@example.com')
  const ben = await world.personAt('ben@example.com')
  const [row] = await world.ask<{ made: string }>(
    `select created_at::text as made from person where id = ${ada}`,
  )
  await world.erase(ada, 'Ada Lovelace-Byron')
  const { items } = await world.inWorkspace((tx) => erasureLog(tx, { limit: 10 }))
  expect(items.map((one) => one.personId)).toEqual([ada])

  // As a backup would: the person under the old number, and nothing known of an erasure.
  const { workspace_id: _, ...logged } = { workspace_id: 0, ...items[0]! }
  const session = await at.database.engine.lendAsOwner()
  try {
    await session.script(`
      delete from erased_address where workspace_id = ${workspaceId};
      delete from erasure where workspace_id = ${workspaceId};
      insert into person (id, workspace_id, origin, name, created_at) overriding system value
        values (${ada}, ${workspaceId}, 'esp', 'Ada Lovelace-Byron', '${row!.made}');
      update address set address = 'ada@example.com', canonical = 'ada@example.com',
        erased_at = null where workspace_id = ${workspaceId} and erased_at is not null;
      insert into person_address (workspace_id, person_id, address_id)
        select ${workspaceId}, ${ada}, id from address
        where workspace_id = ${workspaceId} and canonical = 'ada@example.com'`)
  } finally {
    session.release()
  }
  // Ben's number stands in the log of somebody else: he stays.
  const log = csv([logged, { ...logged, personId: ben }, { ...logged, personId: 987_654 }])
  const by = { workspaceId, actor: ADMIN }
  const answer = await repeatErasures(world.homing, by, bytes(log))
  expect(answer).toEqual({ read: 3, erased: 1 })
  await carryOutErasures(world.homing)
  expect(foundIn(await dumpOf(at, workspaceId))).toEqual([])
  await world.inWorkspace(async (tx) => {
    const { rows } = await sql`select from person where id = ${ben}`.execute(tx)
    expect(rows.length).toBe(1)
  })
  expect(await repeatErasures(world.homing, by, bytes(log))).toEqual({ read: 3, erased: 0 })
})

test.each([
  ['', /no log of erasures/],
  ['name,email\n', /no log of erasures/],
  ['person_id,person_hash,erased_at\n1,xyz,2026\n', /Line 2/],
])('what is no log is refused: %j', async (text, why) => {
  const world = await erasureWorld(at)
  const by = { workspaceId: world.by.workspaceId, actor: ADMIN }
  await expect(repeatErasures(world.homing, by, bytes(text))).rejects.toThrow(why)
})
