import { afterEach, expect, test } from 'vitest'
import { changeSchedule, findConnection } from '../../src/connections/index.ts'
import { listKeptLists } from '../../src/lists/index.ts'
import { listRuns, showRun, startRun, tick } from '../../src/sync/index.ts'
import { sql } from '../database.ts'
import { FEW, syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
afterEach(() => world.close())

const DAY = 24 * 3600 * 1000
const inTx = <T>(work: Parameters<typeof world.test.database.inWorkspace<T>>[1]) =>
  world.test.database.inWorkspace(world.by.workspaceId, work)
const askedOf = (word: string) =>
  world.sandbox.requests.filter(({ path, query }) =>
    `${path}?${new URLSearchParams(query as Record<string, string>)}`.includes(word),
  ).length

/** The account's contacts, asked of the vendor's own API. */
async function contactsThere(): Promise<{ list_memberships: string[] }[]> {
  const { accessToken } = world.sandbox.issueTokens()
  const all: { list_memberships: string[] }[] = []
  let path: string | undefined = '/v3/contacts?limit=500&include=list_memberships'
  while (path !== undefined) {
    const headers = { authorization: `Bearer ${accessToken}` }
    const answer = await fetch(world.sandbox.url + path, { headers })
    const page = (await answer.json()) as {
      contacts: { list_memberships: string[] }[]
      _links?: { next?: { href: string } }
    }
    all.push(...page.contacts)
    path = page._links?.next?.href
  }
  return all
}

test(
  'each kind is brought home by itself, and asks for nothing of the others',
  { timeout: 120_000 },
  async () => {
    world = await syncWorld()
    world.sandbox.clock.advance(2 * DAY)
    const optOuts = await world.sync({ kinds: ['opt_outs'] })
    expect(optOuts).toMatchObject({ status: 'done', kinds: ['opt_outs'], eventsWritten: 0 })
    expect(askedOf('status=unsubscribed')).toBeGreaterThan(0)
    // The account is looked at once a day, with one question to each part of it.
    expect(askedOf('/emails?limit=500')).toBe(0)
    expect(askedOf('contact_lists?limit=500')).toBe(0)

    await world.sync({ kinds: ['activities'] })
    expect(await world.differences()).toEqual([])
    expect(askedOf('contact_lists?limit=500')).toBe(0)
    const feedback = askedOf('/tracking/')

    await world.sync({ kinds: ['contacts'] })
    const lists = await inTx((tx) =>
      listKeptLists(tx, { workspaceId: world.by.workspaceId, connectionId: world.connectionId }),
    )
    const there = await contactsThere()
    expect(lists.map(({ name, members }) => [name, members])).toEqual(
      lists.map(({ name, externalId }) => [
        name,
        there.filter((one) => one.list_memberships.includes(externalId)).length,
      ]),
    )
    expect(lists.reduce((sum, { members }) => sum + members, 0)).toBeGreaterThan(50)
    const contacts = await inTx((tx) =>
      sql<{ count: number }>`select count(*)::int as count from contact`.execute(tx),
    )
    expect(contacts.rows[0]!.count).toBe(there.length)
    const before = askedOf('/stats/email_campaigns')
    await world.sync({ kinds: ['totals'] })
    expect(askedOf('/stats/email_campaigns')).toBeGreaterThan(before)
    expect(askedOf('/tracking/')).toBe(feedback)
  },
)

test(
  'one campaign’s sync brings opt-outs too, and has no lists of its own',
  { timeout: 120_000 },
  async () => {
    world = await syncWorld(FEW)
    world.sandbox.clock.advance(2 * DAY)
    await world.sync()
    const { rows } = await inTx((tx) =>
      sql<{ id: number }>`select id from campaign where sent_at is not null
        order by id limit 1`.execute(tx),
    )
    const campaignId = rows[0]!.id
    const before = askedOf('status=unsubscribed')
    const run = await world.sync({ campaignId, kinds: ['activities'] })
    expect(run).toMatchObject({ status: 'done', kinds: ['opt_outs', 'activities'] })
    expect(askedOf('status=unsubscribed')).toBe(before + 1)
    await expect(world.sync({ campaignId, kinds: ['lists'] })).rejects.toMatchObject({
      status: 422,
      field: 'kinds',
    })
  },
)

test('what is asked for while a run is open widens it, and one run does it all', async () => {
  world = await syncWorld(FEW)
  world.sandbox.clock.advance(2 * DAY)
  const ask = (kinds: ('lists' | 'opt_outs')[]) =>
    startRun(world.homing, {
      workspaceId: world.by.workspaceId,
      connectionId: world.connectionId,
      campaignId: null,
      kinds,
      from: 'user',
      by: null,
    })
  const first = await ask(['lists'])
  const second = await ask(['opt_outs'])
  expect(second).toMatchObject({ id: first.id, kinds: ['opt_outs', 'lists'] })
  expect(await world.sync({ kinds: ['lists'] })).toMatchObject({ id: first.id, status: 'done' })
  expect(askedOf('contact_lists?limit=500')).toBe(1)
  expect(askedOf('status=unsubscribed')).toBeGreaterThan(0)
})

test(
  'what is due together runs together; what is off is left alone; each has its own time',
  { timeout: 120_000 },
  async () => {
    world = await syncWorld(FEW)
    const { homing, by, connectionId } = world
    const place = { connectionId, kind: 'contacts' as const }
    await changeSchedule(homing, by, place, { isOn: false })
    Object.assign(homing.jobs, { enqueueNow: async () => undefined })
    await tick(homing)
    await tick(homing)
    const begun = await inTx((tx) => listRuns(tx, { limit: 10 }))
    expect(begun.items).toHaveLength(1)
    expect(begun.items[0]).toMatchObject({
      startedFrom: 'schedule',
      kinds: ['opt_outs', 'totals', 'activities', 'lists'],
    })
    await world.sync({ kinds: ['opt_outs'] })
    const { schedules } = await inTx((tx) => findConnection(tx, connectionId))
    const good = schedules.filter(({ lastGoodAt }) => lastGoodAt !== null).map(({ kind }) => kind)
    expect(good).toEqual(['opt_outs', 'totals', 'activities', 'lists'])
    const ahead = Object.fromEntries(
      schedules.map(({ kind, nextAt }) => [kind, nextAt - homing.now()]),
    )
    // What passed since is taken off: on a busy machine that is minutes.
    expect(ahead['opt_outs']).toBeGreaterThan(20 * 60_000)
    expect(ahead['opt_outs']).toBeLessThanOrEqual(30 * 60_000)
    expect(ahead['lists']).toBeGreaterThan(0)
    expect(ahead['lists']).toBeLessThanOrEqual(DAY)

    world.later(31 * 60_000)
    await tick(homing)
    const { items } = await inTx((tx) => listRuns(tx, { limit: 10 }))
    expect(items[0]).toMatchObject({ kinds: ['opt_outs', 'totals', 'activities'] })
    expect(await inTx((tx) => showRun(tx, items[0]!.id))).toMatchObject({ status: 'queued' })
  },
)
