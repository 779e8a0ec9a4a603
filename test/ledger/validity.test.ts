import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { askMayWrite } from '../../src/consent/index.ts'
import {
  bounceStanding,
  carryOutTask,
  changeBouncePolicy,
  settleAddresses,
  showTask,
} from '../../src/ledger/index.ts'
import { addressesOfPerson, confirmAddress } from '../../src/people/index.ts'
import type { Homing } from '../../src/homing.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from './world.ts'

const DAY = 86_400_000
const ADDRESS = 'ada@example.com'
const FULL = { code: 'F', class: 'full', note: 'Mailbox full' } as const

let at: TestDatabase
let homing: Homing
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
  const jobs = { enqueue: async () => undefined }
  homing = { database: at.database, jobs, now: () => NOW } as unknown as Homing
})
beforeEach(async () => {
  ground = await prepareGround(at.database, await makeWorkspace(at.database, 'Validity'))
})
afterAll(() => at.close())

const on = (day: number, more: Partial<FeedbackEvent> = {}): FeedbackEvent => ({
  kind: 'bounce',
  activity: 'A1',
  address: ADDRESS,
  occurredAt: SENT_AT + day * DAY,
  ...(more.kind === undefined && { bounce: FULL }),
  ...more,
})
const days = (...list: number[]) => list.map((day) => on(day))

interface State {
  is_valid: boolean
  soft_count: number
  soft_invalid_at: Date | null
}

async function state(address = ADDRESS): Promise<State> {
  const { rows } = await at.database.inWorkspace(ground.workspaceId, (tx) =>
    sql<State>`select is_valid, soft_count, soft_invalid_at from address
      where canonical = ${address}`.execute(tx),
  )
  return rows[0]!
}

const setPolicy = (times: number | null, over: number) =>
  at.database.inWorkspace(ground.workspaceId, (tx) =>
    sql`insert into bounce_policy values (${ground.workspaceId}, ${times}, ${over})`.execute(tx),
  )

describe('soft bounces in a row', () => {
  beforeEach(() => setPolicy(3, 5))

  test('make an address invalid once they are enough, with the day on which they were', async () => {
    await take(ground, days(0, 2))
    expect(await state()).toEqual({ is_valid: true, soft_count: 2, soft_invalid_at: null })
    await take(ground, days(3))
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 3 })
    await take(ground, days(5, 7))
    expect(await state()).toEqual({
      is_valid: false,
      soft_count: 5,
      soft_invalid_at: new Date(SENT_AT + 5 * DAY),
    })
  })

  test('of one mailing on one day are one', async () => {
    const again = [1, 2, 3].map((minute) => on(0, { occurredAt: SENT_AT + minute * 60_000 }))
    await take(ground, [...again, on(6)])
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 2 })
  })

  test.each<[string, FeedbackEvent]>([
    ['a delivery', on(4, { kind: 'delivered' })],
    ['a click of a person', on(4, { kind: 'click', link: { url: 'https://x.example/' } })],
    ['an open through a privacy proxy', on(4, { kind: 'open', agent: 'GoogleImageProxy' })],
    ['an automatic reply', on(4, { bounce: { code: 'V', class: 'auto-reply' } })],
    ['another mailing that did not bounce', on(4, { kind: 'sent', activity: 'A2' })],
  ])('are ended by %s, whenever it is told', async (_, sign) => {
    await take(ground, [...days(0, 2, 3), sign, ...days(6)])
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 1 })
    await take(ground, days(9, 12))
    expect(await state()).toMatchObject({ is_valid: false, soft_count: 3 })
    const late = { ...sign, occurredAt: SENT_AT + 10 * DAY }
    await take(ground, [late])
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 1 })
  })

  test('go on where the open that ended them turns out to be a scanner’s', async () => {
    const open = on(4, { kind: 'open', activity: 'A2' })
    await take(ground, [...days(0, 2), open])
    expect(await state()).toMatchObject({ soft_count: 0 })
    const sent = { ...open, kind: 'sent', occurredAt: open.occurredAt! - 2_000 } as const
    await take(ground, [sent])
    expect(await state()).toMatchObject({ soft_count: 2 })
    await take(ground, days(6))
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 1 })
  })

  test.each<[string, FeedbackEvent]>([
    ['a scanner', on(4, { kind: 'open', agent: 'Barracuda' })],
    ['a block', on(4, { bounce: { code: 'Z', class: 'block' } })],
    ['the mail that bounced', on(4, { kind: 'sent' })],
  ])('go on over %s', async (_, event) => {
    await take(ground, [...days(0, 2), event, ...days(6)])
    expect(await state()).toMatchObject({ is_valid: false, soft_count: 3 })
  })

  test('are told in words: on the person’s page, and where somebody asks whether to write', async () => {
    await take(ground, days(0, 2, 6))
    const words = '3 soft bounces in a row since 3 May 2026, the last (F) in Letter C1'
    await at.database.inWorkspace(ground.workspaceId, async (tx) => {
      const [person] = await tx.selectFrom('person').select('id').execute()
      const [address] = await addressesOfPerson(tx, ground.workspaceId, person!.id)
      expect(address).toMatchObject({
        isValid: false,
        invalidReason: words,
        invalidSince: new Date(SENT_AT + 6 * DAY),
      })
      const ask = {
        addresses: [ADDRESS],
        channel: 'email',
        class: 'transactional',
        topicId: null,
      } as const
      const [answer] = await askMayWrite(tx, ground.workspaceId, ask, NOW)
      expect(answer).toMatchObject({ mayWrite: false, reason: 'invalid_address' })
      expect(answer!.sentence).toBe(`Nothing arrives at this address: ${words}.`)
      const change = {
        workspaceId: ground.workspaceId,
        personId: person!.id,
        addressId: address!.id,
        actor: 'test',
        now: NOW,
      }
      await confirmAddress(tx, change, 'They wrote to us from it.')
    })
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 0 })
    await take(ground, [on(3, { activity: 'A2' })])
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 0 })
  })

  test('missed by batches that ran at the same moment are judged once more', async () => {
    await take(ground, [...days(0, 2, 3), on(4, { kind: 'delivered' }), ...days(6)])
    // What a batch leaves that did not see the delivery another one wrote.
    await at.database.inWorkspace(ground.workspaceId, (tx) =>
      sql`update address set soft_count = 4, soft_invalid_at = now(),
        soft_judged_at = now() - interval '3 minutes'`.execute(tx),
    )
    await settleAddresses(homing, ground.workspaceId)
    expect(await state()).toMatchObject({ is_valid: true, soft_count: 1 })
    await settleAddresses(homing, ground.workspaceId)
    const { rows } = await at.database.inWorkspace(ground.workspaceId, (tx) =>
      sql`select from address where soft_judged_at is not null`.execute(tx),
    )
    expect(rows).toEqual([])
  })
})

test('a changed policy judges every address again, and says what came of it', async () => {
  await take(ground, [...days(0, 2, 4), { ...on(1), address: 'ben@example.com' }])
  expect(await state()).toMatchObject({ is_valid: true, soft_count: 3 })
  const by = { workspaceId: ground.workspaceId, id: 'u1', name: 'Jo' }
  const change = async (softTimes: number | null, softDays: number) => {
    const { id: taskId } = await changeBouncePolicy(homing, by, { softTimes, softDays })
    await carryOutTask(homing, { workspaceId: ground.workspaceId, taskId })
    return at.database.inWorkspace(ground.workspaceId, (tx) => showTask(tx, taskId))
  }
  const count = (name: string, found: { outcome: { name: string; count: number }[] }) =>
    found.outcome.find((one) => one.name === name)!.count

  const strict = await change(3, 4)
  expect(strict).toMatchObject({ status: 'done', done: 2, total: 2 })
  expect([count('now invalid', strict), count('unchanged', strict)]).toEqual([1, 1])
  expect(await state()).toMatchObject({ is_valid: false })
  const standing = await at.database.inWorkspace(ground.workspaceId, (tx) =>
    bounceStanding(tx, ground.workspaceId),
  )
  expect(standing).toEqual({ softTimes: 3, softDays: 4, bouncing: 2, wornOut: 1 })
  expect(count('good again', await change(null, 4))).toBe(1)
  expect(await state()).toMatchObject({ is_valid: true, soft_count: 3 })
})

/** The rule once more, without regard to speed. */
function expected(events: FeedbackEvent[], times: number, over: number) {
  const isSoft = ({ bounce }: FeedbackEvent) => bounce?.class === 'full'
  const newest = Math.max(...events.filter(isSoft).map((event) => event.occurredAt!))
  const mailing = ({ activity }: FeedbackEvent) => activity.slice(0, 2)
  const bouncedMailings = new Set(events.filter(({ kind }) => kind === 'bounce').map(mailing))
  const signs = events.filter(
    (event) =>
      event.kind === 'delivered'
      || event.kind === 'forward'
      || event.bounce?.class === 'auto-reply'
      || (event.kind === 'sent'
        && event.occurredAt! < newest
        && !bouncedMailings.has(mailing(event))),
  )
  const life = Math.max(-Infinity, ...signs.map((event) => event.occurredAt!))
  const since = new Map<string, number>()
  for (const event of events.filter(isSoft)) {
    if (event.occurredAt! <= life) continue
    const name = `${mailing(event)} ${Math.floor(event.occurredAt! / DAY)}`
    since.set(name, Math.min(since.get(name) ?? Infinity, event.occurredAt!))
  }
  const row = [...since.values()].sort((a, b) => a - b)
  const enough = row.findIndex((time, place) => place + 1 >= times && time >= row[0]! + over * DAY)
  return {
    soft_count: row.length,
    soft_invalid_at: enough === -1 ? null : new Date(row[enough]!),
    is_valid: enough === -1,
  }
}

test('the fold is the rule, in whatever order and portions the news comes', async () => {
  const happening = fc
    .record({
      activity: fc.constantFrom('A1', 'A2', 'A2R'),
      hours: fc.integer({ min: 0, max: 16 * 24 }),
      what: fc.constantFrom('full', 'full', 'full', 'full', 'sent', 'delivered', 'forward', 'V'),
    })
    .map(({ activity, hours, what }): FeedbackEvent => {
      const base = { activity, address: ADDRESS, occurredAt: SENT_AT + hours * 3_600_000 }
      if (what === 'full') return { ...base, kind: 'bounce', bounce: FULL }
      if (what !== 'V') return { ...base, kind: what as 'sent' }
      // One happening has one code: an automatic reply never comes at the time of a soft bounce.
      const bounce = { code: 'V', class: 'auto-reply' } as const
      return { ...base, occurredAt: base.occurredAt + 1_000, kind: 'bounce', bounce }
    })
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 0, max: 6 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
      async (events, times, over, sizes) => {
        ground = await prepareGround(at.database, await makeWorkspace(at.database, 'Fold'))
        await setPolicy(times, over)
        for (let from = 0; from < events.length;) {
          const size = sizes.next().value
          await take(ground, events.slice(from, from + size))
          from += size
        }
        expect(await state()).toEqual(expected(events, times, over))
      },
    ),
    { numRuns: 30, verbose: 1 },
  )
}, 120_000)
