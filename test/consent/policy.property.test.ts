import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  askMayWrite,
  countEnding,
  endingConsents,
  preferencesOf,
  previewPolicy,
  recordConsent,
  recordOptOut,
} from '../../src/consent/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { anySaid } from './said.ts'
import { consentWorld, say, USERS, wishesOf, type ConsentWorld } from './world.ts'

const NOW = 10_000
const ADDRESSES = ['1@x.example', '2@x.example', '3@x.example']

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const asked = (tx: Tx, workspaceId: number, topicId: number | null) =>
  askMayWrite(
    tx,
    workspaceId,
    { channel: 'email', class: 'marketing', topicId, addresses: ADDRESSES },
    NOW,
  )

/** How many people have no address that may be written to, asked one by one. */
async function blockedOneByOne(tx: Tx, workspaceId: number, topicId: number | null) {
  const answers = await asked(tx, workspaceId, topicId)
  return [0, 1].filter((person) =>
    USERS.filter(([who, , isCurrent]) => who === person && isCurrent).every(
      ([, address]) => !answers[address]!.mayWrite,
    ),
  ).length
}

describe('the preview of a policy', () => {
  test('says what mayWrite says one by one, for any facts, seeds and invalid addresses', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySaid, { maxLength: 12 }),
        fc.record({
          topicPlace: fc.constantFrom(null, 0, 1),
          needed: fc.constantFrom('none', 'implied', 'express'),
          then: fc.constantFrom('none', 'implied', 'express'),
          seed: fc.constantFrom(null, 0, 1, 2),
          invalid: fc.constantFrom(null, null, 0, 1, 2),
          erased: fc.constantFrom(null, null, 0, 1, 2),
          isExempt: fc.boolean(),
        }),
        async (facts, of) => {
          const workspaceId = await makeWorkspace(at.database, 'A firm')
          await at.database.inWorkspace(workspaceId, async (tx) => {
            const world = await consentWorld(tx, workspaceId)
            await say(tx, workspaceId, world, facts)
            await arrange(tx, workspaceId, world, of)
            const topicId = of.topicPlace === null ? null : world.topics[of.topicPlace]!
            const preview = await previewPolicy(
              tx,
              workspaceId,
              { topicId, consentNeeded: of.then, seedIsExempt: !of.isExempt },
              NOW,
            )
            const now = await blockedOneByOne(tx, workspaceId, topicId)
            await setPolicy(tx, workspaceId, { needed: of.then, isExempt: !of.isExempt })
            const then = await blockedOneByOne(tx, workspaceId, topicId)
            expect(preview).toEqual({ people: 2, blockedNow: now, blockedThen: then })
          })
        },
      ),
      { numRuns: 80 },
    )
  }, 120_000)
})

interface Arranged {
  needed: 'none' | 'implied' | 'express'
  seed: number | null
  invalid: number | null
  erased: number | null
  isExempt: boolean
}

async function arrange(tx: Tx, workspaceId: number, world: ConsentWorld, of: Arranged) {
  await setPolicy(tx, workspaceId, of)
  if (of.seed !== null) {
    await tx
      .insertInto('seed_address')
      .values({ workspace_id: workspaceId, address_id: world.addresses[of.seed]! })
      .execute()
  }
  if (of.invalid !== null) {
    await tx
      .updateTable('address')
      .set({ bounced_at: new Date(NOW) })
      .where('id', '=', world.addresses[of.invalid]!)
      .execute()
  }
  if (of.erased !== null) {
    await tx
      .updateTable('address')
      .set({ erased_at: new Date(NOW) })
      .where('id', '=', world.addresses[of.erased]!)
      .execute()
  }
}

describe('the preferences of a person', () => {
  test('whose every address was erased are a refusal as a whole', async () => {
    const workspaceId = await makeWorkspace(at.database, 'A firm')
    await at.database.inWorkspace(workspaceId, async (tx) => {
      const world = await consentWorld(tx, workspaceId)
      const [personId] = world.people
      const whole = async () =>
        (await preferencesOf(tx, workspaceId, personId!, NOW)).rows[0]!.whole.reason
      expect(await whole()).toBe('no_objection')
      await sql`update address set erased_at = now() where workspace_id = ${workspaceId}`.execute(
        tx,
      )
      expect(await whole()).toBe('erased')
    })
  })
})

async function setPolicy(
  tx: Tx,
  workspaceId: number,
  { needed, isExempt }: Pick<Arranged, 'needed' | 'isExempt'>,
) {
  const row = { consent_needed: needed, seed_is_exempt: isExempt }
  await tx
    .insertInto('consent_policy')
    .values({ workspace_id: workspaceId, ...row })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
    .execute()
}

describe('mapping a group', () => {
  test('never turns a refusal about its topic into a permission, but by a wish for that topic', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySaid, { maxLength: 12 }),
        fc.constantFrom(0, 1),
        async (facts, place) => {
          const workspaceId = await makeWorkspace(at.database, 'A firm')
          await at.database.inWorkspace(workspaceId, async (tx) => {
            const world = await consentWorld(tx, workspaceId)
            const topicId = world.topics[place]!
            await say(tx, workspaceId, world, facts)
            const before = await asked(tx, workspaceId, topicId)
            const { id: connection_id } = await tx
              .selectFrom('connection')
              .select('id')
              .executeTakeFirstOrThrow()
            await tx
              .insertInto('topic_mapping')
              .values({
                workspace_id: workspaceId,
                connection_id,
                kind: 'group',
                external_id: 'g3',
                topic_id: topicId,
              })
              .execute()
            const after = await asked(tx, workspaceId, topicId)
            const cameBack = wishesOf(world, facts).some(
              (wish) => wish.optedIn && wish.isExplicit && wish.topicId === topicId,
            )
            const groupIn = facts.some((fact) => fact.optedIn && fact.topic === 'g3')
            for (const [n, answer] of after.entries()) {
              if (answer.mayWrite && !cameBack && !groupIn) expect(before[n]!.mayWrite).toBe(true)
            }
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  test('opens the address for what the group is not about, and retiring it takes nothing back', async () => {
    const workspaceId = await makeWorkspace(at.database, 'A firm')
    const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
    const world = await inside((tx) => consentWorld(tx, workspaceId))
    const left = { optedIn: false, isExplicit: false, channel: null, cause: 'wish' } as const
    const fact = { ...left, scope: 'topic', topic: 'g3', expiresAt: null } as const
    await inside((tx) => say(tx, workspaceId, world, [{ ...fact, occurredAt: 1000, about: 'a1' }]))
    const reason = async (topicId: number | null, address = 0) =>
      (await inside((tx) => asked(tx, workspaceId, topicId)))[address]!.reason
    const [tax, events] = world.topics
    expect(await reason(tax!)).toBe('opted_out_address')
    expect(await reason(events!)).toBe('opted_out_address')
    await inside(async (tx) => {
      const { id } = await tx.selectFrom('connection').select('id').executeTakeFirstOrThrow()
      const row = { workspace_id: workspaceId, connection_id: id, kind: 'group' as const }
      await tx
        .insertInto('topic_mapping')
        .values({ ...row, external_id: 'g3', topic_id: tax! })
        .execute()
    })
    expect(await reason(tax!)).toBe('opted_out_topic')
    expect(await reason(events!)).toBe('no_objection')
    await inside((tx) => tx.updateTable('topic_mapping').set({ retired_at: new Date() }).execute())
    expect(await reason(tax!)).toBe('opted_out_topic')
    // What comes after it was retired is about no topic again: the whole address, to be safe.
    await inside(async (tx) => {
      const { id } = await tx.selectFrom('connection').select('id').executeTakeFirstOrThrow()
      await tx
        .insertInto('consent_fact')
        .values({
          workspace_id: workspaceId,
          person_id: null,
          address_id: world.addresses[2]!,
          scope: 'topic',
          topic_id: null,
          connection_id: id,
          external_kind: 'group',
          external_id: 'g3',
          channel: null,
          opted_in: false,
          occurred_at: new Date(1000),
          recorded_at: new Date(Date.now() + 1000),
          expires_at: null,
          source: 'esp',
          campaign_id: null,
          actor: null,
          natural_key: 'later',
        })
        .execute()
    })
    expect(await reason(events!, 2)).toBe('opted_out_address')
  })
})

describe('consent that ends soon', () => {
  const DAY = 86_400_000
  const BEGIN = Date.UTC(2026, 4, 1)
  const END = BEGIN + 100 * DAY

  test('is told so many days before, soonest first, and no more once something better holds', async () => {
    const workspaceId = await makeWorkspace(at.database, 'A firm')
    const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
    const world = await inside((tx) => consentWorld(tx, workspaceId))
    const [ann, ben] = world.people
    const [tax] = world.topics
    const record = (
      personId: number,
      said: Partial<Parameters<typeof recordConsent>[2]>,
      now = BEGIN,
    ) =>
      inside((tx) =>
        recordConsent(
          tx,
          { workspaceId, personId, actor: 'Ruth', now, source: 'user' },
          {
            about: { scope: 'everything' },
            state: 'implied',
            since: BEGIN,
            until: END,
            evidence: 'Mandate',
            ...said,
          },
        ),
      )
    const soon = async (now: number, days = 30) => {
      const of = { workspaceId, now, days }
      const { items } = await inside((tx) => endingConsents(tx, { ...of, limit: 50 }))
      const counted = await inside((tx) => countEnding(tx, of))
      expect(counted.people).toBe(new Set(items.map((one) => one.person.id)).size)
      return items.map((one) => [one.person.id, one.topic?.name ?? null])
    }
    await record(ann!, {})
    await record(ben!, { about: { scope: 'topics', topicIds: [tax!] }, until: END - DAY })
    expect(await soon(END - 32 * DAY)).toEqual([])
    expect(await soon(END - 31 * DAY)).toEqual([[ben, 'Tax']])
    expect(await soon(END - 30 * DAY)).toEqual([
      [ben, 'Tax'],
      [ann, null],
    ])
    const page = await inside((tx) =>
      endingConsents(tx, { workspaceId, now: END - 30 * DAY, days: 30, limit: 1 }),
    )
    const rest = await inside((tx) =>
      endingConsents(tx, {
        workspaceId,
        now: END - 30 * DAY,
        days: 30,
        limit: 1,
        after: page.next!,
      }),
    )
    expect(rest.items.map((one) => one.person.id)).toEqual([ann])
    expect(rest.next).toBe(null)
    expect(await soon(END)).toEqual([])
    const out = { about: { scope: 'topics', topicIds: [tax!] }, reason: '', evidence: '' } as const
    await inside((tx) =>
      recordOptOut(tx, { workspaceId, personId: ben!, actor: 'Ruth', now: BEGIN }, out),
    )
    expect(await soon(END - 30 * DAY)).toEqual([[ann, null]])
    await record(ann!, { until: END + 400 * DAY })
    expect(await soon(END - 30 * DAY)).toEqual([])
  })
})
