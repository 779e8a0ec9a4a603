import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ActivityKind, FeedbackEvent } from '../../../src/connectors/index.ts'
import {
  campaignsTold,
  changeActivities,
  retryActivities,
  showActivities,
  targetsTold,
} from '../../../src/sync/index.ts'
import { makeWorld, type World } from '../../connections/world.ts'
import { SENT_AT } from '../../ledger/world.ts'
import { activitiesWorld, type ActivitiesWorld } from './world.ts'

const HOUR = 3_600_000

let base: World
let world: ActivitiesWorld
beforeAll(async () => {
  base = await makeWorld()
})
beforeEach(async () => {
  world = await activitiesWorld(base)
})
afterAll(() => base.close())

const at = (kind: ActivityKind, id: string, activity: 'A1' | 'A2' = 'A1'): FeedbackEvent => ({
  kind,
  address: `${id.toLowerCase()}@example.com`,
  occurredAt: SENT_AT + (kind === 'sent' ? 0 : HOUR),
  activity,
})
const place = () => ({ workspaceId: world.by.workspaceId, connectionId: world.crmId })
const show = () => world.inTx((tx) => showActivities(tx, world.homing, place()))
const campaigns = () => world.inTx((tx) => campaignsTold(tx, place(), { limit: 10 }))
const targets = (status?: 'told' | 'waiting' | 'failed' | 'unknown') =>
  world.inTx((tx) =>
    targetsTold(tx, { ...place(), campaignId: world.ground.campaigns[0]! }, { limit: 10, status }),
  )

test('every recipient stands somewhere, and each number opens its list', async () => {
  await world.know('P1', 'P2', 'P3')
  await world.happen(at('sent', 'P1'), at('open', 'P1'), at('sent', 'P2'), at('sent', 'Nobody'))
  await world.happen(at('sent', 'P3', 'A2'))
  world.crm.refusing.add('P2')
  await world.tell()
  expect(await show()).toMatchObject({ isDue: false, lastToldAt: expect.any(String) })
  await world.happen(at('click', 'P1'))
  expect(await show()).toMatchObject({
    canBeTold: true,
    isDue: true,
    isOn: true,
    told: 2,
    waiting: 0,
    failed: 1,
    campaigns: 2,
    pausedUntil: null,
  })
  const { items } = await campaigns()
  // Both were sent at the same moment: the one that was made later stands first.
  expect(items.map(({ name }) => name)).toEqual(['Letter C2', 'Letter C1'])
  expect(items[1]).toMatchObject({ recipients: 3, told: 1, waiting: 0, failed: 1, unknown: 1 })
  for (const status of ['told', 'waiting', 'failed', 'unknown'] as const) {
    expect((await targets(status)).items).toHaveLength(items[1]![status])
  }
  const [p1, p2, nobody] = (await targets()).items
  expect(p1).toMatchObject({
    ...{ status: 'told', person: 'Ann P1', recordId: 'P1', outcome: '' },
    activities: [
      { kind: 'sent', count: 1, told: 1 },
      { kind: 'open', count: 1, told: 1 },
    ],
  })
  expect(p2).toMatchObject({ status: 'failed', outcome: 'A rule of the CRM refuses it.' })
  expect(nobody).toMatchObject({ status: 'unknown', recordId: '', activities: [] })
  const first = await world.inTx((tx) => campaignsTold(tx, place(), { limit: 1 }))
  const rest = await world.inTx((tx) =>
    campaignsTold(tx, place(), { limit: 1, after: first.next! }),
  )
  expect([...first.items, ...rest.items]).toEqual(items)
})

test('what failed is asked for again; where nothing has, that is said', async () => {
  await world.know('P1')
  await world.happen(at('sent', 'P1'))
  world.crm.refusing.add('P1')
  await world.tell()
  world.crm.refusing.clear()
  const asked = { by: world.by, connectionId: world.crmId, campaignId: null }
  const retry = () => world.inTx((tx) => retryActivities(tx, world.homing, asked))
  expect(await retry()).toBe(1)
  await world.tell()
  expect(world.crm.told('Letter C1')).toEqual(['P1 sent x1'])
  await expect(retry()).rejects.toThrow('Nothing has failed any more.')
})

test('a kind that is switched off is left out; on again, what was left out is told', async () => {
  const change = (more: Parameters<typeof changeActivities>[3]) =>
    world.inTx((tx) =>
      changeActivities(tx, world.homing, { by: world.by, connectionId: world.crmId }, more),
    )
  await change({ offKinds: ['open'] })
  await world.know('P1')
  await world.happen(at('sent', 'P1'), at('open', 'P1'))
  await world.tell()
  expect(world.crm.told('Letter C1')).toEqual(['P1 sent x1'])
  await change({ offKinds: [] })
  await world.tell()
  expect(world.crm.told('Letter C1')).toEqual(['P1 open x1', 'P1 sent x1'])
  await change({ isOn: false })
  await world.happen(at('click', 'P1'))
  await world.tell()
  expect(world.crm.told('Letter C1')).toHaveLength(2)
  const said = await world.inTx((tx) =>
    tx
      .selectFrom('audit')
      .select('sentence')
      .where('action', '=', 'change_activities')
      .orderBy('id')
      .execute(),
  )
  expect(said.map(({ sentence }) => sentence.replace(/“.*”/, '“…”'))).toEqual([
    'Has “…” told nothing of these kinds: open.',
    'Has “…” told of all kinds of activities.',
    'Has “…” told of no activities any more.',
  ])
})

test('a connection that cannot be told says so', async () => {
  const change = world.inTx((tx) =>
    changeActivities(
      tx,
      world.homing,
      { by: world.by, connectionId: world.ground.connectionId },
      { isOn: true },
    ),
  )
  await expect(change).rejects.toThrow()
})
