import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import {
  happenedAfter,
  heldOfCampaigns,
  joinedAddresses,
  proveCampaign,
  rebuildCampaign,
  type Sample,
} from '../../src/ledger/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { prepareGround, SENT_AT, take, type Ground } from './world.ts'

const PEOPLE = 30
const HOUR = 3_600_000

let at: TestDatabase
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
  ground = await prepareGround(at.database, at.workspaceId)
  await take(ground, events('A2').concat(events('A2R', 48 * HOUR)))
})
afterAll(() => at.close())

/** Everybody gets it; every third opens twice, at once and later; contact k7 changes its address. */
function events(activity: string, later = 0): FeedbackEvent[] {
  return Array.from({ length: PEOPLE }, (_, person) => {
    const isSeven = person === 7 && later > 0
    const base = {
      activity,
      address: `${isSeven ? 'moved' : 'person'}${person}@example.com`,
      contactId: `k${person}`,
    }
    const sent = { ...base, kind: 'sent', occurredAt: SENT_AT + later } as const
    if (person % 3 !== 1) return [sent]
    return [
      sent,
      { ...base, kind: 'open', occurredAt: SENT_AT + later + 1_000 } as const,
      { ...base, kind: 'open', occurredAt: SENT_AT + later + HOUR } as const,
    ]
  }).flat()
}

function inWorkspace<T>(work: (tx: Tx, campaignId: number) => Promise<T>): Promise<T> {
  return at.database.inWorkspace(at.workspaceId, (tx) => work(tx, ground.campaigns[1]!))
}

const prove = (sample?: Sample) => inWorkspace((tx, id) => proveCampaign(tx, id, sample))

describe('the kept counts of a campaign', () => {
  test('follow from its events', async () => {
    const { mismatches, recipients, recipientsRead } = await prove()
    expect(mismatches).toEqual([])
    expect(recipients).toBe(PEOPLE + 1)
    expect(recipientsRead).toBe(recipients)
  })

  test('are found wrong where they are, whatever was touched; nothing is repaired', async () => {
    const spoil: [string, string[]][] = [
      ['update recipient set human_opens = human_opens + 1 where opens > 0', ['recipients open']],
      ['update campaign_count set people = people - 1 where kind = 1', ['counts sent']],
      ['update campaign_count set events = events + 2 where kind = 0', ['counts reached']],
      ['delete from campaign_hour where kind = 3', ['hours open']],
      ['delete from verdict', ['recipients open']],
      ['delete from recipient where opens > 0', ['recipients sent', 'recipients open']],
    ]
    for (const [statement, expected] of spoil) {
      await inWorkspace((tx) => sql.raw(statement).execute(tx))
      const words = (await prove()).mismatches.map(({ place, kind }) => `${place} ${kind}`)
      expect(words, statement).toEqual(expect.arrayContaining(expected))
      expect(await prove()).toEqual(await prove())
      await inWorkspace((tx, id) => rebuildCampaign(tx, at.workspaceId, id))
      expect((await prove()).mismatches, statement).toEqual([])
    }
  })

  test('are proved part by part: the parts together read everybody, and one finds the fault', async () => {
    await inWorkspace((tx) =>
      sql`update recipient set sent = sent + 1
        where address_id = (select max(address_id) from recipient)`.execute(tx),
    )
    const parts = []
    for (const part of [0, 1, 2, 3]) parts.push(await prove({ of: 4, part }))
    expect(parts.reduce((sum, one) => sum + one.recipientsRead, 0)).toBe(PEOPLE + 1)
    const faults = parts.map(({ mismatches }) =>
      mismatches.some(({ place }) => place === 'recipients'),
    )
    expect(faults.filter(Boolean).length).toBe(1)
    await inWorkspace((tx, id) => rebuildCampaign(tx, at.workspaceId, id))
  })
})

describe("beside an ESP's totals", () => {
  test('a contact that changed its address is one there and two here', async () => {
    const joined = await inWorkspace((tx, id) =>
      joinedAddresses(tx, ground.connectionId, id, 'open'),
    )
    expect(joined).toBe(1)
    const held = await inWorkspace(async (tx, id) =>
      (await heldOfCampaigns(tx, ground.connectionId, id))(id)('open'),
    )
    expect(held).toMatchObject({ people: 11, events: 40, humanEvents: 20 })
  })

  test('what happened after a moment is counted as people for the first time, or as events', async () => {
    const after = (counts: 'people' | 'events', moment: number) =>
      inWorkspace((tx, id) => happenedAfter(tx, id, { kind: 'open', counts }, moment))
    expect(await after('events', SENT_AT + 24 * HOUR)).toBe(20)
    // Only the address that is new opened for the first time.
    expect(await after('people', SENT_AT + 24 * HOUR)).toBe(1)
    expect(await after('events', SENT_AT - 1)).toBe(40)
  })
})
