import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SyncKind } from '../../src/connections/index.ts'
import { askMayWrite, createTopic } from '../../src/consent/index.ts'
import { Failure } from '../../src/connectors/index.ts'
import { listEspGroups, mapEspGroup } from '../../src/lists/index.ts'
import { sql } from '../database.ts'
import { connect, line, parameters, rows } from '../sandbox/magnetmail/client.ts'
import { serviceWorld, type ServiceWorld } from './service-world.ts'
import { magnetMailService } from './services.ts'

let world: ServiceWorld
let address: string
let tax: number
let events: number
beforeAll(async () => {
  world = await serviceWorld(magnetMailService, { companies: 12, households: 6, unattached: 2 })
  address = world.sandbox
    .truth()
    .contacts.find((one) => one.permission === 'explicit' && one.deletedAt === undefined)!.address
  await world.sync(['lists', 'opt_outs'])
  ;[tax, events] = [await topic('Tax'), await topic('Events')]
}, 120_000)
afterAll(() => world.close())

const arranging = () => ({
  ...{ workspaceId: world.by.workspaceId, now: world.homing.now() },
  actor: { id: world.by.id, name: world.by.name },
})

const topic = async (name: string) => {
  const words = { name, description: '', groupId: null, consentNeeded: null }
  return (await world.inTx((tx) => createTopic(tx, arranging(), words))).id
}

const categories = async () =>
  (await world.inTx((tx) => listEspGroups(tx, arranging()))).filter(
    ({ kind }) => kind === 'category',
  )

async function mayWrite(topicId: number | null): Promise<boolean> {
  const ask = { channel: 'email', class: 'marketing', topicId, addresses: [address] } as const
  const { workspaceId, now } = arranging()
  return (await world.inTx((tx) => askMayWrite(tx, workspaceId, ask, now)))[0]!.mayWrite
}

async function leaveCategory(externalId: string) {
  const { call } = await connect(world.sandbox)
  const criteria = parameters({ pageNo: 1, pageSize: 5, email: address })
  const [found] = rows(await call('searchForRecipients', { criteria }), 'recipients').map(line)
  const leaving = { Id: 0, RecipientId: found!['id']!, MessageId: 0, GroupId: 0 }
  const unsubscribe = parameters({ ...leaving, GroupCategoryId: externalId })
  const answer = await call('unsubscribeRecipients', {
    unsubscribes: parameters({ Unsubscribe: unsubscribe }),
  })
  expect(rows(answer)).toHaveLength(1)
}

const facts = () =>
  world.inTx(async (tx) => {
    const found = await sql<{ kind: string; id: string }>`
      select f.external_kind as kind, f.external_id as id from consent_fact f
      join address a on a.id = f.address_id
      where not f.opted_in and a.canonical = ${address.toLowerCase()}`.execute(tx)
    return found.rows
  })

test('the account’s categories are known before anybody has left one', async () => {
  const known = await categories()
  expect(known.map(({ name }) => name).sort()).toEqual(['Business and events', 'Letters'])
})

test('who leaves a category leaves its topic, once, and nothing else', async () => {
  const [category] = await categories()
  const { externalId } = category!
  const { connectionId } = world
  await world.inTx((tx) =>
    mapEspGroup(tx, arranging(), {
      ...{ connectionId, kind: 'category' as const, externalId, topicIds: [tax] },
    }),
  )
  expect([await mayWrite(tax), await mayWrite(null)]).toEqual([true, true])
  await leaveCategory(externalId)
  await world.sync(['opt_outs'])
  expect([await mayWrite(tax), await mayWrite(events), await mayWrite(null)]).toEqual([
    ...[false, true, true],
  ])
  await world.sync(['opt_outs'])
  expect(await facts()).toEqual([{ kind: 'category', id: externalId }])
})

test('a later run asks for what is new, though no date there has a zone', async () => {
  const asked = async (kinds: SyncKind[]) => {
    const { length } = world.sandbox.requests
    await world.sync(kinds)
    return world.sandbox.requests.slice(length).map(({ operation }) => operation ?? '')
  }
  const count = (operations: string[], name: string) =>
    operations.filter((one) => one === name).length
  const again = await asked(['opt_outs'])
  // Not from the beginning: a span of each of the two reports.
  expect(count(again, 'getUnsubscribes')).toBe(1)
  expect(count(again, 'getSpamComplaints')).toBe(1)
  expect(count(again, 'getRecipientDetails')).toBe(1)
  await world.sync(['contacts'])
  const known = await asked(['opt_outs'])
  expect(count(known, 'GetUnsubscribeTracking')).toBeGreaterThan(0)
  expect(count(known, 'getRecipientDetails')).toBe(0)
  expect(await facts()).toHaveLength(1)
})

test('a listing that is refused takes none away, and the run says so', async () => {
  const before = await categories()
  const [connector] = world.homing.connectors
  const refused = async () => {
    throw new Failure('refused', 'MagnetMail refused the listing.', { whoMustAct: 'you' })
  }
  Object.assign(world.homing, { connectors: [{ ...connector, categories: { list: refused } }] })
  await world.sync(['lists'])
  Object.assign(world.homing, { connectors: [connector] })
  expect(await categories()).toEqual(before)
  const { status, message } = await world.inTx((tx) =>
    tx
      .selectFrom('run')
      .select(['status', 'message'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow(),
  )
  expect(status).toBe('done')
  expect(message).toBe('The categories stay as they are known: MagnetMail refused the listing.')
})
