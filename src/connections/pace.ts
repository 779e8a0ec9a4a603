/**
 * The pace and the day's budget at a vendor, kept across processes and workspaces in one row a
 * budget. One statement reserves the next slot and counts the day; then the caller sleeps until its
 * slot. The database's clock decides, so that processes whose clocks differ keep one pace; the
 * caller's clock only measures how long to sleep.
 */
import { randomUUID } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import { Failure, type Pace, type PaceGate } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Homing } from '../homing.ts'
import { realClock } from '../platform/http/index.ts'
import { dayAt, hearing, keyOf } from './pace-row.ts'
import { dayFor, dayOfPace, KEPT, type Purpose } from './purpose.ts'
import { lineAfter, mayGo, WaitedForTurn, waitInLine, type Asker } from './turns.ts'

/** Slots stand this much further apart than the vendor asks: a wake-up is never quite on time. */
const SPACING_MARGIN = 1.04
/** Whoever would wait longer for a slot is told so instead; the queue for slots has this length. */
const QUEUE_MS_MAX = 120_000
/** No vendor closes a budget for longer than a day, give or take a time zone. */
const BLOCK_MS_MAX = 48 * 3_600_000
/** A request counts as under way no longer than this: whoever made it died. */
const FLIGHT_MS_MAX = 180_000
/** Whoever finds all places of a vendor that limits them taken looks again this often. */
const PLACE_POLL_MS = 200

export interface PaceGateOptions {
  /** How much of the day may be used; asked anew for each request. 'fresh' unless told. */
  purpose?: Purpose | (() => Purpose)
  signal?: AbortSignal
}

/** The day has requests left, but what is more urgent keeps them. */
export class KeptForUrgent extends Failure {}

/**
 * The gate in front of one vendor budget. take resolves when the caller may send one request;
 * throws Failure('quota_exceeded') where the day is used up or the vendor closed the budget, and
 * Failure('throttled') where too many wait already, both with waitMs. Where the vendor limits how
 * many requests are under way, what take answers must be called when the request is over.
 */
export function paceGate(homing: Homing, pace: Pace, options: PaceGateOptions = {}): PaceGate {
  const spacingMs = Math.ceil((1000 / pace.perSecond) * SPACING_MARGIN)
  const { purpose: told = 'fresh' } = options
  const purpose = () => (typeof told === 'function' ? told() : told)
  const sleep = homing.sleep ?? realClock.sleep
  const gate = randomUUID()
  let lastLeftMs = -Infinity
  let turn = Promise.resolve()

  async function take(): Promise<void | (() => Promise<void>)> {
    const slot = await slotOrRefusal()
    if (slot instanceof Failure) throw slot
    const leaveMs = performance.now() + slot.waitMs
    const left = turn.then(() => leave(leaveMs))
    // Whoever gave up waiting does not hold up those behind.
    turn = left.catch(() => undefined)
    if (pace.concurrency === undefined) return left
    const over = () => homing.database.withoutWorkspace((tx) => land(tx, pace, slot.flight))
    await left.catch(async (error: unknown) => {
      await over()
      throw error
    })
    return over
  }

  /** Waits for a place where the vendor limits them; for everything else there is an answer. */
  async function slotOrRefusal(): Promise<Slot | Failure> {
    for (let waitedMs = 0; ; waitedMs += PLACE_POLL_MS) {
      const asker = { gate, purpose: purpose() }
      const answer = await homing.database.withoutWorkspace(async (tx) => {
        const slot = await reserve(tx, pace, { ...asker, spacingMs })
        const told = slot ?? (await explain(tx, pace, asker))
        if (told === 'no place') await waitInLine(tx, keyOf(pace), asker)
        return told
      })
      if (answer !== 'no place') return answer
      if (waitedMs >= QUEUE_MS_MAX) return new WaitedForTurn()
      await sleep(PLACE_POLL_MS, options.signal)
    }
  }

  /** A process that stalled and wakes late must not send at once what piled up meanwhile. */
  async function leave(leaveMs: number): Promise<void> {
    const waitMs = Math.max(leaveMs, lastLeftMs + spacingMs) - performance.now()
    await sleep(Math.max(0, Math.ceil(waitMs)), options.signal)
    lastLeftMs = performance.now()
  }

  async function block(untilMs: number, why: string): Promise<void> {
    const waitMs = Math.min(Math.max(0, Math.ceil(untilMs - homing.now())), BLOCK_MS_MAX)
    await homing.database.withoutWorkspace((tx) => close(tx, pace, { waitMs, why }))
  }

  return { take, block, heard: hearing(homing, pace) }
}

interface Slot {
  /** Milliseconds until it. */
  waitMs: number
  /** Names the request among those under way, to the microsecond. */
  flight: string
}

/** The slot that is now the caller's; null where the gate is closed. */
async function reserve(
  tx: Tx,
  pace: Pace,
  { spacingMs, ...asker }: Asker & { spacingMs: number },
): Promise<Slot | null> {
  const isLimited = sql`${pace.concurrency ?? null}::integer is not null`
  // now is one moment for the whole statement: the transaction's begin may lie in the past.
  const { rows } = await sql<{ wait_ms: number; flight: string }>`
    with clock as materialized (select clock_timestamp() as now)
    insert into pace as p (key, day, used_today, next_slot_at, flights)
    select ${keyOf(pace)}, ${dayOf(pace, sql`now`)}, 1, now + ${ms(spacingMs)},
      array[now + ${ms(FLIGHT_MS_MAX)}] from clock
    on conflict (key) do update set
      flights = case when ${isLimited} then ${living()} || excluded.flights
        else '{}'::timestamptz[] end,
      ${lineAfter(asker)},
      day = greatest(p.day, excluded.day),
      used_today = case when p.day >= excluded.day then p.used_today else 0 end + 1,
      next_slot_at = ${slotOf(spacingMs)} + ${ms(spacingMs)}
    where ${slotOf(spacingMs)} <= clock_timestamp() + ${ms(QUEUE_MS_MAX)}
      and (p.day < excluded.day or p.used_today < ${dayOfRow(pace, asker.purpose)})
      and (not ${isLimited} or (${mayGo(asker)}
        and cardinality(${living()}) < ${pace.concurrency ?? null}::integer))
    returning coalesce(flights[cardinality(flights)]::text, '') as flight,
      greatest(0, extract(epoch from next_slot_at - ${ms(spacingMs)} - clock_timestamp())
      * 1000)::float8 as wait_ms`.execute(tx)
  return rows[0] === undefined ? null : { waitMs: rows[0].wait_ms, flight: rows[0].flight }
}

/** dayFor, of what the vendor told in row p. */
function dayOfRow(pace: Pace, purpose: Purpose): RawBuilder<number> | number {
  const { perDay, dayShare } = pace
  if (dayShare === undefined) return dayFor(pace, purpose)
  const { share, max } = KEPT[purpose]
  return sql`(select d - least(${max}::float8, floor(d * ${share}::float8))
    from (values (case when p.told_per_day is null then ${perDay}::float8
      else greatest(1, floor(p.told_per_day * ${dayShare}::float8)) end)) as v (d))`
}

/** The requests of row p that are under way. */
function living(): RawBuilder<Date[]> {
  return sql`array(select f from unnest(p.flights) f where f > clock_timestamp())`
}

/** A request is over: its place is free. */
async function land(tx: Tx, pace: Pace, flight: string): Promise<void> {
  await sql`
    update pace set flights = array_remove(flights, ${flight}::timestamptz)
    where key = ${keyOf(pace)}`.execute(tx)
}

/**
 * The next free slot of row p. Nobody reserves beyond the queue's length, so a slot further ahead
 * was reserved before the server's clock was put back, and counts for nothing.
 */
function slotOf(spacingMs: number): RawBuilder<Date> {
  return sql`greatest(p.blocked_until, clock_timestamp(),
    case when p.next_slot_at <= clock_timestamp() + ${ms(QUEUE_MS_MAX + spacingMs)}
      then p.next_slot_at end)`
}

/** Why the gate was closed a moment ago. */
async function explain(tx: Tx, pace: Pace, asker: Asker): Promise<Failure | 'no place'> {
  const { rows } = await sql<{
    now: Date
    day: string
    used_today: number
    blocked: Date | null
    why: string | null
    told: number | null
    has_place: boolean
  }>`
    select clock_timestamp() as now, day, used_today, blocked_until as blocked, blocked_why as why,
      told_per_day as told,
      cardinality(${living()}) < ${pace.concurrency ?? null}::integer
        and ${mayGo(asker)} as has_place
    from pace p where key = ${keyOf(pace)}`.execute(tx)
  const row = rows[0]
  if (!row) throw new Error('A pace that refuses must have a row.')
  const now = row.now.getTime()
  const { day, resetsAt } = dayAt(pace, now)
  const blockedMs = (row.blocked?.getTime() ?? 0) - now
  if (blockedMs > QUEUE_MS_MAX) {
    return new Failure('quota_exceeded', row.why ?? 'The vendor takes no requests for now.', {
      whoMustAct: 'vendor',
      remedy: 'Homing goes on by itself when the vendor does.',
      waitMs: blockedMs,
    })
  }
  const perDay = dayOfPace(pace, row.told)
  if (row.day >= day && row.used_today >= dayFor({ perDay }, asker.purpose)) {
    const isKept = row.used_today < dayFor({ perDay }, 'fresh')
    const sentence = `${row.used_today} of the ${perDay} requests the vendor allows a day are used.`
    return new (isKept ? KeptForUrgent : Failure)('quota_exceeded', sentence, {
      whoMustAct: 'vendor',
      remedy: 'Homing goes on by itself when the vendor begins a new day.',
      waitMs: resetsAt - now,
    })
  }
  if (pace.concurrency !== undefined && !row.has_place) return 'no place'
  return new Failure('throttled', 'Too many requests are waiting for the vendor already.', {
    whoMustAct: 'homing',
    waitMs: QUEUE_MS_MAX,
  })
}

/** Nothing is sent for waitMs from now; a longer closure that stands already stays, and its why. */
async function close(tx: Tx, pace: Pace, { waitMs, why }: { waitMs: number; why: string }) {
  await sql`
    insert into pace as p (key, blocked_until, blocked_why)
    values (${keyOf(pace)}, clock_timestamp() + ${ms(waitMs)}, ${why})
    on conflict (key) do update
      set blocked_until = excluded.blocked_until, blocked_why = excluded.blocked_why
      where p.blocked_until is null or p.blocked_until < excluded.blocked_until`.execute(tx)
}

function dayOf(pace: Pace, moment: RawBuilder<unknown>): RawBuilder<string> {
  return sql`to_char(
    ${moment} at time zone 'UTC' - make_interval(hours => ${pace.dayStartsAtUtcHour}::int),
    'YYYY-MM-DD')`
}

function ms(duration: number): RawBuilder<unknown> {
  return sql`make_interval(secs => ${duration / 1000}::float8)`
}
