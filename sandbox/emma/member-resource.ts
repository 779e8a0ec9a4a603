import type { ContactState } from '../world/world.ts'
import { memberId } from './ids.ts'
import { stamp, stampOf } from './stamp.ts'
import type { Vendor } from './vendor.ts'

/** Shows members as they stand at one moment; made once for many of them. */
export function memberShower(vendor: Vendor, now: number) {
  const standing = vendor.standings.at(now)
  return (state: ContactState) => ({
    member_id: memberId(state),
    account_id: Number(vendor.keys.accountId),
    email: state.address,
    fields: vendor.fields.valuesOf(state),
    status: words[standing(state)],
    member_status_id: standing(state),
    member_since: stamp(state.createdAt),
    last_modified_at: stamp(state.updatedAt),
    confirmed_opt_in: state.confirmed ? stamp(state.optIn.at) : null,
    plaintext_preferred: false,
    email_error: null,
    bounce_count: 0,
    deleted_at: stampOf(state.deletedAt),
  })
}

const words = { a: 'active', e: 'error', o: 'optout', f: 'forwarded' } as const

/** Shows one member, with how many messages to it bounced. */
export function memberShown(vendor: Vendor, state: ContactState, now: number) {
  const bounce_count = vendor.standings.bounces(state.contact.contactId, now)
  return { ...memberShower(vendor, now)(state), bounce_count }
}
