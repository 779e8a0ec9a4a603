import { afterAll, beforeAll, expect, test } from 'vitest'
import { askMayWrite, consentOfPerson, recordOptOut } from '../../src/consent/index.ts'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import {
  campaignWindow,
  logOf,
  mailingsOf,
  proveCampaign,
  rebuildCampaign,
  timelineOf,
} from '../../src/ledger/index.ts'
import { addAddress, makeAddressPrimary } from '../../src/people/index.ts'
import { KnownAddresses } from '../../src/people/index.ts'
import { takePath } from '../../src/ledger/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const FAX = '+44 1225 446000'
const MAIL = 'ada@example.com'
const inside = <T>(ground: Ground, work: (tx: Tx) => Promise<T>) =>
  ground.database.inWorkspace(ground.workspaceId, work)
const ground = async () => prepareGround(at.database, await makeWorkspace(at.database, 'Fax'))

function event(change: Partial<FeedbackEvent>): FeedbackEvent {
  const when = { occurredAt: SENT_AT, activity: 'A1' }
  return { kind: 'sent', channel: 'fax', address: FAX, ...when, ...change }
}

const BUSY = { code: 'Busy signal detected', class: 'soft', note: 'busy' } as const

async function addresses(here: Ground) {
  const { rows } = await inside(here, (tx) =>
    sql`select kind, address, canonical from address order by id`.execute(tx),
  )
  return rows
}

/** A person with a mail address and a fax number, and one mailing by each. */
async function somebody(here: Ground) {
  await take(here, [event({ channel: 'email', address: MAIL, activity: 'A2' })])
  return inside(here, async (tx) => {
    const { rows } = await sql<{ id: number }>`select person_id as id from person_address`.execute(
      tx,
    )
    const change = { workspaceId: here.workspaceId, personId: rows[0]!.id, actor: 'Test', now: NOW }
    const words = { kind: 'fax', address: FAX, isPrimary: false } as const
    const { addressId } = await addAddress(tx, change, words)
    return { ...change, addressId }
  })
}

test('a number in several spellings is one address, and none of mail', async () => {
  const here = await ground()
  await take(here, [
    event({}),
    event({ kind: 'delivered', address: '+44 (0)1225-446-000', occurredAt: SENT_AT + 60_000 }),
    event({ channel: 'email', address: MAIL }),
  ])
  expect(await addresses(here)).toEqual(
    expect.arrayContaining([
      { kind: 'email', address: MAIL, canonical: MAIL },
      { kind: 'fax', address: FAX, canonical: '+441225446000' },
    ]),
  )
  expect(await addresses(here)).toHaveLength(2)
})

test('news that names no channel takes no fax number, whatever the run has met', async () => {
  const here = await ground()
  await take(here, [event({})])
  const known = new KnownAddresses()
  const takeBy = (events: FeedbackEvent[]) =>
    inside(here, (tx) =>
      takePath(tx, {
        ...{ workspaceId: here.workspaceId, connectionId: here.connectionId, runId: null },
        ...{ now: NOW, known },
        events: events.map((one) => ({ receiptId: here.receiptId, event: one })),
      }),
    )
  await takeBy([event({ occurredAt: SENT_AT + 1_000 })])
  const { channel: _, ...mail } = event({ address: '+441225446000', occurredAt: SENT_AT + 2_000 })
  const outcome = await takeBy([mail])
  expect(outcome).toMatchObject({ written: 0, parked: 1 })
})

test('the person’s page tells faxes among mail, and either alone', async () => {
  const here = await ground()
  const { personId, workspaceId } = await somebody(here)
  await take(here, [
    event({}),
    event({ kind: 'bounce', bounce: BUSY, occurredAt: SENT_AT + 60_000 }),
    event({ kind: 'delivered', occurredAt: SENT_AT + 600_000 }),
  ])
  await inside(here, async (tx) => {
    const who = { workspaceId, personId }
    const all = await timelineOf(tx, who, { limit: 10 })
    expect(all.items.map((one) => one.channel).sort()).toEqual(['email', 'fax', 'fax', 'fax'])
    const faxes = await timelineOf(tx, who, { limit: 10, channel: 'fax' })
    expect(faxes.items.map((one) => one.kind)).toEqual(['delivered', 'bounce', 'sent'])
    const mails = await mailingsOf(tx, who, { limit: 10, channel: 'email' })
    expect(mails.items.map((one) => one.address)).toEqual([MAIL])
    const [fax, ...others] = (await mailingsOf(tx, who, { limit: 10, channel: 'fax' })).items
    expect(others).toEqual([])
    expect(fax).toMatchObject({ channel: 'fax', address: FAX })
    expect(fax!.deliveredAt!.getTime()).toBe(SENT_AT + 600_000)
    expect(fax!.bounce).toMatch(/^soft bounce \(Busy signal detected\)/)
  })
})

const ABOUT = [
  ['the fax number', 'fax', { fax: ['opted_out_address'], email: [] }],
  ['the mail address', 'email', { fax: [], email: ['opted_out_address'] }],
  ['everything', null, { fax: ['opted_out'], email: ['opted_out'] }],
] as const

test.each(ABOUT)('an opt-out of %s holds for just that', async (_, kind, expected) => {
  const here = await ground()
  const somebodys = await somebody(here)
  const held = await inside(here, async (tx) => {
    const { rows } = await sql<{ id: number }>`select id from address where kind = ${kind}`.execute(
      tx,
    )
    const about =
      kind === null
        ? ({ scope: 'everything' } as const)
        : ({ scope: 'address', addressId: rows[0]!.id } as const)
    await recordOptOut(tx, somebodys, { about, reason: 'asked by phone', evidence: '' })
    const asked = async (channel: 'email' | 'fax', address: string) => {
      const ask = { channel, class: 'marketing', topicId: null, addresses: [address] } as const
      return (await askMayWrite(tx, here.workspaceId, ask, NOW))[0]!.refusals
    }
    return { fax: await asked('fax', '+44 (0)1225 446000'), email: await asked('email', MAIL) }
  })
  expect(held).toEqual(expected)
})

test('an opt-out told by fax makes nobody opted out of mail', async () => {
  const here = await ground()
  const { personId } = await somebody(here)
  await take(here, [event({ kind: 'opt_out', reason: 'no more faxes' })])
  const consent = await inside(here, (tx) => consentOfPerson(tx, here.workspaceId, personId))
  expect(consent.isOptedOut).toBe(false)
  expect(consent.facts).toHaveLength(1)
  expect(consent.optedOutAddressIds).toHaveLength(1)
})

test('no mail goes to a fax number first', async () => {
  const here = await ground()
  const somebodys = await somebody(here)
  await inside(here, async (tx) => {
    await expect(makeAddressPrimary(tx, somebodys)).rejects.toThrow('No mail goes to a fax number')
  })
})

test('a fax that got through at the second call is delivered; mail that bounced never is', async () => {
  const here = await ground()
  const soft = { kind: 'bounce' as const, bounce: BUSY }
  const through = (at: number) => ({ kind: 'delivered' as const, occurredAt: SENT_AT + at })
  const other = { address: '+441225446001' }
  const mail = { channel: 'email' as const, address: MAIL }
  const all = [
    event({}),
    event(soft),
    event(through(300_000)),
    event(other),
    event({ ...other, ...soft }),
    event(mail),
    event({ ...mail, ...soft }),
    event({ ...mail, ...through(300_000) }),
  ]
  const figures = async () => {
    const { rows } = await inside(here, (tx) =>
      sql<{ id: number }>`select campaign_id as id from campaign_identity
        where external_id = 'A1' and kind = 'activity'`.execute(tx),
    )
    const { id } = rows[0]!
    return inside(here, async (tx) => {
      const window = await campaignWindow(tx, id, String)
      expect(window.channel).toBe('email')
      const { sent, delivered, bounces } = window.allFigures
      const log = await logOf(tx, id, { figure: 'delivered', audience: 'all', limit: 10 })
      expect(log.items.map(({ address }) => address)).toEqual([FAX])
      expect((await proveCampaign(tx, id)).mismatches).toEqual([])
      return [sent.count, delivered.count, bounces.count]
    })
  }
  // In two portions, the first of which tells of the failed calls alone.
  await take(here, [all[1]!, all[4]!, all[6]!])
  await take(here, all)
  expect(await figures()).toEqual([3, 1, 3])
  await inside(here, async (tx) => {
    const { rows } = await sql<{
      id: number
    }>`select distinct campaign_id as id from recipient`.execute(tx)
    for (const { id } of rows) await rebuildCampaign(tx, here.workspaceId, id)
  })
  expect(await figures()).toEqual([3, 1, 3])
})
