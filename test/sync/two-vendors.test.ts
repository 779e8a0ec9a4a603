import { afterAll, beforeAll, expect, test } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { createConnection } from '../../src/connections/index.ts'
import { actOn } from '../../src/connectors/esp/act-on/index.ts'
import { carryOut, startRun, tellConnection } from '../../src/sync/index.ts'
import { createHttp, type Http } from '../../src/platform/http/index.ts'
import { SECRETS, settingsFor } from '../connectors/act-on/stage.ts'
import { sql } from '../database.ts'
import { syncWorld, type SyncWorld } from './world.ts'

const SIZE = { companies: 20, households: 12, unattached: 4 }
const TWO_WEEKS_MS = 14 * 24 * 3_600_000
/** Both services can tell these of each person. */
const SHARED_KINDS = [1, 3, 4, 6, 7]

let world: SyncWorld
let second: Sandbox
let http: Http
let actOnId: number

beforeAll(async () => {
  const now = Date.now() - TWO_WEEKS_MS
  const more = { now, ceiling: () => Infinity }
  world = await syncWorld(SIZE, more)
  second = await startSandbox({
    esp: 'act-on',
    world: lawFirm(1, SIZE),
    enforceLimits: false,
    rowsPerPage: 50,
    ...more,
  })
  http = createHttp({
    allowPrivate: [world.sandbox.url, second.url].map((url) => new URL(url).host),
  })
  const pace = { budget: 'act-on', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  Object.assign(world.homing, {
    http,
    connectors: [...world.homing.connectors, { ...actOn, pace: () => pace }],
  })
  const made = await createConnection(world.homing, world.by, {
    connector: 'act-on',
    settings: { ...settingsFor(second), ...SECRETS },
  })
  actOnId = made.id
  for (const { clock } of [world.sandbox, second]) clock.runUntilQuiet()
  await world.sync()
  await syncActOn()
}, 120_000)
afterAll(async () => {
  await second.close()
  await world.close()
  http.close()
})

const inTx: SyncWorld['test']['database']['inWorkspace'] = (...args) =>
  world.test.database.inWorkspace(...args)

async function syncActOn(): Promise<void> {
  const { workspaceId } = world.by
  const ask = { workspaceId, connectionId: actOnId, campaignId: null, by: null }
  const run = await startRun(world.homing, { ...ask, from: 'user' })
  const logged = world.log.length
  await carryOut(world.homing, workspaceId, run.id)
  const mistake = world.log.slice(logged).find((line) => line.includes('fault of ours'))
  if (mistake !== undefined) throw new Error(mistake)
}

const tell = (connectionId: number) =>
  tellConnection(world.homing, { workspaceId: world.by.workspaceId, connectionId })

/** What came home over a connection, in words without the names of the service's own things. */
async function normalised(connectionId: number): Promise<string[]> {
  const { rows } = await inTx(world.by.workspaceId, (tx) =>
    sql<{ line: string }>`
      select c.name || ' ' || e.kind || ' ' || a.canonical || ' '
        || extract(epoch from e.occurred_at)::text || coalesce(' ' || l.url, '') as line
      from event e join campaign c on c.id = e.campaign_id
      join campaign_identity i on i.campaign_id = c.id and i.kind = 'campaign'
      join address a on a.id = e.address_id left join link l on l.id = e.link_id
      where i.connection_id = ${connectionId} and e.kind = any(${SHARED_KINDS}::integer[])
        and c.name in (select c2.name from campaign c2
          join campaign_identity i2 on i2.campaign_id = c2.id and i2.kind = 'campaign'
          where i2.connection_id <> ${connectionId})
      order by 1`.execute(tx),
  )
  return rows.map(({ line }) => line)
}

const stateOf = ({ sandbox }: { sandbox: Sandbox }, address: string) =>
  sandbox.truth().contacts.find((one) => one.address === address)!

test('the same campaigns through two services are the same rows, of the same people', async () => {
  const [one, other] = [await normalised(world.connectionId), await normalised(actOnId)]
  expect(one.length).toBeGreaterThan(500)
  expect(other).toEqual(one)
})

test('nobody is there twice, and each is known by both', async () => {
  const { rows } = await inTx(world.by.workspaceId, (tx) =>
    sql<{ people: number; addresses: number; both: number }>`
      select count(distinct pa.person_id)::integer as people,
        count(distinct pa.address_id)::integer as addresses,
        (select count(*)::integer from (select address_id from contact where gone_at is null
          group by address_id having count(distinct connection_id) = 2) b) as both
      from person_address pa where pa.ended_at is null`.execute(tx),
  )
  expect(rows[0]!.people).toBe(rows[0]!.addresses)
  expect(rows[0]!.both).toBeGreaterThan(50)
})

test('whoever leaves at one is told to the other, both ways', async () => {
  const isIn = ({ permission, deletedAt, address }: ReturnType<typeof stateOf>) =>
    permission.endsWith('plicit')
    && deletedAt === undefined
    && stateOf({ sandbox: second }, address)?.permission.endsWith('plicit')
  const [first, next] = world.sandbox.truth().contacts.filter(isIn)
  const there = stateOf({ sandbox: second }, first!.address)
  for (const { clock } of [world.sandbox, second]) clock.advance(60_000)
  expect(second.recipients.optOut(there.contactId, 'enough')).toBe(true)
  await syncActOn()
  await tell(world.connectionId)
  expect(stateOf(world, first!.address).permission).toBe('unsubscribed')

  expect(world.sandbox.recipients.optOut(next!.contactId, 'enough')).toBe(true)
  await world.sync()
  await tell(actOnId)
  expect(stateOf({ sandbox: second }, next!.address).permission).toBe('unsubscribed')
  const { rows } = await inTx(world.by.workspaceId, (tx) =>
    sql<{ status: string }>`
      select distinct w.status from write_back w join address a on a.id = w.address_id
      where a.canonical in (${first!.address.toLowerCase()}, ${next!.address.toLowerCase()})
      `.execute(tx),
  )
  expect(rows).toEqual([{ status: 'done' }])
})

test('what is unchanged at both is neither told nor written again', async () => {
  const events = async () =>
    (await inTx(world.by.workspaceId, (tx) => sql`select from event`.execute(tx))).rows.length
  await world.sync()
  await syncActOn()
  const before = await events()
  const isWrite = ({ method, path }: { method: string; path: string }) =>
    method !== 'GET' && !path.endsWith('/token')
  const written = [world.sandbox, second].map((one) => one.requests.filter(isWrite).length)
  await world.sync()
  await syncActOn()
  for (const id of [world.connectionId, actOnId]) await tell(id)
  expect(await events()).toBe(before)
  expect([world.sandbox, second].map((one) => one.requests.filter(isWrite).length)).toEqual(written)
})
