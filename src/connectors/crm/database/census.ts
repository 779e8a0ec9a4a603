import { asKey, asText, firstRows, relation, sql } from '../../../platform/sql/index.ts'
import { type CensusPage, unreadable, type Vendor } from '../../sdk/index.ts'
import { ask, engineOf, TITLE } from './client.ts'
import { viewIfThere } from './pages.ts'
import { ID_CHARS_MAX } from './values.ts'

/** Ids of one page: they are short. */
const IDS_MAX = 5_000

/** The ids of a view that does not tell what is deleted; null where it does, or is not there. */
export async function census(
  vendor: Vendor,
  module: 'people' | 'organizations',
  cursor: string | null,
): Promise<CensusPage | null> {
  const there = await viewIfThere(vendor, module)
  if (there === null || there.columns.has('deleted')) return null
  const engine = engineOf(vendor)
  const key = asKey(engine, sql.ref('id'))
  const behind = cursor === null ? sql`` : sql` and ${key} > ${asKey(engine, sql.val(cursor))}`
  const rows = await ask(
    vendor,
    there.name,
    sql`select ${asText(engine, 'id', ID_CHARS_MAX + 1)} as id from ${relation(there)}
      where ${sql.ref('id')} is not null${behind} order by ${key} ${firstRows(engine, IDS_MAX)}`,
  )
  const ids = rows.map(({ id }) => String(id))
  if (ids.some((id) => id.length > ID_CHARS_MAX)) {
    throw unreadable(TITLE, `An id is longer than ${ID_CHARS_MAX} characters.`)
  }
  return { ids, next: ids.length < IDS_MAX ? null : ids.at(-1)! }
}
