import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { consentOfPerson, recordEspOptOuts, stateFacts } from '../../src/consent/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import {
  countDoubts,
  decideDoubts,
  doubtGroups,
  findDoubts,
  listDoubts,
  type DoubtFilter,
} from '../../src/preferences/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from '../ledger/world.ts'
import { may } from './world.ts'

let at: TestDatabase
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  ground = await prepareGround(at.database, await makeWorkspace(at.database, 'A firm'))
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) =>
  at.database.inWorkspace(ground.workspaceId, work)
const look = () => findDoubts({ database: at.database, now: () => NOW }, ground.workspaceId)
const event = (
  address: string,
  kind: FeedbackEvent['kind'],
  ms: number,
  more: Partial<FeedbackEvent> = {},
) => ({
  kind,
  activity: 'A1',
  address,
  occurredAt: SENT_AT + ms,
  ...more,
})
const doubts = (query: DoubtFilter = {}) =>
  inside(async (tx) => (await listDoubts(tx, ground.workspaceId, { limit: 200, ...query })).items)
const decide = (
  decision: 'person' | 'machine',
  which: DoubtFilter | { factIds: number[] },
  evidence = 'their gateway was updated',
) =>
  inside((tx) =>
    decideDoubts(
      tx,
      {
        workspaceId: ground.workspaceId,
        actor: { id: 'u', name: 'Ruth' },
        now: NOW,
        decision,
        evidence,
      },
      which,
    ),
  )
const mayWe = (address: string) => inside((tx) => may(tx, ground.workspaceId, address))

/** A scanner at one address: sent, three links at once, left. */
async function scanned(address: string, ms = 60_000) {
  const links = ['a', 'b', 'c'].map((one) =>
    event(address, 'click', ms, { link: { url: `https://x.example/${one}` } }),
  )
  await take(ground, [event(address, 'sent', 0), ...links, event(address, 'opt_out', ms + 900)])
}

describe('what is found', () => {
  test('from clicks that come after the opt-out as from those before, once, and again', async () => {
    await take(ground, [
      event('late@x.example', 'sent', 0),
      event('late@x.example', 'opt_out', 60_000),
    ])
    expect(await look()).toBeGreaterThan(0)
    expect(await doubts()).toEqual([])
    await scanned('late@x.example', 59_000)
    await look()
    expect(await doubts()).toMatchObject([
      {
        address: 'late@x.example',
        doubt: '3 links followed within 10 seconds',
        campaign: { name: 'Letter C1' },
        from: 'Test',
      },
      { address: 'late@x.example' },
    ])
    expect(await look(), 'nothing new').toBe(0)
    expect(await mayWe('late@x.example')).toBe(false)
  })

  test('and nothing of a person, of a complaint, or of a time that was taken from the send', async () => {
    await take(ground, [
      event('ann@x.example', 'sent', 0),
      event('ann@x.example', 'click', 300_000, { link: { url: 'https://x.example/a' } }),
      event('ann@x.example', 'opt_out', 305_000),
      event('bob@x.example', 'sent', 0),
      event('bob@x.example', 'complaint', 2_000),
      event('eve@x.example', 'sent', 0),
      { ...event('eve@x.example', 'opt_out', 0), occurredAt: null },
    ])
    await look()
    expect(await doubts()).toEqual([])
  })

  test('the story of 489 of 497: one company at once, and nobody else', async () => {
    const company = Array.from({ length: 497 }, (_, n) => `p${n}@big.example`)
    const others = Array.from({ length: 40 }, (_, n) => `q${n}@gmail.example`)
    const leaving = company.slice(0, 489)
    await take(ground, [
      ...[...company, ...others].map((one) => event(one, 'sent', 0)),
      ...leaving.map((one, n) => event(one, 'opt_out', 30_000 + n * 1_000)),
      ...others.slice(0, 6).map((one, n) => event(one, 'opt_out', 40_000 + n * 9_000)),
      event('p495@big.example', 'opt_out', 26 * 3600_000),
    ])
    await look()
    expect(await inside((tx) => countDoubts(tx, ground.workspaceId))).toBe(489)
    expect(await inside((tx) => doubtGroups(tx, ground.workspaceId))).toMatchObject([
      {
        campaign: { name: 'Letter C1' },
        domain: 'big.example',
        count: 489,
        doubt: '489 of 497 recipients at big.example left within 15 minutes of their mail',
      },
    ])
    const domain = 'big.example'
    const answer = await decide('machine', { campaignId: ground.campaigns[0]!, domain })
    expect(answer).toEqual({ decided: 489, lifted: 489, leftAsTheyAre: 0 })
    expect(await mayWe('p3@big.example')).toBe(true)
    expect(await mayWe('p495@big.example')).toBe(false)
    expect(await mayWe('q1@gmail.example')).toBe(false)
    expect(await inside((tx) => countDoubts(tx, ground.workspaceId))).toBe(0)
    const audits = await inside((tx) =>
      tx.selectFrom('audit').select(['sentence', 'actor']).execute(),
    )
    expect(audits).toEqual([
      {
        actor: 'Ruth',
        sentence: 'Decided that a machine made 489 doubtful opt-outs, and lifted them.',
      },
    ])
  })

  test('thrown away and found again it is the same, and other rules find it anew', async () => {
    await scanned('a@x.example')
    await scanned('b@y.example')
    await look()
    const found = await doubts()
    expect(found).toHaveLength(2)
    await inside(async (tx) => {
      await sql`delete from consent_doubt`.execute(tx)
      await sql`update doubt_look set rule_version = 0`.execute(tx)
    })
    expect(await doubts()).toEqual([])
    await look()
    expect(await doubts()).toEqual(found)
  })
})

describe('what is decided', () => {
  test('it was the person: the opt-out stands, the doubt is settled', async () => {
    await scanned('ann@x.example')
    await look()
    const [doubt] = await doubts()
    expect(await decide('person', { factIds: [doubt!.factId] }, '')).toEqual({
      decided: 1,
      lifted: 0,
      leftAsTheyAre: 0,
    })
    expect(await doubts()).toEqual([])
    expect(await mayWe('ann@x.example')).toBe(false)
    const { facts } = await inside((tx) =>
      consentOfPerson(tx, ground.workspaceId, doubt!.person!.id),
    )
    expect(facts.map((fact) => fact.doubt)).toEqual([''])
    await look()
    expect(await doubts(), 'and does not come back').toEqual([])
    expect(await decide('machine', { factIds: [doubt!.factId] })).toMatchObject({ decided: 0 })
    expect(await mayWe('ann@x.example')).toBe(false)
  })

  test('a machine is said with evidence only', async () => {
    await scanned('ann@x.example')
    await look()
    await expect(decide('machine', { domain: 'x.example' }, ' ')).rejects.toMatchObject({
      status: 422,
      field: 'evidence',
    })
    expect(await doubts()).toHaveLength(1)
  })

  test('who left besides is not brought back with the others', async () => {
    for (const name of ['ann', 'bob', 'eve', 'dan']) await scanned(`${name}@x.example`)
    const idOf = (name: string) =>
      inside(async (tx) => {
        const row = await tx
          .selectFrom('address')
          .select('id')
          .where('canonical', '=', `${name}@x.example`)
          .executeTakeFirstOrThrow()
        return row.id
      })
    const [ann, bob, eve] = [await idOf('ann'), await idOf('bob'), await idOf('eve')]
    // Ann left by a later mailing, too; the ESP's record of Bob tells the same wish once more; Eve
    // does not want to be written to at this address.
    await take(ground, [{ ...event('ann@x.example', 'opt_out', 9 * 3600_000), activity: 'A2' }])
    await inside(async (tx) => {
      await recordEspOptOuts(
        tx,
        ground.workspaceId,
        [
          {
            addressId: bob,
            occurredAt: SENT_AT + 61_000,
            reason: '',
            cause: 'wish',
            connectionId: ground.connectionId,
            campaignId: null,
            naturalKey: 'contact:bob',
          },
        ],
        NOW,
      )
      await stateFacts(
        tx,
        { workspaceId: ground.workspaceId, source: 'user', actor: 'Ruth', now: NOW - 5 },
        [
          {
            personId: null,
            addressId: eve,
            scope: 'address',
            optedIn: false,
            reason: '',
            evidence: '',
            key: 'eve',
          },
        ],
      )
    })
    await look()
    const answer = await decide('machine', { domain: 'x.example' })
    expect(answer).toEqual({ decided: 2, lifted: 2, leftAsTheyAre: 2 })
    expect(await mayWe('ann@x.example')).toBe(false)
    expect(await mayWe('eve@x.example')).toBe(false)
    expect(await mayWe('bob@x.example')).toBe(true)
    expect(await mayWe('dan@x.example')).toBe(true)
    expect((await doubts()).map((one) => one.address).sort()).toEqual([
      'ann@x.example',
      'eve@x.example',
    ])
    expect(ann).toBeGreaterThan(0)
  })

  test('a doubt of another mailing that nobody looked at yet holds as well', async () => {
    await scanned('ann@x.example')
    await take(ground, [
      { ...event('ann@x.example', 'sent', 3600_000), activity: 'A2' },
      { ...event('ann@x.example', 'opt_out', 3602_000), activity: 'A2' },
    ])
    await look()
    expect(await doubts()).toHaveLength(2)
    const first = await decide('machine', { campaignId: ground.campaigns[0]! })
    expect(first).toEqual({ decided: 0, lifted: 0, leftAsTheyAre: 1 })
    expect(await decide('machine', { domain: 'x.example' })).toMatchObject({ lifted: 2 })
    expect(await mayWe('ann@x.example')).toBe(true)
  })

  test('one that the person lifted meanwhile is no longer asked about', async () => {
    await scanned('ann@x.example')
    await look()
    expect(await doubts()).toHaveLength(1)
    await inside(async (tx) => {
      const { id } = await tx.selectFrom('address').select('id').executeTakeFirstOrThrow()
      const about = { personId: null, addressId: id, scope: 'everything' as const }
      const said = { optedIn: true, isExplicit: true, reason: '', evidence: 'asked', key: 'k' }
      const by = { workspaceId: ground.workspaceId, actor: null, now: NOW }
      await stateFacts(tx, { ...by, source: 'preference_page' }, [{ ...about, ...said }])
    })
    expect(await doubts()).toEqual([])
  })
})
