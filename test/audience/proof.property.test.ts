import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  audienceProof,
  audienceRows,
  beginAudience,
  FATES,
  freezeTargets,
  GROUPS,
  noteRead,
  reasonsToHoldSending,
  toldOnly,
  SKIPS,
  findAudience,
  type AudienceRow,
  type Group,
  moveAudience,
  skipStrangers,
  skipTheLate,
} from '../../src/audience/index.ts'
import { FATE_NAMES, GROUP_NAMES } from '../../src/api/contract/audience-words.ts'
import { addressesRefused, askMayWrite, REFUSALS } from '../../src/consent/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { anySaid } from '../consent/said.ts'
import { consentWorld, say } from '../consent/world.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'

const NOW = 10_000
const ADDRESSES = ['1@x.example', '2@x.example', '3@x.example']

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const place = fc.constantFrom(null, 0, 1, 2)
const anyWorld = fc.record({
  facts: fc.array(anySaid, { maxLength: 10 }),
  needed: fc.constantFrom('none', 'implied', 'express'),
  topic: fc.boolean(),
  exempt: fc.boolean(),
  seed: place,
  invalid: place,
  erased: place,
})

type ValueOf<A> = A extends fc.Arbitrary<infer Value> ? Value : never

async function arranged(tx: Tx, workspaceId: number, of: ValueOf<typeof anyWorld>) {
  const world = await consentWorld(tx, workspaceId)
  await say(tx, workspaceId, world, of.facts)
  await sql`
    insert into consent_policy (workspace_id, consent_needed, seed_is_exempt)
    values (${workspaceId}, ${of.needed}, ${of.exempt})
    on conflict (workspace_id) do update set consent_needed = excluded.consent_needed,
      seed_is_exempt = excluded.seed_is_exempt`.execute(tx)
  await sql`update topic set consent_needed = null where workspace_id = ${workspaceId}`.execute(tx)
  const { rows } = await sql<{ id: number; canonical: string }>`
    select id, canonical from address where workspace_id = ${workspaceId}
    order by canonical`.execute(tx)
  const idOf = (which: number | null) =>
    which === null ? 0 : rows.find((row) => row.canonical === ADDRESSES[which])!.id
  await sql`insert into seed_address (workspace_id, address_id, added_by)
    select workspace_id, id, 'x' from address where id = ${idOf(of.seed)}`.execute(tx)
  await sql`update address set bounced_at = now() where id = ${idOf(of.invalid)}`.execute(tx)
  await sql`update address set erased_at = now() where id = ${idOf(of.erased)}`.execute(tx)
  return { world, rows, topicId: of.topic ? world.topics[0]! : null }
}

test('who may not be written to, as a set, is whom mayWrite refuses, with its reason', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async (of) => {
      const workspaceId = await makeWorkspace(at.database, 'A firm')
      await at.database.inWorkspace(workspaceId, async (tx) => {
        const { rows, topicId } = await arranged(tx, workspaceId, of)
        const ask = { channel: 'email', class: 'marketing', topicId, addresses: ADDRESSES } as const
        const one = await askMayWrite(tx, workspaceId, ask, NOW)
        const refused = await sql<{ address_id: number; place: number }>`
          ${addressesRefused({ workspaceId, topicId, now: NOW })}`.execute(tx)
        const asSet = Object.fromEntries(
          refused.rows.map(({ address_id, place: rank }) => [address_id, REFUSALS[rank - 1]]),
        )
        for (const { id, canonical } of rows.filter((row) => ADDRESSES.includes(row.canonical))) {
          expect(asSet[id], canonical).toBe(one[ADDRESSES.indexOf(canonical)]!.refusals[0])
        }
      })
    }),
    { numRuns: 80 },
  )
}, 120_000)

const PEOPLE = 6
const anyStory = fc.record({
  /** Of each person: which address (null none), and what is known by then. */
  people: fc.array(
    fc.record({
      address: fc.option(fc.nat(4), { nil: null }),
      isInvalid: fc.boolean(),
      isSuppressed: fc.boolean(),
    }),
    { minLength: 1, maxLength: PEOPLE },
  ),
  held: fc.array(fc.record({ address: fc.nat(7), isMailable: fc.boolean() }), { maxLength: 8 }),
  sent: fc.array(fc.nat(7), { maxLength: 8 }),
  late: fc.array(fc.nat(4), { maxLength: 2 }),
  isRead: fc.boolean(),
  status: fc.constantFrom('scheduled', 'sent'),
  readHoursAfter: fc.constantFrom(null, 1, 48),
})

describe('whatever is chosen, held, sent and said', () => {
  test('everybody has one fate, and intended is what was sent and each reason', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const workspaceId = await makeWorkspace(at.database, 'A firm')
        await at.database.inWorkspace(workspaceId, async (tx) => {
          const of = await played(tx, workspaceId, story)
          const proof = (await audienceProof(tx, of))!
          const all = (await audienceRows(tx, of, { limit: 100 })).items
          expect(all.length).toBe(proof.chosen)
          expect(new Set(all.map((row) => row.key)).size).toBe(all.length)
          let sum = 0
          for (const { fate, reason, count } of proof.counts) {
            const behind = await audienceRows(tx, of, { group: fate, reason, limit: 100 })
            expect(behind.items.length).toBe(count)
            const isSkip = fate === 'skipped' || fate === 'sent_against'
            expect(isSkip ? SKIPS.includes(reason as never) : reason === '').toBe(true)
            sum += count
          }
          expect(sum).toBe(proof.chosen)
          const meant = proof.counts.filter((one) => one.reason === '')
          expect(meant.reduce((total, one) => total + one.count, 0)).toBe(proof.intended)
          // Each address that is meant is meant once.
          const meantRows = (await audienceRows(tx, of, { group: 'intended', limit: 100 })).items
          expect(new Set(meantRows.map((row) => row.address)).size).toBe(meantRows.length)
          // Whoever was sent to is a target, or listed as a stranger.
          const { rows } = await sql<{ address: string }>`
            select a.address from recipient r join address a on a.id = r.address_id
            where r.campaign_id = ${of.campaignId} order by 1`.execute(tx)
          const strangers = (await audienceRows(tx, of, { group: 'stranger_sent', limit: 100 }))
            .items
          expect(strangers.length).toBe(proof.strangersSent)
          const known = new Set([...all, ...strangers].map((row) => row.address))
          for (const { address } of rows) expect(known.has(address)).toBe(true)
          expect(await byPages(tx, of, undefined)).toEqual(all)
          expect(await byPages(tx, of, 'stranger_sent')).toEqual(strangers)
          // Where nobody was chosen, nobody is a stranger.
          await sql`delete from campaign_target where campaign_id = ${of.campaignId}`.execute(tx)
          await sql`delete from campaign_audience where campaign_id = ${of.campaignId}`.execute(tx)
          expect(await audienceProof(tx, of)).toBeNull()
          expect(await byPages(tx, of, 'stranger_sent')).toEqual([])
        })
      }),
      { numRuns: 60 },
    )
  }, 120_000)
})

/** All rows of a group, two at a time. */
async function byPages(tx: Tx, of: Parameters<typeof audienceRows>[1], group?: Group) {
  const items: AudienceRow[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await audienceRows(tx, of, {
      ...(group && { group }),
      ...(after && { after }),
      limit: 2,
    })
    items.push(...page.items)
    after = page.next
  }
  return items
}

async function played(tx: Tx, workspaceId: number, story: ValueOf<typeof anyStory>) {
  const addresses = await ids(
    tx,
    sql`insert into address (workspace_id, address, canonical)
    select ${workspaceId}, n || '@p.example', n || '@p.example' from generate_series(0, 7) n
    returning id`,
  )
  const persons = await ids(
    tx,
    sql`insert into person (workspace_id, origin, name)
    select ${workspaceId}, 'user', 'P' || n from generate_series(0, ${PEOPLE - 1}) n returning id`,
  )
  const [list] = await ids(
    tx,
    sql`insert into person_list (workspace_id, name, kind, created_by)
    values (${workspaceId}, 'Never', 'suppression', 'x') returning id`,
  )
  for (const [n, { address, isInvalid, isSuppressed }] of story.people.entries()) {
    if (isSuppressed) {
      await sql`insert into person_list_member (workspace_id, person_list_id, person_id, added_by)
        values (${workspaceId}, ${list}, ${persons[n]}, 'x')`.execute(tx)
    }
    if (address === null) continue
    await sql`insert into person_address (workspace_id, person_id, address_id, is_primary)
      values (${workspaceId}, ${persons[n]}, ${addresses[address]}, true)`.execute(tx)
    if (isInvalid) {
      await sql`update address set bounced_at = now() where id = ${addresses[address]}`.execute(tx)
    }
  }
  const sentAt = new Date(NOW)
  const asOf =
    story.readHoursAfter === null ? null : new Date(NOW + story.readHoursAfter * 3_600_000)
  const [campaignId] = await ids(
    tx,
    sql`
    insert into campaign (workspace_id, name, status, sent_at, as_of)
    values (${workspaceId}, 'C', ${story.status}, ${sentAt}, ${asOf}) returning id`,
  )
  await sql`insert into campaign_draft (workspace_id, campaign_id, made_by, changed_by)
    values (${workspaceId}, ${campaignId}, 'x', 'x')`.execute(tx)
  const of = { workspaceId, campaignId: campaignId! }
  await beginAudience(tx, { ...of, wishes: 1, source: 'own_lists', topics: [] })
  const chosen = story.people.map(
    (one, n) =>
      sql`(${persons[n]}::integer,
        ${one.address === null ? null : addresses[one.address]}::integer)`,
  )
  const now = NOW
  await freezeTargets(
    tx,
    { ...of, topics: [] },
    {
      chosen: sql`select * from (values ${sql.join(chosen)}) v (person_id, address_id)`,
      now,
    },
  )
  if (story.isRead) {
    const audience = (await findAudience(tx, of))!
    const members = story.held.map((one) => ({ ...one, addressId: addresses[one.address]! }))
    await noteRead(tx, audience, members)
    await moveAudience(tx, of, sql`read_at = ${sentAt}, step = 'compared'`)
  }
  for (const place of story.late) {
    await sql`update address set erased_at = now() where id = ${addresses[place]}`.execute(tx)
  }
  const audience = (await findAudience(tx, of))!
  await skipTheLate(tx, audience, now)
  await skipStrangers(tx, audience, now)
  for (const place of new Set(story.sent)) {
    await sql`insert into recipient (workspace_id, campaign_id, address_id, sent)
      values (${workspaceId}, ${campaignId}, ${addresses[place]}, 1)`.execute(tx)
  }
  return of
}

async function ids(tx: Tx, statement: ReturnType<typeof sql>): Promise<number[]> {
  const { rows } = await (statement as ReturnType<typeof sql<{ id: number }>>).execute(tx)
  return rows.map((row) => row.id).sort((a, b) => a - b)
}

test('the contract has the words of the domain', () => {
  expect(FATE_NAMES).toEqual(FATES)
  expect([...GROUP_NAMES].sort()).toEqual([...GROUPS].sort())
})

describe('what holds a campaign before it is sent', () => {
  const found = { intended: 3, strangers: 2, missing: 1, barred: 0 }
  const ask = { allowed: null, isMissed: false, title: 'The ESP' }
  const policy = { ...HOLDS, holdMissing: true }
  const allowed = { strangers: 2, missing: 1 }

  test('is what the firm wants held; the rest is told', () => {
    expect(reasonsToHoldSending(found, { ...ask, policy })).toEqual([
      '2 contacts on its lists at The ESP were not chosen here.',
      'One contact who was chosen is not on its lists at The ESP.',
    ])
    const tells = { ...HOLDS, holdStrangers: false }
    expect(reasonsToHoldSending(found, { ...ask, policy: tells })).toEqual([])
    expect(toldOnly(found, { ...ask, policy: tells })).toHaveLength(2)
    expect(reasonsToHoldSending(found, { ...ask, policy, allowed })).toEqual([])
    expect(toldOnly(found, { ...ask, policy, allowed })).toEqual([])
  })

  test('who came after somebody let it through was not let through', () => {
    const more = { ...found, strangers: 3, missing: 0 }
    expect(reasonsToHoldSending(more, { ...ask, policy, allowed })).toEqual([
      '3 contacts on its lists at The ESP were not chosen here, and 2 when it was let through.',
    ])
  })

  test('a second look that was missed never passes without a word', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (holdUnlooked, isAllowed) => {
        const missed = { ...ask, isMissed: true, allowed: isAllowed ? allowed : null }
        const asked = { ...missed, policy: { ...HOLDS, holdUnlooked } }
        const said = 'What its lists at The ESP hold could not be read again in time.'
        expect(reasonsToHoldSending(found, asked).includes(said)).toBe(holdUnlooked)
        expect(toldOnly(found, asked).includes(said)).toBe(!holdUnlooked)
      }),
    )
  })

  test('always whoever must not get it, and a campaign to nobody', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.integer({ min: 1 }), (a, b, barred) => {
        const tells = { ...HOLDS, holdStrangers: a, holdMissing: b }
        const asked = { ...ask, policy: tells, allowed }
        expect(reasonsToHoldSending({ ...found, barred }, asked)).toHaveLength(1)
        expect(reasonsToHoldSending({ ...found, intended: 0 }, asked)).toHaveLength(1)
      }),
    )
  })
})

const HOLDS = { holdStrangers: true, holdMissing: false, holdUnlooked: true, keepLists: false }
