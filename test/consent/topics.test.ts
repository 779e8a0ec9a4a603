import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addSeed,
  archiveTopic,
  askMayWrite,
  changePolicy,
  changeTopic,
  consentPolicy,
  createTopic,
  createTopicGroup,
  listSeeds,
  listTopics,
  orderTopics,
  preferencesOf,
  recordConsent,
  recordEspOptOuts,
  recordOptOut,
  removeSeed,
  renameTopicGroup,
  sentenceOfEffect,
} from '../../src/consent/index.ts'
import { identifyAddresses, listPeople } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'

const NOW = Date.UTC(2026, 4, 3, 12)
const DAY = 86_400_000
const actor = { id: 'u1', name: 'Ruth' }
const FREE = {
  consentNeeded: 'none',
  impliedDays: 730,
  noticeDays: 30,
  seedIsExempt: false,
} as const

let at: TestDatabase
let workspaceId: number
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const arranging = () => ({ workspaceId, actor, now: NOW })
const topic = (name: string, groupId: number | null = null) =>
  inside((tx) =>
    createTopic(tx, arranging(), { name, description: '', groupId, consentNeeded: null }),
  ).then(({ id }) => id)
const names = async () =>
  (await inside((tx) => listTopics(tx, workspaceId))).topics.map((t) => t.name)
const sentences = () =>
  inside(async (tx) =>
    (await tx.selectFrom('audit').select('sentence').orderBy('id').execute()).map(
      (r) => r.sentence,
    ),
  )

async function met(canonical: string) {
  return inside(async (tx) => {
    const found = new Map([[canonical, { address: canonical }]])
    const addressId = (await identifyAddresses(tx, workspaceId, found)).get(canonical)!
    const { person_id: personId } = await tx
      .selectFrom('person_address')
      .select('person_id')
      .where('address_id', '=', addressId)
      .executeTakeFirstOrThrow()
    return { addressId, personId }
  })
}
const ask = (address: string, topicId: number | null = null, now = NOW) =>
  inside((tx) =>
    askMayWrite(
      tx,
      workspaceId,
      { channel: 'email', class: 'marketing', topicId, addresses: [address] },
      now,
    ),
  ).then(([answer]) => answer!)

describe('topics', () => {
  test('are made, renamed, moved, put in order, and each change is audited', async () => {
    const { id: groupId } = await inside((tx) => createTopicGroup(tx, arranging(), 'Letters'))
    const tax = await topic('Tax', groupId)
    const wine = await topic('Wine', groupId)
    await topic('Events')
    expect(await names()).toEqual(['Events', 'Tax', 'Wine'])
    await inside((tx) =>
      changeTopic(tx, arranging(), wine, { name: 'Wine evenings', groupId: null }),
    )
    await inside((tx) => orderTopics(tx, arranging(), { groupIds: [groupId], topicIds: [wine] }))
    expect(await names()).toEqual(['Wine evenings', 'Events', 'Tax'])
    await inside((tx) => renameTopicGroup(tx, arranging(), { groupId, name: 'Client letters' }))
    await inside((tx) => changeTopic(tx, arranging(), tax, { consentNeeded: 'express' }))
    expect(await sentences()).toEqual([
      'Made the group of topics Letters.',
      'Made the topic Tax.',
      'Made the topic Wine.',
      'Made the topic Events.',
      'Renamed the topic Wine to Wine evenings.',
      'Put the topics into another order.',
      'Renamed the group of topics Letters to Client letters.',
      'Changed the topic Tax.',
    ])
  })

  test('of a name in use, or in a group that is not there, are refused', async () => {
    const tax = await topic('Tax')
    await expect(topic('TAX')).rejects.toMatchObject({ status: 409, field: 'name' })
    await expect(topic('Other', 999)).rejects.toMatchObject({ status: 404 })
    const wine = await topic('Wine')
    const rename = (name: string) => inside((tx) => changeTopic(tx, arranging(), wine, { name }))
    await expect(rename('tax')).rejects.toMatchObject({ status: 409 })
    await rename('WINE')
    await inside((tx) => archiveTopic(tx, arranging(), { topicId: tax, isArchived: true }))
    await rename('Tax')
    const restore = inside((tx) =>
      archiveTopic(tx, arranging(), { topicId: tax, isArchived: false }),
    )
    await expect(restore).rejects.toMatchObject({ status: 409, field: 'name' })
  })

  test('archived, keep what was said of them, and are never deleted', async () => {
    const tax = await topic('Tax')
    const { personId } = await met('ann@x.example')
    const about = { scope: 'topics', topicIds: [tax] } as const
    const words = { about, reason: 'too many', evidence: '' }
    await inside((tx) => recordOptOut(tx, { ...arranging(), personId }, words))
    await inside((tx) => archiveTopic(tx, arranging(), { topicId: tax, isArchived: true }))
    expect((await ask('ann@x.example', tax)).reason).toBe('opted_out_topic')
    const grid = await inside((tx) => preferencesOf(tx, workspaceId, personId, NOW))
    expect(grid.rows.map((row) => row.topic)).toEqual([null])
    await inside((tx) => archiveTopic(tx, arranging(), { topicId: tax, isArchived: false }))
    const { topics } = await inside((tx) => listTopics(tx, workspaceId))
    expect(topics).toMatchObject([{ id: tax, archivedAt: null, optedOut: 1 }])
    await expect(
      inside((tx) => tx.deleteFrom('topic').where('id', '=', tax).execute()),
    ).rejects.toThrow(/permission denied/)
  })
})

describe('what a mapping does, in words', () => {
  test.each([
    [0, 0, [], 'Nobody is known to have left this group. Whoever leaves it from now on counts as'],
    [12, 12, [], '12 people left this group and now count as having left Tax. Until now their'],
    [1, 1, [], '1 person left this group and now counts as having left Tax. Until now the address'],
    [12, 0, ['Wine'], 'having left Tax. They count as having left Wine already.'],
    [12, 2, ['Wine'], 'Until now the addresses of 2 of them got nothing at all.'],
  ])('%i people, %i closed, %j', (people, closed, topics, expected) => {
    expect(sentenceOfEffect({ people, closed, topics }, ['Tax'])).toContain(expected)
  })
})

describe('preferences', () => {
  test('tell for the person, and for each address, what holds of each topic and why', async () => {
    const tax = await topic('Tax')
    const events = await topic('Events')
    const { personId, addressId } = await met('ann@x.example')
    const { addressId: second } = await met('ann2@x.example')
    await inside(async (tx) => {
      await tx
        .updateTable('person_address')
        .set({ person_id: personId })
        .where('address_id', '=', second)
        .execute()
      const connection = await tx
        .insertInto('connection')
        .values({ workspace_id: workspaceId, connector: 'x', name: 'The ESP', status: 'active' })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('topic_mapping')
        .values({
          workspace_id: workspaceId,
          connection_id: connection.id,
          kind: 'group',
          external_id: 'g7',
          topic_id: events,
        })
        .execute()
      await recordEspOptOuts(
        tx,
        workspaceId,
        [
          {
            addressId: second,
            occurredAt: NOW - DAY,
            reason: 'too many',
            connectionId: connection.id,
            campaignId: null,
            cause: 'wish',
            group: { kind: 'group', id: 'g7' },
            naturalKey: 'one',
          },
        ],
        NOW,
      )
      const said = {
        state: 'implied',
        since: null,
        until: NOW + 9 * DAY,
        evidence: 'A mandate',
      } as const
      const about = { scope: 'topics', topicIds: [tax] } as const
      await recordConsent(tx, { ...arranging(), personId, source: 'user' }, { ...said, about })
    })
    const grid = await inside((tx) => preferencesOf(tx, workspaceId, personId, NOW))
    expect(grid.addresses.map((one) => one.id).sort()).toEqual([addressId, second].sort())
    const [everything, ofTax, ofEvents] = grid.rows
    expect(everything).toMatchObject({ topic: null, whole: { state: 'unknown', mayWrite: true } })
    expect(ofTax).toMatchObject({ topic: { name: 'Tax' }, whole: { state: 'implied' } })
    expect(ofTax!.whole.fact!.expiresAt!.getTime()).toBe(NOW + 9 * DAY)
    const sentence = 'Opted out of Events on 2026-05-02 via The ESP: “too many”.'
    expect(ofEvents!.whole).toMatchObject({ state: 'withdrawn', mayWrite: false, sentence })
    expect(ofEvents!.cells.map((cell) => cell.state)).toEqual(['withdrawn', 'withdrawn'])
    const list = (leftTopicId: number) =>
      inside((tx) => listPeople(tx, workspaceId, { state: 'all', leftTopicId, limit: 9 }))
    expect((await list(events)).items).toMatchObject([{ id: personId, leftTopics: ['Events'] }])
    expect((await list(tax)).items).toEqual([])
  })
})

describe('consent that is recorded', () => {
  const record = (personId: number, said: Partial<Parameters<typeof recordConsent>[2]>) =>
    inside((tx) =>
      recordConsent(
        tx,
        { ...arranging(), personId, source: 'user' },
        {
          about: { scope: 'everything' },
          state: 'implied',
          since: null,
          until: null,
          evidence: 'Invoice 12 of May',
          ...said,
        },
      ),
    )

  test('implied, ends when the firm says, and lifts nothing', async () => {
    await inside((tx) =>
      changePolicy(tx, arranging(), { ...FREE, consentNeeded: 'implied', impliedDays: 10 }),
    )
    const { personId } = await met('ann@x.example')
    expect((await ask('ann@x.example')).reason).toBe('consent_missing')
    await record(personId, { since: NOW - 4 * DAY })
    await record(personId, { since: NOW - 4 * DAY })
    expect((await ask('ann@x.example')).reason).toBe('implied')
    expect((await ask('ann@x.example', null, NOW + 6 * DAY)).reason).toBe('consent_expired')
    await inside((tx) =>
      recordOptOut(tx, { ...arranging(), personId }, { reason: '', evidence: '' }),
    )
    await record(personId, {})
    expect((await ask('ann@x.example')).reason).toBe('opted_out')
    const facts = await inside((tx) =>
      tx.selectFrom('consent_fact').select('id').where('opted_in', '=', true).execute(),
    )
    expect(facts).toHaveLength(2)
  })

  test('express, lifts what is older and nothing newer', async () => {
    const { personId } = await met('ann@x.example')
    await inside((tx) =>
      recordOptOut(tx, { ...arranging(), personId }, { reason: '', evidence: '' }),
    )
    await record(personId, { state: 'express', since: NOW - DAY })
    expect((await ask('ann@x.example')).reason).toBe('opted_out')
    await record(personId, { state: 'express' })
    expect((await ask('ann@x.example')).reason).toBe('express')
  })

  test.each([
    ['since', { since: NOW + 1 }],
    ['evidence', { evidence: ' ' }],
    ['until', { state: 'express', until: NOW + DAY } as const],
    ['until', { until: NOW - DAY }],
  ])('is refused with a wrong %s', async (field, said) => {
    const { personId } = await met('ann@x.example')
    await expect(record(personId, said)).rejects.toMatchObject({ status: 422, field })
  })
})

describe('the seed list', () => {
  test('is exempt only if the firm says so, and never from a complaint', async () => {
    const { personId, addressId } = await met('colleague@x.example')
    const seed = { address: 'Colleague@x.example', note: 'Proof-reads' }
    await inside((tx) => addSeed(tx, arranging(), seed))
    await inside((tx) =>
      recordOptOut(tx, { ...arranging(), personId }, { reason: '', evidence: '' }),
    )
    expect((await ask('colleague@x.example')).reason).toBe('opted_out')
    await inside((tx) => changePolicy(tx, arranging(), { ...FREE, seedIsExempt: true }))
    expect((await ask('colleague@x.example')).reason).toBe('seed')
    expect(await inside((tx) => listSeeds(tx, workspaceId))).toMatchObject([
      { addressId, note: 'Proof-reads', addedBy: 'Ruth', people: [{ id: personId }] },
    ])
    const grid = await inside((tx) => preferencesOf(tx, workspaceId, personId, NOW))
    expect(grid).toMatchObject({ seedIsExempt: true, addresses: [{ isSeed: true }] })
    await inside((tx) => removeSeed(tx, arranging(), addressId))
    expect((await ask('colleague@x.example')).reason).toBe('opted_out')
    await expect(inside((tx) => removeSeed(tx, arranging(), addressId))).rejects.toMatchObject({
      status: 404,
    })
    await expect(
      inside((tx) => addSeed(tx, arranging(), { address: 'nobody@x.example', note: '' })),
    ).rejects.toMatchObject({ status: 422, field: 'address' })
  })
})

test('the policy of a firm that said nothing is the free one, and a change is audited', async () => {
  expect(await inside((tx) => consentPolicy(tx, workspaceId))).toEqual(FREE)
  const policy = { ...FREE, consentNeeded: 'express', noticeDays: 0 } as const
  await inside((tx) => changePolicy(tx, arranging(), policy))
  await inside((tx) => changePolicy(tx, arranging(), policy))
  expect(await inside((tx) => consentPolicy(tx, workspaceId))).toEqual(policy)
  expect(await sentences()).toHaveLength(2)
})
