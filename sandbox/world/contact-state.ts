import { leave, permit, type Consent } from './consent.ts'
import type { ContactDefinition, Party } from './definition.ts'
import type { Profile } from './profile.ts'
import type { OptOut } from './story.ts'

/** A contact as it stands at one moment. */
export interface ContactState extends Consent {
  contact: ContactDefinition
  /** The place in the account's order of contacts; paging cursors name it. */
  index: number
  /** Empty for a contact that has a name only. */
  address: string
  profile: Profile
  createdAt: number
  createdBy: Party
  updatedAt: number
  updatedBy: Party
  /** Whether the address answered a confirmation mail. */
  confirmed: boolean
  deletedAt?: number
  listIds: readonly string[]
}

/** Something that happens to a contact at a moment. */
export interface Happening {
  at: number
  by: Party
  happen(state: ContactState): void
}

/** A mail that asks the recipient to confirm; most never do. */
export interface Invitation {
  at: number
  kind: 'resubscribe' | 'sign-up'
  /** When the recipient will answer by itself. */
  confirmedAt?: number
  /** The recipient was made to answer. */
  answered?: boolean
  listIds: readonly string[]
}

export interface ContactSources {
  contact: ContactDefinition
  index: number
  start: number
  /** The profile it begins with. */
  profile: Profile
  optOut: OptOut | undefined
  invitations: readonly Invitation[]
  /** What was written through the API, in the order of its moments. */
  edits: readonly Happening[]
}

/** Everything that has happened to the contact up to that moment, applied in its order. */
export function contactState(sources: ContactSources, now: number): ContactState {
  const state = firstState(sources)
  const past = happenings(sources).filter((one) => one.at <= now)
  for (const one of past.sort((a, b) => a.at - b.at)) {
    one.happen(state)
    state.updatedAt = one.at
    state.updatedBy = one.by
  }
  return state
}

function firstState({ contact, index, start, profile }: ContactSources): ContactState {
  const createdAt = start + contact.createdAfter
  const by = contact.createdBy ?? (contact.permission === 'explicit' ? 'Contact' : 'Account')
  return {
    contact,
    index,
    address: contact.earlierAddress?.address ?? contact.address,
    // The definition names the state at the start; before the opt-out there was permission.
    permission: contact.permission === 'unsubscribed' ? 'implicit' : contact.permission,
    optIn: { at: createdAt, source: by },
    profile,
    createdAt,
    createdBy: by,
    updatedAt: createdAt,
    updatedBy: contact.createdBy ?? 'Account',
    confirmed: false,
    listIds: contact.listIds,
  }
}

function happenings({ contact, start, optOut, invitations, edits }: ContactSources): Happening[] {
  const list: Happening[] = []
  const { earlierAddress, deletedAfter } = contact
  if (earlierAddress !== undefined) {
    const happen = (state: ContactState) => void (state.address = contact.address)
    list.push({ at: start + earlierAddress.changedAfter, by: 'Account', happen })
  }
  if (optOut !== undefined) {
    list.push({ at: optOut.at, by: optOut.source, happen: (state) => leave(state, optOut) })
  }
  for (const { confirmedAt, listIds } of invitations) {
    if (confirmedAt !== undefined) list.push(confirmation(confirmedAt, listIds))
  }
  if (deletedAfter !== undefined) list.push(deletion(start + deletedAfter))
  return [...list, ...edits]
}

/** Deleting takes the contact off its lists and leaves its permission as it was. */
export function deletion(at: number): Happening {
  const happen = (state: ContactState) => {
    state.deletedAt = at
    state.listIds = []
  }
  return { at, by: 'Account', happen }
}

/** Only the contact's own confirmation lifts its opt-out. */
export function confirmation(at: number, listIds: readonly string[]): Happening {
  const happen = (state: ContactState) => {
    if (state.deletedAt !== undefined) return
    permit(state, 'explicit', { at, by: 'Contact' })
    state.confirmed = true
    state.listIds = [...new Set([...state.listIds, ...listIds])]
  }
  return { at, by: 'Contact', happen }
}
