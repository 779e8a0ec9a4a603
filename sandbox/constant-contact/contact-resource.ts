import { createRandom } from '../random.ts'
import { isoDate, isoTime } from '../world/time.ts'
import type { ContactState } from '../world/world.ts'

export const includable = [
  'custom_fields',
  'list_memberships',
  'phone_numbers',
  'street_addresses',
  'taggings',
  'notes',
]

export function contactResource(state: ContactState, include: readonly string[]) {
  const { contact } = state
  const parts = subresources(state)
  const wanted = Object.fromEntries(include.map((name) => [name, parts[name]]))
  return {
    contact_id: contact.contactId,
    email_address: emailAddress(state),
    ...(contact.firstName !== '' && { first_name: contact.firstName }),
    ...(contact.lastName !== '' && { last_name: contact.lastName }),
    ...(contact.jobTitle !== '' && { job_title: contact.jobTitle }),
    ...(contact.companyName !== '' && { company_name: contact.companyName }),
    create_source: contact.permission === 'explicit' ? 'Contact' : 'Account',
    update_source: state.updatedBy,
    created_at: isoTime(state.createdAt),
    updated_at: isoTime(state.updatedAt),
    ...(state.deletedAt !== undefined && { deleted_at: isoDate(state.deletedAt) }),
    ...wanted,
  }
}

function emailAddress(state: ContactState) {
  const { contact, permission } = state
  // A deleted contact shows opt-out fields too, with the account as their source.
  const deletion = state.deletedAt === undefined ? undefined : { at: state.deletedAt, reason: '' }
  const out = state.optOut ?? (deletion && { ...deletion, source: 'Account' as const })
  return {
    address: state.address,
    permission_to_send: permission,
    created_at: withOffset(state.createdAt),
    updated_at: withOffset(state.updatedAt),
    opt_in_source: contact.permission === 'explicit' ? 'Contact' : 'Account',
    opt_in_date: withOffset(state.createdAt),
    ...(out && { opt_out_source: out.source, opt_out_date: isoTime(out.at) }),
    ...(out && out.reason !== '' && { opt_out_reason: out.reason }),
    confirm_status: permission === 'pending_confirmation' ? 'pending' : 'off',
  }
}

function subresources(state: ContactState): Record<string, unknown> {
  const { contact, createdAt } = state
  const random = createRandom(contact.contactId)
  const source = { update_source: 'Account', create_source: 'Account' }
  const times = { created_at: withOffset(createdAt), updated_at: withOffset(createdAt) }
  const phone = { phone_number_id: random.uuid(), phone_number: contact.phone, kind: 'work' }
  const street = { street_address_id: random.uuid(), kind: 'work', city: contact.city }
  return {
    custom_fields: [],
    list_memberships: [...state.listIds],
    phone_numbers: contact.phone === '' ? [] : [{ ...phone, ...times, ...source }],
    street_addresses: [{ ...street, country: contact.country, ...times }],
    taggings: [],
    notes: [],
  }
}

/** The contract's samples of contact times carry an offset; the firm's winter one is used here. */
function withOffset(time: number): string {
  return `${isoTime(time - 6 * 3_600_000).slice(0, 19)}-06:00`
}
