import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tx } from '../../../src/platform/database/index.ts'
import { lookForTheLate } from '../../../src/sync/mailings/late.ts'
import { sql } from '../../database.ts'
import { mailingWorld, type MailingWorld } from './world.ts'

const MINUTE = 60_000

let world: MailingWorld
let id: number
beforeAll(async () => {
  world = await mailingWorld()
  await world.sync({ kinds: ['lists', 'contacts'] })
  id = await world.make('Looked at when something moved')
  await world.draft(id)
  await world.schedule(id, world.homing.now() + 180 * MINUTE)
  expect(await world.show(id)).toMatchObject({ heldStatus: 'scheduled' })
})
afterAll(() => world.close())

const look = (tx: Tx) => lookForTheLate(tx, world.by.workspaceId, world.homing.now())
const lookedAt = async () => {
  const { rows } = await world.inTx((tx) =>
    sql<{ at: string }>`select late_looked_at::text as at from campaign_audience
      where campaign_id = ${id}`.execute(tx),
  )
  return rows[0]!.at
}
/** Whether the next tick looks at the campaign. */
const isLookedAt = async () => {
  const before = await lookedAt()
  world.later(1_000)
  await world.inTx(look)
  return (await lookedAt()) !== before
}

test('nobody is looked at while nothing has moved, and everybody after a while', async () => {
  await world.inTx(look)
  expect(await isLookedAt()).toBe(false)
  world.later(16 * MINUTE)
  expect(await isLookedAt()).toBe(true)
  expect(await isLookedAt()).toBe(false)
})

const SOMEBODY = `(select p.id from person p join person_address a
  on a.workspace_id = p.workspace_id and a.person_id = p.id order by p.id limit 1)`
const MOVES: Record<string, string> = {
  'an opt-out': `insert into consent_fact (workspace_id, person_id, scope, opted_in, occurred_at,
    source, cause) select workspace_id, person_id, scope, opted_in, now(), source, cause
    from consent_fact where person_id is not null limit 1`,
  'a bounce': `update address set bounced_at = now() where id = (select min(id) from address)`,
  'an address of the ESP’s suppressions': `update address set suppressed_at = now()
    where id = (select min(id) from address)`,
  'an address in use': `update person_address set ended_at = now() where person_id = ${SOMEBODY}`,
  'a suppression list': `insert into person_list (workspace_id, name, kind, created_by)
    select id, 'Never', 'suppression', 'x' from workspace`,
  'a topic of a list': `update topic_mapping set retired_at = now()`,
  'what consent is needed': `insert into consent_policy (workspace_id) select id from workspace`,
  'a merge': `update person set merged_into = merged_into where id = ${SOMEBODY}`,
}

test.each(Object.entries(MOVES))('%s has everybody looked at, once', async (_, statement) => {
  await world.inTx(look)
  expect(await isLookedAt()).toBe(false)
  await world.inTx((tx) => sql.raw(statement).execute(tx))
  expect(await isLookedAt()).toBe(true)
  // Whoever came late has its lists read again; until then it is looked at no more.
  expect(await isLookedAt()).toBe(false)
  await world.work(id)
  await world.inTx((tx) => sql`delete from standing_moved`.execute(tx))
})

test('what was undone, and what moves in another firm, moves nothing here', async () => {
  await world.inTx(look)
  await world
    .inTx(async (tx) => {
      await sql.raw(MOVES['a bounce']!).execute(tx)
      throw new Error('undone')
    })
    .catch(() => undefined)
  expect(await isLookedAt()).toBe(false)
})
