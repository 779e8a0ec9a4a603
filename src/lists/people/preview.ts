import { sql, type RawBuilder } from 'kysely'
import { personRows, type PersonRow } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Segment } from '../segments/index.ts'
import { personsOf } from './compile.ts'
import { PREVIEW_MS_MAX, withPatience } from './patience.ts'
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
  const persons = personsOf(segment, asking)
  const { count, ids } = await withPatience(tx, PREVIEW_MS_MAX, () => countAndSome(tx, persons))
  const rows = await personRows(tx, asking.workspaceId, ids)
  return { count, sample: ids.flatMap((id) => rows.get(id) ?? []) }
}

/** How many persons a set holds; refuses plainly what takes too long. */
export async function countPersons(tx: Tx, persons: RawBuilder<unknown>): Promise<number> {
  return withPatience(tx, PREVIEW_MS_MAX, async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from (${persons}) s`.execute(tx)
    return rows[0]!.count
  })
}

/** In one pass: the first ten are found beside the count, not asked for again. */
async function countAndSome(tx: Tx, persons: RawBuilder<unknown>) {
  const { rows } = await sql<{ count: number; ids: number[] }>`
    with found as materialized (${persons})
    select (select count(*)::integer from found) as count,
      array(select person_id from found order by person_id limit ${SAMPLE}) as ids`.execute(tx)
  return rows[0]!
}
