import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ACTIVITY_KINDS,
  type ActivityKind,
  type FeedbackEvent,
} from '../../../src/connectors/index.ts'
import { campaignsTold } from '../../../src/sync/index.ts'
import { fc } from '../../property.ts'
import { sql } from '../../database.ts'
import { SENT_AT } from '../../ledger/world.ts'
import { type JobFault, MemoryJobs } from './crm-parts.ts'
import { activitiesWorld, type ActivitiesWorld } from './world.ts'

const MINUTE = 60_000
const PEOPLE = ['P1', 'P2', 'P3', 'P4']
const LETTERS = { A1: 'Letter C1', A2: 'Letter C2' } as const
type Activity = keyof typeof LETTERS
/** Turns until the CRM has been told everything, once nothing goes wrong any more. */
const TURNS_MAX = 4

let world: ActivitiesWorld
beforeAll(async () => {
  world = await activitiesWorld()
})
afterAll(() => world.close())

interface Happening {
  activity: Activity
  kind: ActivityKind
  who: string
  minute: number
}

type Step =
  | { do: 'happen'; events: Happening[] }
  | { do: 'fault'; is: 'before' | 'after' | 'whole' | 'not shown' }
  | { do: 'job fault'; is: JobFault }
  | { do: 'refuse'; who: string }
  | { do: 'tell' }

const activity = fc.constantFrom('A1' as const, 'A2' as const)
const who = fc.constantFrom(...PEOPLE)
// All else comes a while behind each sending: what happens at once is a machine's.
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      activity,
      kind: fc.constant('sent' as const),
      who,
      minute: fc.integer({ min: 0, max: 30 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      activity,
      kind: fc.oneof(
        fc.constantFrom('open' as const, 'click' as const),
        fc.constantFrom(...ACTIVITY_KINDS.filter((kind) => kind !== 'sent')),
      ),
      who,
      minute: fc.integer({ min: 60, max: 600 }),
    }),
  },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('happen' as const),
      events: fc.array(happening, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      is: fc.constantFrom(
        'before' as const,
        'after' as const,
        'whole' as const,
        'not shown' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('job fault' as const),
      is: fc.constantFrom('lost' as const, 'given nothing' as const, 'failed half' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('refuse' as const), who }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'tell' as const }) },
)
const story = fc.record({
  hasJobs: fc.boolean(),
  known: fc.subarray(PEOPLE, { minLength: 1 }),
  steps: fc.array(step, { minLength: 12, maxLength: 40, size: 'max' }),
})

/** What happened to those whom the CRM knows, by the steps alone. */
class Expected {
  readonly #times = new Map<string, Set<number>>()
  readonly #known: readonly string[]

  constructor(known: readonly string[]) {
    this.#known = known
  }

  happen({ activity, kind, who, minute }: Happening): void {
    if (!this.#known.includes(who)) return
    const key = `${LETTERS[activity]}|${who} ${kind}`
    this.#times.set(key, (this.#times.get(key) ?? new Set()).add(minute))
  }

  of(letter: string): string[] {
    return [...this.#times]
      .filter(([key]) => key.startsWith(`${letter}|`))
      .map(([key, times]) => `${key.slice(letter.length + 1)} x${times.size}`)
      .sort()
  }
}

test('whatever goes wrong on the way, the CRM ends with what the ledger has, each once', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ hasJobs, known, steps }) => {
      await clear()
      world.crm.jobs = hasJobs ? new MemoryJobs() : undefined
      await world.know(...known)
      const expected = new Expected(known)
      for (const one of steps) await take(one, expected)
      await expectCounted()
      await settle()
      // A job that was forgotten would tell again what was told since.
      world.crm.jobs?.endAll()
      for (const letter of Object.values(LETTERS)) {
        expect(world.crm.told(letter)).toEqual(expected.of(letter))
      }
      await expectCounted()
      const calls = world.crm.calls.length
      await world.tell()
      expect(world.crm.calls).toHaveLength(calls)
    }),
    { numRuns: 20 },
  )
}, 240_000)

/** What is kept of how many targets stand how is what counting them finds. */
async function expectCounted(): Promise<void> {
  const { rows } = await world.inTx((tx) =>
    sql<Record<'kept' | 'counted', number[]>>`
      select array[t.done_count, t.waiting_count, t.failed_count] as kept, array(
        select count(r.status)::integer from unnest(array['done', 'waiting', 'failed'])
          with ordinality as s (status, place)
        left join told_recipient r on r.workspace_id = t.workspace_id
          and r.connection_id = t.connection_id and r.campaign_id = t.campaign_id
          and r.status = s.status
        group by s.place order by s.place) as counted
      from told_campaign t`.execute(tx),
  )
  expect(rows.map(({ kept }) => kept)).toEqual(rows.map(({ counted }) => counted))
  const at = { workspaceId: world.by.workspaceId, connectionId: world.crmId }
  const { items } = await world.inTx((tx) => campaignsTold(tx, at, { limit: 10 }))
  for (const { campaignId, recipients } of items) {
    const { rows: all } = await world.inTx((tx) =>
      sql`select from recipient where campaign_id = ${campaignId}`.execute(tx),
    )
    expect(recipients).toBe(all.length)
  }
}

async function take(one: Step, expected: Expected): Promise<void> {
  switch (one.do) {
    case 'happen':
      for (const event of one.events) expected.happen(event)
      return world.happen(...one.events.map(eventOf))
    case 'fault':
      return void world.crm.faults.push(one.is)
    case 'job fault':
      return void world.crm.jobs?.faults.push(one.is)
    case 'refuse':
      return void world.crm.refusing.add(one.who)
    case 'tell':
      world.later(2 * MINUTE)
      return world.tell()
  }
}

function eventOf({ kind, who, activity, minute }: Happening): FeedbackEvent {
  const address = `${who.toLowerCase()}@example.com`
  const link = kind === 'click' ? { link: { url: 'https://firm.example/' } } : {}
  return { kind, address, activity, occurredAt: SENT_AT + minute * MINUTE, ...link }
}

/** Nothing goes wrong any more, and who had to wait or failed is asked for again at once. */
async function settle(): Promise<void> {
  world.crm.faults.length = 0
  if (world.crm.jobs) world.crm.jobs.faults.length = 0
  world.crm.refusing.clear()
  await world.inTx((tx) =>
    sql`
      update told_recipient set status = 'waiting', next_try_at = '-infinity'
      where status <> 'done'`.execute(tx),
  )
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    world.later(2 * MINUTE)
    await world.tell()
  }
}

/** A new firm in the same database would cost a second a run. */
async function clear(): Promise<void> {
  world.crm.campaigns.clear()
  world.crm.entries.clear()
  world.crm.faults.length = 0
  world.crm.refusing.clear()
  const session = await world.homing.database.engine.lendAsOwner()
  try {
    await session.query('delete from told_campaign')
    await session.query('delete from told_job')
    await session.query('delete from crm_record')
    for (const table of ['event', 'verdict', 'recipient', 'recipient_link', 'consent_fact']) {
      await session.query(`delete from ${table}`)
    }
    for (const table of ['campaign_count', 'campaign_bounce', 'campaign_hour', 'problem']) {
      await session.query(`delete from ${table}`)
    }
  } finally {
    session.release()
  }
}
