import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  audienceProof,
  changeAudiencePolicy,
  LIST_KEPT_DAYS,
  madeListOf,
  otherUseOf,
} from '../../../src/audience/index.ts'
import { wakeMailing } from '../../../src/campaigns/index.ts'
import { addMembers, makePersonList } from '../../../src/lists/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { mailingsToTell, pushConnection } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { mailingWorld, type MailingWorld } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let world: MailingWorld
beforeAll(async () => {
  world = await mailingWorld()
  Object.assign(world.homing, { sleep: async (ms: number) => later(ms) })
  await world.sync({ kinds: ['lists', 'contacts'] })
})
afterAll(() => world.close())

const of = (campaignId: number) => ({ workspaceId: world.by.workspaceId, campaignId })
const change = () => ({ ...of(0), actor: world.by, now: world.homing.now() })
const proof = async (id: number) => (await world.inTx((tx) => audienceProof(tx, of(id))))!
const later = (ms: number) => {
  world.sandbox.clock.advance(ms)
  world.later(ms)
}
const tick = async (id: number) => {
  const due = await mailingsToTell(world.homing, world.by.workspaceId)
  if (due.some((place) => place.campaignId === id)) await world.work(id)
}
const removals = () =>
  world.sandbox.requests.filter(
    ({ method, path }) => method === 'DELETE' && path.includes('/contact_lists/'),
  ).length
const keeping = (keepLists: boolean) =>
  world.inTx((tx) => {
    const as = { actor: world.by, now: world.homing.now() }
    return changeAudiencePolicy(tx, { ...of(0), ...as }, { keepLists })
  })
const isThere = (list: string) => world.sandbox.world.lists.live(list) !== undefined

/** Its news comes home; when, the database says by its own clock. */
async function readNews(id: number): Promise<void> {
  await world.sync({ campaignId: id })
  await world.inTx((tx) =>
    sql`update campaign set as_of = ${new Date(world.homing.now())} where id = ${id}`.execute(tx),
  )
}

/** A campaign to a list of our own, sent long enough ago, its news read since. */
async function sent(name: string): Promise<{ id: number; list: string }> {
  const { rows } = await world.inTx((tx) =>
    sql<{ id: number }>`
      select distinct pa.person_id as id from contact k join person_address pa
        on pa.address_id = k.address_id and pa.ended_at is null
      where k.gone_at is null and k.permission in ('explicit', 'implicit')
        and not exists (select from opted_out_person o where o.person_id = pa.person_id)
      order by 1 limit 4`.execute(tx),
  )
  const asked = { name, description: '', kind: 'static' as const, definition: null }
  const own = await world.inTx((tx) => makePersonList(tx, change(), asked))
  const personIds = rows.map((row) => row.id)
  await world.inTx((tx) => addMembers(tx, change(), own.id, { personIds }))
  const whom = { lists: [own.id], without: [], topicId: null }
  const id = await world.make(name, { whom, lists: [] })
  await world.draft(id)
  await world.schedule(id, world.homing.now() + HOUR)
  const place = { workspaceId: world.by.workspaceId, connectionId: world.connectionId }
  for (let turn = 0; turn < 12 && (await world.show(id)).heldStatus !== 'scheduled'; turn++) {
    await pushConnection(world.homing, place)
    await world.inTx((tx) => wakeMailing(tx, of(id)))
    await world.work(id)
    later(30_000)
  }
  const list = (await world.show(id)).lists[0]!.id
  later(2 * HOUR)
  await tick(id)
  later(HOUR)
  await world.work(id)
  expect(await world.show(id)).toMatchObject({ status: 'sent' })
  later(LIST_KEPT_DAYS * DAY)
  return { id, list }
}

test('it goes once its news was read, whatever answer is lost, and nobody goes with it', async () => {
  const { id, list } = await sent('Made for one, removed')
  // Its news was not read since.
  await tick(id)
  expect(removals()).toBe(0)
  await readNews(id)
  await keeping(true)
  await tick(id)
  expect(removals()).toBe(0)
  await keeping(false)
  const contacts = world.sandbox.truth().contacts.length
  const match = { method: 'DELETE', path: '/contact_lists/' }
  world.sandbox.faults.add({ kind: 'lost-answer', match })
  for (let look = 0; look < 3; look++) {
    await tick(id)
    later(HOUR)
  }
  expect(isThere(list)).toBe(false)
  const { listRemovedAt, listKept } = await proof(id)
  expect({ listRemovedAt, listKept }).toEqual({ listRemovedAt: expect.any(String), listKept: '' })
  expect(world.sandbox.truth().contacts).toHaveLength(contacts)
  const asked = removals()
  later(DAY)
  await tick(id)
  expect(removals()).toBe(asked)
  // The next read of the lists finds nothing that is gone unasked.
  await world.sync({ kinds: ['lists', 'contacts'] })
  const { rows } = await world.inTx((tx) =>
    sql`select 1 from list where external_id = ${list} and gone_at is null`.execute(tx),
  )
  expect(rows).toEqual([])
})

test('it is left where anything else uses it, and says so', async () => {
  const { id, list } = await sent('Made for one, used by others')
  await readNews(id)
  const made = await world.inTx((tx) => madeListOf(tx, of(id)))
  const use = (tx: Tx) => otherUseOf(tx, of(id), made)
  expect(await world.inTx(use)).toBe('')
  const { workspaceId } = world.by
  const place = sql`${workspaceId}::integer, ${made.id}::integer`
  const undone = async (statement: ReturnType<typeof sql>) => {
    let found = ''
    await world
      .inTx(async (tx) => {
        await statement.execute(tx)
        found = await use(tx)
        throw new Error('undone')
      })
      .catch((error: Error) => expect(error.message).toBe('undone'))
    return found
  }
  const segment = { about: 'esp_list', listIds: [made.id] }
  const tree = JSON.stringify({ version: 1, where: { any: [{ not: segment }] } })
  expect(
    await undone(sql`insert into person_list (workspace_id, name, kind, definition, created_by)
      values (${workspaceId}, 'On it', 'segment', ${tree}::jsonb, 'x')`),
  ).toBe('A segment asks who is on it.')
  expect(
    await undone(sql`insert into list_member (workspace_id, list_id, address_id)
      select ${place}, a.id from address a where a.workspace_id = ${workspaceId}
        and not exists (select from list_member m where m.list_id = ${made.id}
          and m.address_id = a.id) limit 1`),
  ).toBe('It holds others than the campaign was meant for.')
  expect(
    await undone(sql`insert into push_item (workspace_id, push_id, list_id, person_id, verb)
      select ${workspaceId}, p.id, ${made.id}, i.person_id, 'add'
      from push p cross join lateral (select person_id from push_item where push_id = p.id) i
      where p.id <> (select push_id from campaign_audience where campaign_id = ${id}) limit 1`),
  ).toBe('Another push filled it.')
  await world.make('Goes there too', { lists: [{ id: list, name: made.name }] })
  await tick(id)
  expect(removals()).toBeGreaterThan(0)
  expect(isThere(list)).toBe(true)
  expect((await proof(id)).listKept).toBe('Another campaign goes to it.')
})
