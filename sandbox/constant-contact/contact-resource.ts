import { filled } from '../world/profile.ts'
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
  const { profile } = state
  const parts = subresources(state)
  const wanted = Object.fromEntries(include.map((name) => [name, parts[name]]))
  return {
    contact_id: state.contact.contactId,
    ...(state.address !== '' && { email_address: emailAddress(state) }),
    ...filled({
      first_name: profile.firstName,
      last_name: profile.lastName,
      job_title: profile.jobTitle,
      company_name: profile.companyName,
      birthday_month: profile.birthday?.month,
      birthday_day: profile.birthday?.day,
      anniversary: profile.anniversary,
    }),
    create_source: state.createdBy,
    update_source: state.updatedBy,
    created_at: isoTime(state.createdAt),
    updated_at: isoTime(state.updatedAt),
    ...(state.deletedAt !== undefined && { deleted_at: isoDate(state.deletedAt) }),
    ...wanted,
  }
}

function emailAddress(state: ContactState) {
  const { permission } = state
  // A deleted contact shows opt-out fields too, with the account as their source.
  const deletion = state.deletedAt === undefined ? undefined : { at: state.deletedAt, reason: '' }
  const out = state.optOut ?? (deletion && { ...deletion, source: 'Account' as const })
  return {
    address: state.address,
    permission_to_send: permission,
    created_at: withOffset(state.createdAt),
    updated_at: withOffset(state.updatedAt),
    opt_in_source: state.optIn.source,
    opt_in_date: withOffset(state.optIn.at),
    ...(out && { opt_out_source: out.source, opt_out_date: isoTime(out.at) }),
    ...(out && out.reason !== '' && { opt_out_reason: out.reason }),
    confirm_status: confirmStatus(state),
  }
}

function confirmStatus({ permission, confirmed }: ContactState): string {
  if (permission === 'pending_confirmation') return 'pending'
  return confirmed ? 'confirmed' : 'off'
}

function subresources({ profile, listIds }: ContactState): Record<string, unknown> {
  const times = (one: { createdAt: number; updatedAt: number }) => ({
    created_at: withOffset(one.createdAt),
    updated_at: withOffset(one.updatedAt),
  })
  return {
    custom_fields: profile.fields.map(({ fieldId, value, choiceIds }) => ({
      custom_field_id: fieldId,
      ...filled({ value, choice_ids: choiceIds }),
    })),
    list_memberships: [...listIds],
    phone_numbers: profile.phones.map((one) => ({
      phone_number_id: one.id,
      phone_number: one.number,
      kind: one.kind,
      ...times(one),
      update_source: one.updatedBy,
      create_source: one.createdBy,
    })),
    street_addresses: profile.streets.map((one) => ({
      street_address_id: one.id,
      kind: one.kind,
      ...filled({ street: one.street, city: one.city, state: one.state }),
      ...filled({ postal_code: one.postalCode, country: one.country }),
      ...times(one),
    })),
    taggings: [],
    notes: profile.notes.map(({ id, createdAt, content }) => ({
      note_id: id,
      created_at: isoTime(createdAt),
      content,
    })),
  }
}

/** The contract's samples of contact times carry an offset; the firm's winter one is used here. */
function withOffset(time: number): string {
  return `${isoTime(time - 6 * 3_600_000).slice(0, 19)}-06:00`
}
