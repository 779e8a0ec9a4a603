import { afterAll, beforeAll, expect, test } from 'vitest'
import { lawFirm, startSandbox, vendors, type Sandbox } from '../../../sandbox/index.ts'
import {
  choosePersons,
  chooseRemoval,
  createPush,
  personsOf,
  planPush,
  startPush,
  type PushOf,
} from '../../../src/audience/index.ts'
import { createConnection } from '../../../src/connections/index.ts'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { carryOut, pushConnection, startRun } from '../../../src/sync/index.ts'
import { settingsFor } from '../../connectors/magnetmail/stage.ts'
import { makeWorld, type World } from '../../connections/world.ts'
import { sql } from '../../database.ts'

const SIZE = { companies: 10, households: 6, unattached: 2 }
const TURNS_MAX = 20

let world: World
let sandbox: Sandbox
let http: Http
let connectionId: number

beforeAll(async () => {
  const now = Date.now() - 14 * 24 * 3_600_000
  world = await makeWorld({ world: lawFirm(1, SIZE), now })
  const options = { esp: 'magnetmail', world: lawFirm(1, SIZE), enforceLimits: false } as const
  sandbox = await startSandbox({ ...options, now, ceiling: () => Infinity })
  sandbox.clock.runUntilQuiet()
  http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const pace = { budget: 'magnetmail', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  Object.assign(world.homing, {
    http,
    connectors: [{ ...magnetMail, pace: () => pace }],
    jobs: { enqueue: async () => undefined },
    // Pauses pass at once, and the ESP's time with them.
    sleep: async (ms: number) => passes(Math.ceil(ms)),
  })
  const settings = { ...settingsFor(sandbox), password: vendors.magnetmail.keys.password }
  const made = await createConnection(world.homing, world.by, { connector: 'magnetmail', settings })
  connectionId = made.id
  const { workspaceId } = world.by
  const ask = { workspaceId, connectionId, campaignId: null, by: null, from: 'user' as const }
  const run = await startRun(world.homing, { ...ask, kinds: ['lists', 'contacts', 'opt_outs'] })
  await carryOut(world.homing, workspaceId, run.id)
}, 240_000)
afterAll(async () => {
  http.close()
  await sandbox.close()
  await world.close()
})

function passes(ms: number): void {
  sandbox.clock.advance(ms)
  world.later(ms)
}

const inTx = <T>(work: (tx: Tx) => Promise<T>) =>
  world.test.database.inWorkspace(world.by.workspaceId, work)

async function rowsOf<Row>(statement: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  return inTx(async (tx) => (await statement.execute(tx)).rows)
}

/** Plans, starts and works off a push, as a process would; answers what became of each. */
async function carriedOut(choose: (tx: Tx, of: PushOf) => Promise<unknown>, cause: Cause) {
  const { by, homing } = world
  const steering = (of: PushOf) => ({ ...of, by, now: homing.now() })
  const of = await inTx(async (tx) => {
    const ask = { connectionId, by, now: homing.now(), cause }
    const made = await createPush(tx, homing.connectors, ask)
    await choose(tx, made)
    await planPush(tx, steering(made))
    return made
  })
  const work = () => pushConnection(homing, { workspaceId: by.workspaceId, connectionId })
  await work()
  await inTx((tx) => startPush(tx, steering(of)))
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    await work()
    const [push] = await rowsOf(sql<{ status: string }>`
      select status from push where id = ${of.pushId}`)
    if (push!.status === 'done' || push!.status === 'failed') break
    passes(61_000)
  }
  return rowsOf(sql<{ verb: string; status: string; outcome: string }>`
    select verb, status, outcome from push_item where push_id = ${of.pushId} order by id`)
}

type Cause = 'selection' | 'memberships'

const listsOf = (address: string) =>
  sandbox.truth().contacts.find((one) => one.address.toLowerCase() === address)!.listIds.length

test('a push fills a group of MagnetMail and takes people off, and each is read back', async () => {
  const [list] = await rowsOf(sql<{ id: number }>`
    select id from list where connection_id = ${connectionId} and gone_at is null
    order by name limit 1`)
  const some = await rowsOf(sql<{ personId: number; addressId: number; address: string }>`
    select p.person_id as "personId", a.id as "addressId", a.canonical as address
    from contact k join address a on a.id = k.address_id and a.is_valid
    join person_address p on p.address_id = a.id and p.ended_at is null
    where k.connection_id = ${connectionId} and k.gone_at is null and k.permission = ''
      and not exists (select from consent_fact f where f.address_id = a.id)
      and not exists (select from list_member m
        where m.list_id = ${list!.id} and m.address_id = a.id and m.gone_at is null)
    order by p.person_id limit 3`)
  expect(some).toHaveLength(3)
  const before = some.map(({ address }) => listsOf(address))
  const persons = personsOf(some.map(({ personId }) => personId))
  const added = await carriedOut(
    (tx, of) => choosePersons(tx, of, { listId: list!.id, persons }),
    'selection',
  )
  expect(added).toEqual(Array(3).fill({ verb: 'add', status: 'done', outcome: '' }))
  expect(some.map(({ address }) => listsOf(address))).toEqual(before.map((count) => count + 1))

  const removed = await carriedOut(async (tx, of) => {
    for (const { addressId } of some) await chooseRemoval(tx, of, { listId: list!.id, addressId })
  }, 'memberships')
  expect(removed).toEqual(Array(3).fill({ verb: 'remove', status: 'done', outcome: '' }))
  expect(some.map(({ address }) => listsOf(address))).toEqual(before)
}, 120_000)
