import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { classOfAgent, rebuild, REASONS, RULE_VERSION } from '../../src/ledger/index.ts'
import { fc, runsOf } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { pictureIn, pictureOf, prepareGround, SENT_AT, take, takeIn, type Ground } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const addresses = ['ada@example.com', 'Ben@example.com', 'chloe@exämple.org', 'dan@example.net']
const LINKS = ['https://example.com/a', 'https://example.com/b', 'https://example.com/c?q=1#x']

/** Times cluster around the send and around each other, where the verdict rules bite. */
const moment = fc
  .oneof(
    fc.integer({ min: 0, max: 30_000 }).map((ms) => SENT_AT + ms),
    fc.integer({ min: 0, max: 20 }).map((s) => SENT_AT + 3_600_000 + s * 1_000),
    fc.integer({ min: -3, max: 40 * 24 }).map((hours) => SENT_AT + hours * 3_600_000),
  )
  .map((ms) => Math.min(ms, Date.UTC(2026, 4, 20, 12)))

/** One that tells its country, and one that does not. */
const FAXES = ['+44 (0)1225 446 000', '01225 446000']
const isFax = (address: string) => FAXES.includes(address)

const common = {
  address: fc.constantFrom(...addresses, ...FAXES),
  occurredAt: moment,
  activity: fc.constantFrom('A1', 'A2', 'A2R'),
}
const AGENTS = [undefined, 'computer', 'Mozilla/5.0', 'Barracuda Sentinel', 'phone']
type Happening = { address: string; occurredAt: number; activity: string }
const happening: fc.Arbitrary<FeedbackEvent> = fc.oneof(
  fc.record({ kind: fc.constant('sent' as const), ...common }),
  fc
    .record({ kind: fc.constant('open' as const), ...common })
    .map((event) => ({ ...event, agent: AGENTS[choice(event, AGENTS.length)] })),
  fc
    .record({
      kind: fc.constant('click' as const),
      ...common,
      link: fc.constantFrom(...LINKS).map((url) => ({ url })),
    })
    .map((event) => ({ ...event, agent: AGENTS[choice(event, AGENTS.length)] })),
  fc.record({ kind: fc.constantFrom('forward' as const, 'delivered' as const), ...common }),
  fc
    .record({ kind: fc.constant('bounce' as const), ...common })
    .map((event) => ({ ...event, bounce: codeOf(event) })),
  fc
    .record({ kind: fc.constant('opt_out' as const), ...common })
    .map((event) => ({ ...event, reason: `because of ${event.occurredAt % 3}` })),
)

/**
 * One happening has one code and one agent: two reports of it that differ would be two truths, of
 * which the ledger keeps the first it is told.
 */
function choice(event: Happening, options: number): number {
  return ((event.occurredAt / 500 + event.address.length + event.activity.length) % options) | 0
}

function codeOf(event: Happening) {
  return BOUNCES[choice(event, BOUNCES.length)]!
}

const BOUNCES: NonNullable<FeedbackEvent['bounce']>[] = [
  { code: 'B', class: 'hard' },
  { code: 'D', class: 'soft' },
  { code: 'F', class: 'full', smtp: 452, enhanced: '4.2.2' },
  { code: 'V', class: 'auto-reply' },
  { code: 'Z', class: 'block', suppresses: true },
  { code: 'D', class: 'soft', smtp: 421 },
]

const world = fc.array(happening.map(withChannel), { minLength: 1, maxLength: 60 })

function withChannel(event: FeedbackEvent): FeedbackEvent {
  return isFax(event.address) ? { ...event, channel: 'fax' } : event
}

const RUNS = runsOf(25)

/** Two soft bounces a day apart are enough there, so that some addresses wear out. */
async function ground() {
  const made = await prepareGround(at.database, await makeWorkspace(at.database, 'Property'))
  await at.database.inWorkspace(made.workspaceId, (tx) =>
    sql`insert into bounce_policy (workspace_id, soft_times, soft_days)
      values (${made.workspaceId}, 2, 1)`.execute(tx),
  )
  return made
}

test(
  'once, 46 times, reversed, split and interleaved give identical tables',
  async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.infiniteStream(fc.nat(6)), async (events, sizes) => {
        const here = await ground()
        const expected = await lived(here, [events])
        expect(expected['event']!.length).toBeGreaterThan(0)

        expect(await lived(here, [Array.from({ length: 46 }, () => events).flat()])).toEqual(
          expected,
        )
        expect(await lived(here, [[...events].reverse()])).toEqual(expected)

        const shuffled = [...events, ...events].sort((a, b) => scatter(a) - scatter(b))
        const portions: FeedbackEvent[][] = []
        for (let from = 0; from < shuffled.length; from += portions.at(-1)!.length) {
          portions.push(shuffled.slice(from, from + 1 + sizes.next().value))
        }
        expect(await lived(here, portions)).toEqual(expected)
      }),
      { numRuns: RUNS, verbose: 1 },
    )
  },
  RUNS * 10_000,
)

/**
 * What the portions make of the world, which is undone afterwards. One world for all orders: which
 * of two bounces of one instant a recipient shows is told by their keys, and a connection's id is
 * part of those.
 */
async function lived(here: Ground, portions: FeedbackEvent[][]) {
  let picture: Awaited<ReturnType<typeof pictureIn>> = {}
  const undone = new Error('to undo it')
  await here.database
    .inWorkspace(here.workspaceId, async (tx) => {
      for (const portion of portions) await takeIn(tx, here, portion)
      picture = await pictureIn(tx)
      throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
  return picture
}

function scatter(event: FeedbackEvent): number {
  return ((event.occurredAt! % 9973) * 31 + event.address.length * 7 + event.kind.length) % 101
}

test(
  'rebuilt recipients, counts, verdicts and flags are equal to the byte',
  async () => {
    await fc.assert(
      fc.asyncProperty(world, async (events) => {
        const here = await ground()
        const half = Math.floor(events.length / 2)
        await take(here, events.slice(half))
        await take(here, events.slice(0, half))
        const before = await pictureOf(here)
        await rebuild(at.database, here.workspaceId)
        expect(await pictureOf(here)).toEqual(before)
      }),
      { numRuns: RUNS, verbose: 1 },
    )
  },
  RUNS * 5_000,
)

test(
  'verdicts are those of the rules, written down without regard to speed or order of arrival',
  async () => {
    await fc.assert(
      fc.asyncProperty(world, async (events) => {
        const here = await ground()
        const half = Math.floor(events.length / 2)
        await take(here, events.slice(half))
        await take(here, events.slice(0, half))
        const stored = await at.database.inWorkspace(here.workspaceId, (tx) =>
          sql<{
            address: string
            campaign: string
            ms: number
            kind: number
            url: string
            agent: string
            verdict: string | null
            version: number | null
          }>`
          select a.address, c.name as campaign, (extract(epoch from e.occurred_at) * 1000)::bigint as ms,
            e.kind, coalesce(l.url, '') as url, coalesce(d.value, '') as agent, v.reason as verdict,
            v.rule_version as version
          from event e join address a on a.id = e.address_id join campaign c on c.id = e.campaign_id
          left join link l on l.id = e.link_id left join detail d on d.id = e.agent_id
          left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
            and v.occurred_at = e.occurred_at and v.key = e.key
          where e.kind in (1, 3, 4)`.execute(tx),
        )
        const recipients = groupBy(stored.rows, (row) => `${row.address} ${row.campaign}`)
        for (const rows of recipients.values()) {
          const reactions = rows.filter((row) => row.kind !== 1)
          const judged = byTheRules(
            reactions.map((row) => ({
              kind: row.kind === 3 ? ('open' as const) : ('click' as const),
              at: Number(row.ms),
              link: row.url,
              agent: row.agent,
            })),
            rows.filter((row) => row.kind === 1).map((row) => Number(row.ms)),
          )
          expect(reactions.map((row) => row.verdict)).toEqual(judged)
          for (const row of reactions) expect(row.version ?? RULE_VERSION).toBe(RULE_VERSION)
        }
      }),
      { numRuns: RUNS, verbose: 1 },
    )
  },
  RUNS * 5_000,
)

interface Reaction {
  kind: 'open' | 'click'
  at: number
  link: string
  agent: string
}

/** The four rules of verdict-rules.ts, the first that fits. */
function byTheRules(reactions: readonly Reaction[], sends: readonly number[]): (string | null)[] {
  return reactions.map(({ kind, at, agent }) => {
    if (classOfAgent(agent) === 'scanner') return REASONS.agent
    if (classOfAgent(agent) === 'proxy') return REASONS.proxy
    if (sends.some((sent) => sent <= at && at - sent < 10_000)) return REASONS.scan
    if (kind === 'open') return null
    const near = reactions.filter((one) => one.kind === 'click' && Math.abs(one.at - at) <= 5_000)
    const isBurst = near.length >= 3 && new Set(near.map((one) => one.link)).size > 1
    return isBurst ? REASONS.burst : null
  })
}

function groupBy<T>(rows: T[], nameOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(nameOf(row), [...(groups.get(nameOf(row)) ?? []), row])
  return groups
}
