/** The modules that hold people, and what is asked of each. */
import type { PeopleModule } from '../../sdk/index.ts'
import { ADDRESS_FIELDS } from './addresses.ts'
import type { Listing } from './entry-list.ts'

/** Organizations first, and of the persons those whom a firm knows best. */
export const PEOPLE_MODULES: readonly PeopleModule[] = [
  { id: 'Accounts', title: 'Accounts', holds: 'organizations' },
  { id: 'Contacts', title: 'Contacts', holds: 'persons' },
  { id: 'Leads', title: 'Leads', holds: 'persons' },
  // "Targets" on SuiteCRM's own screens.
  { id: 'Prospects', title: 'Targets', holds: 'persons' },
]

export const PERSON_MODULES = PEOPLE_MODULES.filter(({ holds }) => holds === 'persons')

const OWNER = { assigned_user_link: ['id', 'email1'] } as const

const EVERY = ['id', 'date_modified', 'deleted', 'assigned_user_name'] as const

const PERSON_FIELDS = ['first_name', 'last_name', 'title', 'account_name', 'email1'] as const

/** What of a module is read as people. */
export function peopleOf({ id, holds }: PeopleModule): Listing {
  return holds === 'organizations' ? organizations(id) : persons(id)
}

/** What of a module is read as contacts: who may be written to, and on which lists they are. */
export function contactsOf(module: string): Listing {
  return {
    module,
    fields: ['id', ...PERSON_FIELDS],
    links: { email_addresses: ADDRESS_FIELDS, prospect_lists: ['id'] },
  }
}

function organizations(module: string): Listing {
  return {
    module,
    fields: [
      ...EVERY,
      'name',
      'account_type',
      'email1',
      'phone_office',
      'billing_address_city',
      'billing_address_country',
    ],
    links: { email_addresses: ['id', 'email_address'], ...OWNER },
    withDeleted: true,
  }
}

function persons(module: string): Listing {
  return {
    module,
    fields: [
      ...EVERY,
      ...PERSON_FIELDS,
      'phone_work',
      'phone_fax',
      'primary_address_city',
      'primary_address_country',
    ],
    links: {
      email_addresses: ['id', 'email_address'],
      // Leads and targets have the name of a company alone.
      ...(module === 'Contacts' && { accounts: ['id', 'account_type'] }),
      ...OWNER,
    },
    withDeleted: true,
  }
}
