import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { correctAddress, recordEspOptOuts, recordOptOut } from '../../src/consent/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import {
  changesOf,
  choose,
  isWanted,
  pageState,
  setCampaignTopic,
  type Choice,
  type PageState,
} from '../../src/preferences/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { castOf, may, NOW, type Cast } from './world.ts'

let at: TestDatabase
let cast: Cast
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  const workspaceId = await makeWorkspace(at.database, 'A firm')
  cast = await at.database.inWorkspace(workspaceId, (tx) => castOf(tx, workspaceId))
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(cast.workspaceId, work)
const place = (addressId: number, campaignId: number | null = null) => ({
  workspaceId: cast.workspaceId,
  addressId,
  campaignId,
  keyNumber: 1,
})
const sending = (more: Partial<{ reason: string; doubt: string; now: number }> = {}) => ({
  evidence: 'Sent from the preference page, wording en-1',
  reason: '',
  doubt: '',
  now: NOW,
  ...more,
})
const pick = (addressId: number, choice: Choice, more = {}) =>
  inside((tx) => choose(tx, place(addressId, cast.letter), choice, sending(more)))
const facts = () =>
  inside((tx) => tx.selectFrom('consent_fact').selectAll().orderBy('id').execute())
const mayWe = (address: string, topicId: number | null = null) =>
  inside((tx) => may(tx, cast.workspaceId, address, topicId))
const save = (...wanted: number[]): Choice => ({
  act: 'save',
  wanted,
  shown: [cast.tax, cast.events],
})

describe('what a person chooses', () => {
  test('leaving a topic leaves that and nothing else, with reason, evidence and mailing', async () => {
    const chosen = await pick(cast.own, save(cast.tax), { reason: 'too many' })
    expect(chosen!.changes).toEqual([{ matter: cast.events, optedIn: false }])
    expect(await mayWe('ann@example.com', cast.events)).toBe(false)
    expect(await mayWe('ann@example.com', cast.tax)).toBe(true)
    expect(await facts()).toMatchObject([
      {
        source: 'preference_page',
        topic_id: cast.events,
        address_id: cast.own,
        person_id: null,
        campaign_id: cast.letter,
        reason: 'too many',
        actor: null,
        opted_in: false,
      },
    ])
  })

  test('with nothing ticked everything is left; ticked again, only that comes back', async () => {
    await pick(cast.own, save())
    expect(await mayWe('ann@example.com')).toBe(false)
    const back = await pick(cast.own, save(cast.tax))
    expect(back!.changes).toEqual([
      { matter: 'everything', optedIn: true },
      { matter: cast.events, optedIn: false },
    ])
    expect(back!.state).toMatchObject({ isOut: false })
    expect(await mayWe('ann@example.com', cast.tax)).toBe(true)
    expect(await mayWe('ann@example.com', cast.events)).toBe(false)
    const lifting = (await facts()).filter((fact) => fact.opted_in)
    expect(lifting.every((fact) => fact.is_explicit && fact.evidence !== '')).toBe(true)
  })

  test('the same twice is one, and a reason told afterwards is kept', async () => {
    const leave: Choice = { act: 'leave_everything' }
    await Promise.all([pick(cast.own, leave), pick(cast.own, leave, { now: NOW + 5 })])
    await pick(cast.own, leave, { now: NOW + 60_000 })
    expect(await facts()).toHaveLength(1)
    await pick(cast.own, leave, { reason: 'never asked', now: NOW + 120_000 })
    await pick(cast.own, leave, { reason: 'never asked', now: NOW + 121_000 })
    expect((await facts()).map((fact) => fact.reason)).toEqual(['', 'never asked'])
  })

  test('an undo takes back what was changed, not what held before', async () => {
    const left = await pick(cast.own, { act: 'leave_everything' })
    const undone = await pick(cast.own, { act: 'undo', changes: left!.undo })
    expect(undone!.state.isOut).toBe(false)
    const again = await pick(cast.own, { act: 'undo', changes: undone!.undo })
    expect(again!.state.isOut).toBe(true)
    const twice = await pick(cast.own, { act: 'leave_everything' })
    expect(twice!.undo).toEqual([])
  })

  test('an opt-out the ESP told is lifted by the person, one told at another address is not', async () => {
    await espOptOut(cast.own)
    expect((await pick(cast.own, { act: 'return' }))!.state.isOut).toBe(false)
    await espOptOut(cast.shared)
    const held = await pick(cast.own, { act: 'return' })
    expect(held!.state.isOut).toBe(true)
    expect(await mayWe('ann@example.com')).toBe(false)
  })

  test('what a colleague recorded of the person is lifted by the person alone', async () => {
    const statement = { workspaceId: cast.workspaceId, personId: cast.ann, actor: 'Ruth', now: NOW }
    await inside((tx) =>
      recordOptOut(tx, statement, { about: { scope: 'everything' }, reason: '', evidence: '' }),
    )
    await pick(cast.shared, { act: 'return' })
    expect(await mayWe('office@example.com')).toBe(false)
    await pick(cast.own, { act: 'return' })
    const stillAtTheSharedOne = await mayWe('ann@example.com')
    expect(stillAtTheSharedOne).toBe(true)
  })
})

describe('an address', () => {
  test('that is shared speaks for everybody who uses it', async () => {
    const chosen = await pick(cast.shared, { act: 'leave_everything' })
    expect(chosen!.state.address).toMatchObject({ masked: 'o***@example.com', isShared: true })
    expect(await mayWe('office@example.com')).toBe(false)
    expect(await mayWe('ann@example.com')).toBe(false)
  })

  test('that was corrected is acted for, and leaving by it leaves at the new one', async () => {
    await inside((tx) =>
      correctAddress(
        tx,
        {
          workspaceId: cast.workspaceId,
          personId: cast.ann,
          addressId: cast.own,
          actor: 'Ruth',
          now: NOW,
        },
        { address: 'ann@new.example', note: '' },
      ),
    )
    const chosen = await pick(cast.own, { act: 'leave_everything' })
    expect(chosen!.state.address).toMatchObject({ masked: 'a***@example.com', isReplaced: true })
    expect(await mayWe('ann@new.example')).toBe(false)
    const back = await pick(cast.own, { act: 'return' })
    expect(back!.state.isOut).toBe(false)
    expect(await mayWe('ann@new.example'), 'an old link lifts nothing of the person').toBe(false)
  })

  test('of another firm, or none, is not there', async () => {
    const elsewhere = { ...place(cast.own), workspaceId: at.otherWorkspaceId }
    const state = await at.database.inWorkspace(at.otherWorkspaceId, (tx) =>
      pageState(tx, elsewhere, NOW),
    )
    expect(state).toBeNull()
    expect(await inside((tx) => pageState(tx, place(2_000_000_000), NOW))).toBeNull()
  })
})

test('the page knows the topics in their groups, what holds, and what the mailing was about', async () => {
  const state = await inside((tx) => pageState(tx, place(cast.own, cast.invitation), NOW))
  expect(state).toMatchObject({
    firm: 'A firm',
    campaignTopic: { id: cast.events, name: 'Events' },
    topics: [
      { name: 'Tax', group: 'News', isLeft: false },
      { name: 'Events', group: null, isLeft: false },
    ],
  })
  const by = { workspaceId: cast.workspaceId, actor: 'Ruth', now: NOW }
  await inside((tx) => setCampaignTopic(tx, by, cast.invitation, null))
  const later = await inside((tx) => pageState(tx, place(cast.own, cast.invitation), NOW))
  expect(later!.campaignTopic).toBeNull()
})

test('whatever is chosen in whatever order, the page then shows what was ticked', async () => {
  const topic = fc.subarray(['tax', 'events'] as const)
  await fc.assert(
    fc.asyncProperty(fc.array(topic, { minLength: 1, maxLength: 4 }), async (choices) => {
      for (const [n, ticked] of choices.entries()) {
        const wanted = ticked.map((name) => cast[name])
        const chosen = await pick(cast.own, save(...wanted), { now: NOW + n })
        const shown = chosen!.state.topics.filter((one) => isWanted(chosen!.state, one))
        expect(shown.map((one) => one.id)).toEqual(wanted)
        for (const name of ['tax', 'events'] as const) {
          expect(await mayWe('ann@example.com', cast[name])).toBe(ticked.includes(name))
        }
      }
    }),
    { numRuns: 12 },
  )
})

test('coming back never brings back a topic that was not ticked', () => {
  const topics = fc.array(
    fc.record({ isLeft: fc.boolean(), needsConsent: fc.boolean(), isTicked: fc.boolean() }),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(topics, fc.boolean(), (many, isOut) => {
      const state = {
        isOut,
        needsConsent: false,
        topics: many.map((one, id) => ({ ...one, id: id + 1, name: '', description: '' })),
      } as unknown as PageState
      const wanted = many.flatMap((one, at) => (one.isTicked ? [at + 1] : []))
      const changes = changesOf(state, { act: 'save', wanted, shown: [] })
      const back = changes.filter((one) => one.optedIn && one.matter !== 'everything')
      for (const { matter } of back) expect(wanted).toContain(matter)
      if (!changes.some((one) => one.matter === 'everything' && one.optedIn)) return
      for (const topic of state.topics) {
        const isKeptOut =
          topic.isLeft || changes.some((one) => one.matter === topic.id && !one.optedIn)
        expect(isKeptOut || wanted.includes(topic.id)).toBe(true)
      }
    }),
  )
})

async function espOptOut(addressId: number) {
  const connection = await inside((tx) =>
    tx
      .insertInto('connection')
      .values({ workspace_id: cast.workspaceId, connector: 'x', name: 'ESP', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  await inside((tx) =>
    recordEspOptOuts(
      tx,
      cast.workspaceId,
      [
        {
          addressId,
          occurredAt: NOW - 1000,
          reason: '',
          cause: 'wish',
          connectionId: connection.id,
          campaignId: null,
          naturalKey: `k${addressId}`,
        },
      ],
      NOW,
    ),
  )
}
