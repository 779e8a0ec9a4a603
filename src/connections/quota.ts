import { sql } from 'kysely'
import type { Pace } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { lastsUntil, type Spent } from './forecast.ts'
import { dayAt, keyOf } from './pace-row.ts'
import { dayOfPace } from './purpose.ts'

export interface Quota extends Spent {
  perSecond: number
  /** When the day's requests are used up at this pace (epoch ms); null: they suffice. */
  lastsUntil: number | null
}

/** How much of each budget's day is used, in the order asked. */
export async function quotasOf(tx: Tx, paces: readonly Pace[]): Promise<Quota[]> {
  if (paces.length === 0) return []
  const rows = await tx
    .selectFrom('pace')
    .select(['key', 'day', 'used_today', 'told_per_day'])
    .where('key', 'in', [...new Set(paces.map(keyOf))])
    .execute()
  const { rows: clock } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  const now = clock[0]!.now.getTime()
  return paces.map((pace) => {
    const { day, resetsAt } = dayAt(pace, now)
    const row = rows.find(({ key }) => key === keyOf(pace))
    const usedToday = row && row.day >= day ? row.used_today : 0
    const perDay = dayOfPace(pace, row?.told_per_day ?? null)
    const spent = { usedToday, perDay, resetsAt }
    return { ...spent, perSecond: pace.perSecond, lastsUntil: lastsUntil(spent, now) }
  })
}
