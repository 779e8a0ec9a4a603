import { sql, type RawBuilder } from 'kysely'
import { personRows, type PersonRow } from '../../people/index.ts'
import { idsOf, type Tx } from '../../platform/database/index.ts'
import type { Segment } from '../segments/index.ts'
import { placesOf } from './compile.ts'
import { bySets, PREVIEW_MS_MAX, withPatience } from './patience.ts'
import { refuseUnknownNames } from './refer.ts'
import type { Asking } from './sets.ts'

/** People shown beside the number. */
const SAMPLE = 10

export interface SegmentPreview {
  count: number
  /** Some of them, the first that came to be known. */
  sample: PersonRow[]
}

/** How many a segment holds now, and some of them; refuses plainly what takes too long. */
export async function previewSegment(
  tx: Tx,
  asking: Asking,
  segment: Segment,
): Promise<SegmentPreview> {
  await refuseUnknownNames(tx, asking.workspaceId, segment, 'definition')
  const persons = placesOf(segment, asking)
  const { count, ids } = await withPatience(tx, PREVIEW_MS_MAX, () =>
    bySets(tx, () => countAndSome(tx, persons)),
  )
  const rows = await personRows(tx, asking.workspaceId, ids)
  return { count, sample: ids.flatMap((id) => rows.get(id) ?? []) }
}

/** How many persons a set holds; refuses plainly what takes too long. */
export async function countPersons(tx: Tx, persons: RawBuilder<unknown>): Promise<number> {
  const { rows } = await withPatience(tx, PREVIEW_MS_MAX, () =>
    bySets(tx, () =>
      sql<{ count: number }>`
        select count(*)::integer as count from (${persons}) s`.execute(tx),
    ),
  )
  return rows[0]!.count
}

/**
 * In one pass, that workers may share: everybody found becomes a bit among those of its neighbours,
 * so that a million persons are some ten thousand rows to be put together, counted, and looked at
 * for the first ten.
 */
async function countAndSome(tx: Tx, persons: RawBuilder<unknown>) {
  const { rows } = await sql<{ count: number; ids: number[] }>`
    with found as materialized (${persons})
    select (select coalesce(sum(bit_count(bits::bit(64))), 0)::integer from found) as count,
      array(${idsOf(sql`select place, bits from found order by place limit ${SAMPLE}`)}
        order by id limit ${SAMPLE}) as ids`.execute(tx)
  return rows[0]!
}
