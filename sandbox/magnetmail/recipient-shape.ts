import type { Element } from '../soap/index.ts'
import type { ContactState } from '../world/world.ts'
import { children, make } from './elements.ts'
import { customFields, valueOf } from './recipient-fields.ts'
import type { Times } from './times.ts'
import type { Vendor } from './vendor.ts'

/** A recipient as every operation shows it, in the order of the contract. */
export function recipientOf(vendor: Vendor, state: ContactState, times: Times): Element[] {
  const { faxes, recipients, suppressions } = vendor
  const { contactId } = state.contact
  const value = (name: string) => valueOf(vendor, state, name)
  const since = suppressions.since(state)
  return children({
    id: recipients.id(contactId),
    email: state.address,
    first_name: value('first_name'),
    last_name: value('last_name'),
    fax: value('fax'),
    Custom_Id: recipients.customId(contactId),
    phone: value('phone'),
    address: value('address_1'),
    address_2: value('address_2'),
    city: value('city'),
    state: value('state'),
    zip: value('zip'),
    company: value('company'),
    unsubscribed: state.permission === 'unsubscribed',
    fax_send_suppress: faxes.suppressedSince(contactId) !== undefined,
    email_send_suppress: since !== undefined,
    email_confirm: state.confirmed,
    text_only: value('text_only') === 'true',
    ...Object.fromEntries(customFields.map((name) => [name, value(name)])),
    suppressed: since !== undefined,
    suppressed_date: since === undefined ? null : times.write(since),
  })
}

/** The same by its id, as it stands now; left out for somebody the world does not know. */
export function recipientElement(
  vendor: Vendor,
  contactId: string,
  { now, times }: { now: number; times: Times },
): Element[] {
  const state = vendor.world.contactAt(contactId, now)
  return state === undefined ? [] : [make('recipient', recipientOf(vendor, state, times))]
}
