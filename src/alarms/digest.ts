import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import { writeMails } from '../outbox/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { countAlarms, listAlarms } from './alarms.ts'
import { letterOfDay } from './letters.ts'
import { DAY, HOUR } from './time.ts'

/** The daily mail is written at this hour of the workspace's zone, or as soon after as may be. */
const DIGEST_HOUR = 7
const LISTED_MAX = 200

/**
 * The newest moment not after now at which the clocks of a zone showed the digest's hour; epoch ms.
 * Pure. Where the hour is skipped or doubled by summer time, the one nearest to 24 hours apart.
 */
export function lastDigestMoment(now: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(now)
  const of = (type: string) => Number(parts.find((part) => part.type === type)!.value)
  const intoDayMs = (of('hour') * 3600 + of('minute') * 60 + of('second')) * 1000 + (now % 1000)
  const sinceMs = intoDayMs - DIGEST_HOUR * HOUR
  return now - (sinceMs >= 0 ? sinceMs : sinceMs + DAY)
}

/** The workspace's zone: a letter has no browser to ask. */
export async function zoneOf(tx: Tx, workspaceId: number): Promise<string> {
  const { time_zone: timeZone } = await tx
    .selectFrom('workspace')
    .select('time_zone')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return timeZone
}

/** Writes the morning's mail to everybody who is due one, where there is something to say. */
export async function sendDigests(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  if (homing.mail === undefined) return
  const now = homing.now()
  const timeZone = await zoneOf(tx, workspaceId)
  const moment = new Date(lastDigestMoment(now, timeZone))
  const { rows: due } = await sql<{ user_id: string }>`
    update notification_choice set digest_at = ${new Date(now)}::timestamptz
    where workspace_id = ${workspaceId} and email = 'daily' and digest_at < ${moment}::timestamptz
    returning user_id`.execute(tx)
  if (due.length === 0) return
  const open = await listAlarms(tx, { state: 'open', limit: LISTED_MAX }, now)
  const ended = await listAlarms(tx, { state: 'over', limit: LISTED_MAX }, now)
  const over = ended.items.filter(({ clearedAt }) => now - Date.parse(clearedAt!) < DAY)
  if (open.items.length + over.length === 0) return
  const { open: openCount } = await countAlarms(tx, now)
  const place = { publicUrl: homing.publicUrl, timeZone }
  const letter = letterOfDay({ open: open.items, openCount, over, place })
  await writeMails(
    tx,
    homing,
    workspaceId,
    due.map(({ user_id: userId }) => ({ userId, kind: 'digest' as const, ...letter })),
  )
}
