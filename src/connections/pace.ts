/**
 * The pace and the day's budget at a vendor, kept across processes and workspaces in one row a
 * budget. One statement reserves the next slot and counts the day; then the caller sleeps until its
 * slot. The database's clock decides, so that processes whose clocks differ keep one pace; the
 * caller's clock only measures how long to sleep.
 */
import { createHash } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import { Failure, type Pace, type PaceGate } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Homing } from '../homing.ts'
import { realClock } from '../platform/http/index.ts'

/** Slots stand this much further apart than the vendor asks: a wake-up is never quite on time. */
const SPACING_MARGIN = 1.04
/** Whoever would wait longer for a slot is told so instead; the queue for slots has this length. */
const QUEUE_MS_MAX = 120_000
/** No vendor closes a budget for longer than a day, give or take a time zone. */
const BLOCK_MS_MAX = 48 * 3_600_000
/** Of the day's budget, this part and no more than so many are kept for what is urgent. */
const RESERVE_SHARE = 0.02
const RESERVE_MAX = 200

export interface PaceGateOptions {
  /** May use the reserve of the day: a person is waiting for the answer. */
  isUrgent?: boolean
  signal?: AbortSignal
}

/**
 * The gate in front of one vendor budget. take resolves when the caller may send one request;
 * throws Failure('quota_exceeded') where the day is used up or the vendor closed the budget, and
 * Failure('throttled') where too many wait already, both with waitMs.
 */
export function paceGate(homing: Homing, pace: Pace, options: PaceGateOptions = {}): PaceGate {
  const spacingMs = Math.ceil((1000 / pace.perSecond) * SPACING_MARGIN)
  const sleep = homing.sleep ?? realClock.sleep
  const perDay = options.isUrgent ? pace.perDay : pace.perDay - reserveOf(pace)
  let lastLeftMs = -Infinity
  let turn = Promise.resolve()

  async function take(): Promise<void> {
    const slot = await homing.database.withoutWorkspace(
      async (tx) => (await reserve(tx, pace, { spacingMs, perDay })) ?? (await explain(tx, pace)),
    )
    if (typeof slot !== 'number') throw slot
    const leaveMs = performance.now() + slot
    const left = turn.then(() => leave(leaveMs))
    // Whoever gave up waiting does not hold up those behind.
    turn = left.catch(() => undefined)
    await left
  }

  /** A process that stalled and wakes late must not send at once what piled up meanwhile. */
  async function leave(leaveMs: number): Promise<void> {
    const waitMs = Math.max(leaveMs, lastLeftMs + spacingMs) - performance.now()
    await sleep(Math.max(0, Math.ceil(waitMs)), options.signal)
    lastLeftMs = performance.now()
  }

  async function block(untilMs: number): Promise<void> {
    const waitMs = Math.min(Math.max(0, Math.ceil(untilMs - homing.now())), BLOCK_MS_MAX)
    await homing.database.withoutWorkspace((tx) => close(tx, pace, waitMs))
  }

  return { take, block }
}

export interface Quota {
  usedToday: number
  perDay: number
  /** Epoch milliseconds. */
  resetsAt: number
}

/** How much of each budget's day is used, in the order asked. */
export async function quotasOf(tx: Tx, paces: readonly Pace[]): Promise<Quota[]> {
  if (paces.length === 0) return []
  const rows = await tx
    .selectFrom('pace')
    .select(['key', 'day', 'used_today'])
    .where('key', 'in', [...new Set(paces.map(keyOf))])
    .execute()
  const { rows: clock } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  const now = clock[0]!.now.getTime()
  return paces.map((pace) => {
    const { day, resetsAt } = dayAt(pace, now)
    const row = rows.find(({ key }) => key === keyOf(pace))
    return { usedToday: row && row.day >= day ? row.used_today : 0, perDay: pace.perDay, resetsAt }
  })
}

/** Milliseconds until the slot that is now the caller's; null where the gate is closed. */
async function reserve(
  tx: Tx,
  pace: Pace,
  { spacingMs, perDay }: { spacingMs: number; perDay: number },
): Promise<number | null> {
  // now is one moment for the whole statement: the transaction's begin may lie in the past.
  const { rows } = await sql<{ wait_ms: number }>`
    with clock as materialized (select clock_timestamp() as now)
    insert into pace as p (key, day, used_today, next_slot_at)
    select ${keyOf(pace)}, ${dayOf(pace, sql`now`)}, 1, now + ${ms(spacingMs)} from clock
    on conflict (key) do update set
      day = greatest(p.day, excluded.day),
      used_today = case when p.day >= excluded.day then p.used_today else 0 end + 1,
      next_slot_at = ${slotOf(spacingMs)} + ${ms(spacingMs)}
    where ${slotOf(spacingMs)} <= clock_timestamp() + ${ms(QUEUE_MS_MAX)}
      and (p.day < excluded.day or p.used_today < ${perDay})
    returning greatest(0, extract(epoch from next_slot_at - ${ms(spacingMs)} - clock_timestamp())
      * 1000)::float8 as wait_ms`.execute(tx)
  return rows[0]?.wait_ms ?? null
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
async function explain(tx: Tx, pace: Pace): Promise<Failure> {
  const { rows } = await sql<{ now: Date; day: string; used_today: number; blocked: Date | null }>`
    select clock_timestamp() as now, day, used_today, blocked_until as blocked
    from pace where key = ${keyOf(pace)}`.execute(tx)
  const row = rows[0]
  if (!row) throw new Error('A pace that refuses must have a row.')
  const now = row.now.getTime()
  const { day, resetsAt } = dayAt(pace, now)
  const blockedMs = (row.blocked?.getTime() ?? 0) - now
  if (blockedMs > QUEUE_MS_MAX) {
    return new Failure('quota_exceeded', 'The vendor takes no requests for now.', {
      whoMustAct: 'vendor',
      remedy: 'Homing goes on by itself when the vendor does.',
      waitMs: blockedMs,
    })
  }
  if (row.day >= day && row.used_today >= pace.perDay - reserveOf(pace)) {
    return new Failure(
      'quota_exceeded',
      `${row.used_today} of the ${pace.perDay} requests the vendor allows a day are used.`,
      {
        whoMustAct: 'vendor',
        remedy: 'Homing goes on by itself when the vendor begins a new day.',
        waitMs: resetsAt - now,
      },
    )
  }
  return new Failure('throttled', 'Too many requests are waiting for the vendor already.', {
    whoMustAct: 'homing',
    waitMs: QUEUE_MS_MAX,
  })
}

/** Nothing is sent for waitMs from now; a longer closure that stands already stays. */
async function close(tx: Tx, pace: Pace, waitMs: number): Promise<void> {
  await sql`
    insert into pace as p (key, blocked_until)
    values (${keyOf(pace)}, clock_timestamp() + ${ms(waitMs)})
    on conflict (key) do update
      set blocked_until = greatest(p.blocked_until, excluded.blocked_until)`.execute(tx)
}

function reserveOf(pace: Pace): number {
  return Math.min(RESERVE_MAX, Math.floor(pace.perDay * RESERVE_SHARE))
}

/** Hashed: the row is shared by all workspaces and must not tell whose account it is. */
function keyOf(pace: Pace): string {
  return createHash('sha256').update(pace.budget).digest('hex')
}

function dayOf(pace: Pace, moment: RawBuilder<unknown>): RawBuilder<string> {
  return sql`to_char(
    ${moment} at time zone 'UTC' - make_interval(hours => ${pace.dayStartsAtUtcHour}::int),
    'YYYY-MM-DD')`
}

/** The vendor's day at an instant, as dayOf names it in SQL, and when the next one begins. */
function dayAt(pace: Pace, now: number): { day: string; resetsAt: number } {
  const shiftMs = pace.dayStartsAtUtcHour * 3_600_000
  const day = new Date(now - shiftMs).toISOString().slice(0, 10)
  return { day, resetsAt: Date.parse(`${day}T00:00:00Z`) + 24 * 3_600_000 + shiftMs }
}

function ms(duration: number): RawBuilder<unknown> {
  return sql`make_interval(secs => ${duration / 1000}::float8)`
}
