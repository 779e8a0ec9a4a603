/** The modules that hold people, and what is asked of each. */
import type { PeopleModule } from '../../sdk/index.ts'
import type { Listing } from './records.ts'

export const ACCOUNTS = 'Accounts'
export const USERS = 'Users'

/** Organizations first, and of the persons those whom a firm knows best. */
export const PEOPLE_MODULES: readonly PeopleModule[] = [
  { id: ACCOUNTS, title: 'Accounts', holds: 'organizations' },
  { id: 'Contacts', title: 'Contacts', holds: 'persons' },
  { id: 'Leads', title: 'Leads', holds: 'persons' },
  // "Targets" on SugarCRM's own screens.
  { id: 'Prospects', title: 'Targets', holds: 'persons' },
]

export const PERSON_MODULES = PEOPLE_MODULES.filter(({ holds }) => holds === 'persons')

const EVERY = ['id', 'date_modified', 'deleted', 'assigned_user_id', 'assigned_user_name', 'email']

const PERSON_FIELDS = ['first_name', 'last_name', 'title', 'account_name']

/** What of a module is read as people. */
export function peopleOf({ id, holds }: PeopleModule): Listing {
  const own =
    holds === 'organizations'
      ? ['name', 'account_type', 'phone_office', ...placeAt('billing')]
      : [...PERSON_FIELDS, 'phone_work', 'phone_fax', ...placeAt('primary')]
  // Leads and targets have the name of a company alone.
  const account = id === 'Contacts' ? ['account_id'] : []
  return { module: id, fields: [...EVERY, ...own, ...account], withDeleted: true }
}

/** What of a module is read as contacts. */
export function contactsOf(module: string): Listing {
  return { module, fields: ['id', 'email', ...PERSON_FIELDS] }
}

function placeAt(kind: string): string[] {
  return [`${kind}_address_city`, `${kind}_address_country`]
}
