import type { ContactState } from '../world/world.ts'
import type { FieldValues } from './body.ts'
import type { Vendor } from './vendor.ts'

export interface Enlisted {
  address: string
  fields: FieldValues
  listIds: readonly string[]
  /** Who brings the member in: the firm, or the person with a form. */
  by: 'Account' | 'Contact'
}

/**
 * Puts a member into groups with some values, making it if the address is new. Who was deleted is
 * there again; who has opted out stays so unless it is the member that signs up.
 */
export function enlist(
  { world, fields }: Pick<Vendor, 'world' | 'fields'>,
  { address, fields: values, listIds, by }: Enlisted,
  at: number,
): { state: ContactState; added: boolean } {
  const holder = world.holderOf(address, at)
  const permission = by === 'Contact' ? 'explicit' : 'implicit'
  const fresh = { address, permission, by, listIds } as const
  const contactId = holder?.contact.contactId ?? world.create(fresh, at)
  const write = fields.writing(values, at)
  const happen = (state: ContactState) => {
    delete state.deletedAt
    state.listIds = [...new Set([...state.listIds, ...listIds])]
    write(state)
  }
  if (holder !== undefined || Object.keys(values).length > 0) {
    world.edit(contactId, { at, by, happen })
  }
  return { state: world.contactAt(contactId, at) as ContactState, added: holder === undefined }
}
