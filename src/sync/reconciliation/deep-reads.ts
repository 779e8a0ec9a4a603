import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

/** The first tries come with each pull: rows that are merely late are there soon. */
const TRIES_SOON = 3
/** After those, the next try waits this long, and each one after it four times as long. */
const WAIT_MS = 3600 * 1000
const WAIT_FACTOR = 4
/** 3 soon, then 1 h, 4 h, 16 h, 64 h, 11 days and 43 days apart: some 57 days in all. */
const TRIES_MAX = 9

/** How often a stream was read to its end in vain. */
export interface DeepRead {
  tries: number
  /** What was missing after the last try. */
  missing: number
  /** Epoch ms. */
  lastAt: number
}

/**
 * Whether a stream of which rows are missing may be read to its end now. Pure. A vendor whose
 * totals are wrong for good is asked less and less, and in the end no more, until its total grows
 * beyond what was missing then.
 */
export function mayReadDeep(before: DeepRead | undefined, missing: number, now: number): boolean {
  if (missing <= 0) return false
  if (before === undefined) return true
  if (missing > before.missing) return before.tries < TRIES_SOON || now >= before.lastAt + WAIT_MS
  const next = nextDeepRead(before)
  return next !== null && now >= next
}

/** A row that could not be read is looked for again no earlier than this. */
const MENDED_MS = 24 * 3600 * 1000

/**
 * Whether a stream with rows that cannot be read may be read to its end again: the vendor may have
 * mended them. Pure. The waits grow with the mailing, each as long as it was old the last time, so
 * rows that stay bad for good cost a handful of reads. Ages in ms.
 */
export function mayBeMended({ sinceRead, old }: { sinceRead: number; old: number }): boolean {
  return sinceRead >= Math.max(MENDED_MS, old - sinceRead)
}

/** So long after a mailing was sent, or its service was connected, it is read each day. */
const UNTOLD_DAILY_MS = 14 * 24 * 3600 * 1000
/** After that the top of a stream is looked at each time the mailing is older by this part. */
const UNTOLD_PART = 1 / 14

/**
 * Whether a stream of a kind no total is told of may be read to its end again: nothing else says
 * what was left out of it. Pure. Once a day for two weeks, and then each time its mailing is twice
 * as old. `old` is since it was sent or its service was connected, whichever is later, so that what
 * the first read missed of an old mailing is found as soon. Ages in ms.
 */
export function mayHaveLeftOut({ sinceRead, old }: { sinceRead: number; old: number }): boolean {
  return old < UNTOLD_DAILY_MS ? sinceRead >= MENDED_MS : mayBeMended({ sinceRead, old })
}

/**
 * Whether the newest of such a stream may be asked for again, which costs a call or two unless
 * something came. Pure. Once a day for two weeks, and then ever more seldom: every other day after
 * a month, each week after three. Ages in ms.
 */
export function mayHaveGrown({ sinceLooked, old }: { sinceLooked: number; old: number }): boolean {
  return sinceLooked >= Math.max(MENDED_MS, (old - sinceLooked) * UNTOLD_PART)
}

/** When a stream is read to its end next (epoch ms), should nothing change; null: no more. Pure. */
export function nextDeepRead({ tries, lastAt }: Omit<DeepRead, 'missing'>): number | null {
  if (tries >= TRIES_MAX) return null
  return tries < TRIES_SOON ? lastAt : lastAt + WAIT_MS * WAIT_FACTOR ** (tries - TRIES_SOON)
}

/** What is known of the streams of a connection that still miss rows, by the stream's name. */
export async function deepReadsOf(tx: Tx, connectionId: number): Promise<Map<string, DeepRead>> {
  const rows = await tx
    .selectFrom('deep_read')
    .select(['stream', 'tries', 'missing', 'last_at'])
    .where('connection_id', '=', connectionId)
    .execute()
  return new Map(
    rows.map(({ stream, tries, missing, last_at }) => [
      stream,
      { tries, missing, lastAt: last_at.getTime() },
    ]),
  )
}

/**
 * Keeps how a stream stands after it was read to its end at a moment (epoch ms): one try more where
 * rows are still missing, the waits begun anew where more are than before; nothing where none is.
 */
export async function rememberDeepRead(
  tx: Tx,
  of: { workspaceId: number; connectionId: number; stream: string },
  { missing, now }: { missing: number; now: number },
): Promise<void> {
  if (missing <= 0) {
    await tx
      .deleteFrom('deep_read')
      .where('connection_id', '=', of.connectionId)
      .where('stream', '=', of.stream)
      .execute()
    return
  }
  await sql`
    insert into deep_read (workspace_id, connection_id, stream, tries, missing, last_at)
    values (${of.workspaceId}, ${of.connectionId}, ${of.stream}, 1, ${missing}, ${new Date(now)})
    on conflict (workspace_id, connection_id, stream) do update set
      tries = case when excluded.missing > deep_read.missing
        then least(deep_read.tries + 1, ${sql.lit(TRIES_SOON + 1)}) else deep_read.tries + 1 end,
      missing = excluded.missing, last_at = excluded.last_at`.execute(tx)
}
