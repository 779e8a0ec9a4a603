import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../../src/connectors/index.ts'
import {
  addClickRule,
  changeClickRule,
  matchLinks,
  saveInterest,
} from '../../../src/interests/index.ts'
import { changeActivities, retryActivities, showActivities } from '../../../src/sync/index.ts'
import { isRaisedDue } from '../../../src/sync/activities/raised.ts'
import { makeWorld, type World } from '../../connections/world.ts'
import { sql } from '../../database.ts'
import { SENT_AT } from '../../ledger/world.ts'
import { MemoryRaised } from './crm.ts'
import { activitiesWorld, type ActivitiesWorld } from './world.ts'

const HOUR = 3_600_000
const TAX = 'https://firm.example/tax/2026'

let base: World
let world: ActivitiesWorld
let crm: MemoryRaised
beforeAll(async () => {
  base = await makeWorld()
})
beforeEach(async () => {
  world = await activitiesWorld(base)
  crm = world.crm.raised = new MemoryRaised()
})
afterAll(() => base.close())

const event = (kind: 'sent' | 'click', id: string, hours: number): FeedbackEvent => ({
  ...{ kind, address: `${id.toLowerCase()}@example.com`, activity: 'A1' },
  occurredAt: SENT_AT + hours * HOUR,
  ...(kind === 'click' && { link: { url: TAX } }),
})
const change = () => {
  const { workspaceId } = world.by
  const now = world.homing.now()
  return { workspaceId, actor: 'test', now, appliesTo: 'all' as const }
}
const words = (action: string, interestId: number | null = null) => ({
  ...{ name: 'Tax', host: '', path: '/tax/*', parameter: '', parameterValue: '' },
  campaignId: null,
  outcomes: [
    { kind: 'action' as const, name: action, points: 5 },
    { kind: 'tag' as const, name: 'reader' },
    ...(interestId === null ? [] : [{ kind: 'interest' as const, interestId, points: 5 }]),
  ],
})
const match = () => world.inTx((tx) => matchLinks(tx, world.by.workspaceId))
/** A rule of the firm's that raises an action, a tag and an interest. */
const rule = () =>
  world.inTx(async (tx) => {
    const tax = { code: 'TAX', name: 'Tax news', halfLifeDays: null }
    const { items } = await saveInterest(tx, change(), tax)
    return addClickRule(tx, change(), words('Read about tax', items[0]!.id))
  })
const told = () => crm.told.map(({ recordId, kind, name }) => `${recordId} ${kind} ${name}`).sort()
const rows = () =>
  world.inTx(async (tx) => {
    const { rows } = await sql<{ status: string; outcome: string }>`
      select status, outcome from told_raised order by raised_at, kind`.execute(tx)
    return rows
  })
const problems = () =>
  world.inTx(async (tx) => {
    const { rows } = await sql<{ sentence: string }>`
      select sentence from problem
      where cause = 'A CRM has not taken what clicks raised' and status = 'open'`.execute(tx)
    return rows.map(({ sentence }) => sentence)
  })
const asked = () => ({ by: world.by, connectionId: world.crmId })
/** P1 clicks twice, P2 once; nobody at the CRM knows the third. */
const clicks = async () => {
  await world.know('P1', 'P2')
  await world.happen(
    ...['P1', 'P2', 'Nobody'].map((id) => event('sent', id, 0)),
    ...[event('click', 'P1', 5), event('click', 'P1', 6)],
    ...[event('click', 'P2', 7), event('click', 'Nobody', 8)],
  )
  await match()
}

test('what clicks raised is told once for each person, outcome and campaign', async () => {
  await rule()
  await clicks()
  await world.tell()
  expect(told()).toEqual([
    'P1 action Read about tax',
    'P1 interest TAX',
    'P2 action Read about tax',
    'P2 interest TAX',
  ])
  const first = crm.told.find(({ recordId }) => recordId === 'P1')!
  expect(first).toMatchObject({ at: SENT_AT + 5 * HOUR, campaign: 'Letter C1', module: 'Contacts' })
  expect(new Set(crm.told.map(({ mark }) => mark)).size).toBe(4)
  await world.happen(event('click', 'P1', 9))
  await world.tell()
  expect(crm.told).toHaveLength(4)
  const due = { kinds: ['action', 'interest'] as const, now: world.homing.now() }
  expect(await world.inTx((tx) => isRaisedDue(tx, idOf(), due))).toBe(false)
})
const idOf = () => ({ workspaceId: world.by.workspaceId, connectionId: world.crmId })

test('a rule made later tells of clicks before; one that is changed, only of its news', async () => {
  await clicks()
  await world.tell()
  expect(crm.told).toEqual([])
  const id = await rule()
  await world.tell()
  // Its links are not held against it yet.
  expect(crm.told).toEqual([])
  await match()
  await world.tell()
  expect(crm.told).toHaveLength(4)
  await world.inTx((tx) => changeClickRule(tx, change(), id, words('Wants to know')))
  await match()
  await world.tell()
  expect(told().slice(2)).toEqual([
    'P1 interest TAX',
    'P2 action Read about tax',
    'P2 action Wants to know',
    'P2 interest TAX',
  ])
})

test('a kind that is switched off is not told, until it is switched on', async () => {
  await rule()
  await clicks()
  const off = (...offKinds: ('action' | 'interest')[]) =>
    world.inTx((tx) => changeActivities(tx, world.homing, asked(), { offKinds }))
  await off('interest')
  await world.tell()
  expect(told()).toEqual(['P1 action Read about tax', 'P2 action Read about tax'])
  const { kinds } = await world.inTx((tx) => showActivities(tx, world.homing, idOf()))
  expect(kinds.slice(-2)).toEqual([
    { kind: 'action', word: 'Action', isOn: true },
    { kind: 'interest', word: 'Interest', isOn: false },
  ])
  await off()
  await world.tell()
  expect(crm.told).toHaveLength(4)
})

test('a call whose answer is lost is never repeated, unless a person says so', async () => {
  await rule()
  await clicks()
  crm.faults.push('after')
  await world.tell()
  expect(crm.told).toHaveLength(1)
  world.later(10 * 60_000)
  await world.tell()
  expect(crm.told).toHaveLength(4)
  expect((await rows()).filter(({ status }) => status === 'failed')).toMatchObject([
    { outcome: expect.stringContaining(`Homing ${crm.told[0]!.mark}`) },
  ])
  expect(await problems()).toEqual([expect.stringContaining('was not told of one thing')])
  const again = { ...asked(), campaignId: null }
  expect(await world.inTx((tx) => retryActivities(tx, world.homing, again))).toBe(1)
  await world.tell()
  expect(crm.told).toHaveLength(5)
  expect(await problems()).toEqual([])
})

test('a process that dies in a call leaves what it began in doubt, and nothing twice', async () => {
  await rule()
  await clicks()
  crm.strange.add('TAX')
  crm.strange.add('Read about tax')
  await world.tell()
  await world.inTx((tx) =>
    sql`update told_raised set status = 'waiting', begun_at = now()`.execute(tx),
  )
  crm.strange.clear()
  await world.tell()
  expect(crm.told).toEqual([])
  expect((await rows()).map(({ status }) => status)).toEqual(Array(4).fill('failed'))
})

test('a CRM that is away, or is asked too fast, leaves nothing in doubt', async () => {
  await rule()
  await clicks()
  crm.away.push('temporary')
  await world.tell()
  expect((await rows()).map(({ status }) => status)).toEqual(Array(4).fill('waiting'))
  world.later(10 * 60_000)
  crm.faults.push('throttled')
  await world.tell()
  world.later(10 * 60_000)
  await world.tell()
  expect(crm.told).toHaveLength(4)
  expect((await rows()).map(({ status }) => status)).toEqual(Array(4).fill('done'))
})

test('what is refused says why, and the others are told', async () => {
  await rule()
  await clicks()
  crm.strange.add('TAX')
  crm.faults.push('refused')
  await world.tell()
  expect(told()).toEqual(['P2 action Read about tax'])
  const outcomes = (await rows()).map(({ status, outcome }) => `${status} ${outcome}`.trim())
  expect(outcomes.sort()).toEqual([
    'done',
    'failed No type TAX.',
    'failed No type TAX.',
    'failed The CRM has a bad day.',
  ])
})
