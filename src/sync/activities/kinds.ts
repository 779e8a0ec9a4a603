import { sql, type RawBuilder } from 'kysely'
import {
  ACTIVITY_KINDS,
  EVENT_KINDS,
  type ActivitiesPart,
  type ActivityKind,
} from '../../connectors/index.ts'

/** Where a recipient's counts are; of opens and clicks, people's. */
const COLUMNS: Readonly<Record<ActivityKind, string>> = {
  sent: 'sent',
  open: 'human_opens',
  click: 'human_clicks',
  forward: 'forwards',
  bounce: 'bounces',
  opt_out: 'opt_outs',
  complaint: 'complaints',
}

/** The kinds a connection is told: those that have a place there and are not switched off. Pure. */
export function kindsTold(
  { kinds }: Pick<ActivitiesPart, 'kinds'>,
  off: readonly string[],
): ActivityKind[] {
  return ACTIVITY_KINDS.filter((kind) => kinds[kind] !== undefined && !off.includes(kind))
}

/** An array of a recipient's counts in the order of ACTIVITY_KINDS; of kinds not told, noughts. */
export function countsOf(told: readonly ActivityKind[], row = 'r'): RawBuilder<number[]> {
  const columns = ACTIVITY_KINDS.map((kind) => {
    return told.includes(kind) ? sql.ref(`${row}.${COLUMNS[kind]}`) : sql.lit(0)
  })
  return sql`array[${sql.join(columns)}]::integer[]`
}

/** The code of the ledger for each kind, in the order of ACTIVITY_KINDS. */
export const CODES: readonly number[] = ACTIVITY_KINDS.map((kind) => EVENT_KINDS.indexOf(kind) + 1)
