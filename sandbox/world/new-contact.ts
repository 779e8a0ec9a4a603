import type { Random } from '../random.ts'
import type { ContactDefinition, Party, Permission } from './definition.ts'

export interface NewContact {
  address: string
  permission: Permission
  by: Party
  listIds: readonly string[]
}

/** A contact that was added through the API, with habits like everybody else's. */
export function newContact(
  { address, permission, by, listIds }: NewContact,
  createdAfter: number,
  random: Random,
): ContactDefinition {
  return {
    contactId: random.uuid(),
    address,
    firstName: '',
    lastName: '',
    jobTitle: '',
    companyName: '',
    city: '',
    country: '',
    phone: '',
    listIds: [...listIds],
    permission,
    createdBy: by,
    createdAfter,
    persona: random.pick(['avid', 'regular', 'skimmer', 'never']),
    gateway: 'none',
    device: random.pick(['computer', 'mobile']),
  }
}
