import { keyIn } from './asked.ts'
import { objectsOf } from './elements.ts'
import { wrong } from './errors.ts'
import { columnOf, joined, objectNamed } from './objects.ts'
import type { Operation } from './vendor.ts'

const names = [
  ...'ind_cst_key ind_prf_code ind_first_name ind_mid_name ind_last_name ind_sfx_code'.split(' '),
  ...'ind_designation ind_int_code ind_badge_name ixo_title cst_id cst_member_flag'.split(' '),
  ...'phn_number eml_address adr_line1 adr_line2 adr_line3 adr_city adr_state'.split(' '),
  ...'adr_post_code adr_country'.split(' '),
]

/** GetIndividualInformation: the usual columns of one individual. */
export const individualInformation: Operation = ({ db }, asked) => {
  const object = objectNamed('Individual')
  const row = db.rows('co_individual').find(keyIn(asked, 'IndividualKey'))
  if (row === undefined) throw wrong('There is no individual with this key')
  const values = names.map((name) => {
    const { table } = columnOf(object, name)
    return [name, joined(db, object, row, table)?.[name] ?? null]
  })
  return [objectsOf('Individual', [Object.fromEntries(values) as Record<string, string | null>])]
}
