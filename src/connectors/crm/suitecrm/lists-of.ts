import {
  asObject,
  type JsonObject,
  type RemoteGroup,
  type Vendor,
  walkPages,
} from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { linkedIn, pageById, recordsIn } from './entry-list.ts'
import { PERSON_MODULES } from './modules.ts'
import { literal, safeId } from './values.ts'

/**
 * The lists on which somebody is who has an address, told by the address's own records. An address
 * does not tell who has it, so each module is asked; the sub-query is one of the few that SuiteCRM
 * lets through (include/SugarSQLValidate.php).
 */
export async function listsOf(
  vendor: Vendor,
  addresses: readonly JsonObject[],
): Promise<RemoteGroup[]> {
  const ids = addresses.map(({ id }) => literal(safeId(id))).join(', ')
  const found = new Set<string>()
  for (const { id: module } of PERSON_MODULES) {
    const having =
      'select bean_id from email_addr_bean_rel where deleted = 0'
      + ` and bean_module = ${literal(module)} and email_address_id in `
    const listing = {
      module,
      fields: ['id'],
      links: { prospect_lists: ['id'] },
      where: `${module.toLowerCase()}.id in (${having}(${ids}))`,
    }
    const pages = walkPages(TITLE, (cursor) => pageById(vendor, listing, cursor))
    for await (const { body } of pages) {
      for (const record of recordsIn(body)) {
        for (const list of linkedIn(asObject(record) ?? {}, 'prospect_lists')) {
          found.add(safeId(list['id']))
        }
      }
    }
  }
  return [...found].map((id) => ({ kind: 'list', id }))
}
