import { createAddressBook } from './address-book.ts'
import { contactState, type ContactState, type Happening } from './contact-state.ts'
import type { ContactDefinition, WorldDefinition } from './definition.ts'
import type { Invitations } from './invitations.ts'
import type { ListBook } from './lists.ts'
import { firstProfile, type Profile } from './profile.ts'
import type { Story } from './story.ts'

/** Everybody in the account, with what was done to them since the world began. */
export interface Cast {
  readonly contacts: readonly ContactDefinition[]
  at(contactId: string, now: number): ContactState | undefined
  holderOf(address: string, now: number): ContactState | undefined
  add(contact: ContactDefinition): void
  edit(contactId: string, happening: Happening): void
  /** Whether anybody is not as the definition and the first story have it. */
  touched(): boolean
}

interface Stage {
  definition: WorldDefinition
  start: number
  story: Story
  invitations: Invitations
  lists: ListBook
}

export function createCast({ definition, start, story, invitations, lists }: Stage): Cast {
  const contacts = [...definition.contacts]
  const places = new Map(contacts.map((one, index) => [one.contactId, index] as const))
  const edits = new Map<string, Happening[]>()
  const profiles = new Map<string, Profile>()
  const book = createAddressBook()
  /** Whoever would have signed up later with an address that is taken by then. */
  const never = new Set<string>()
  for (const { address, earlierAddress, contactId } of contacts) {
    book.note(address, contactId)
    book.note(earlierAddress?.address ?? '', contactId)
  }

  /** Made once: its ids take longer than all the rest of a contact. */
  const profileOf = (contact: ContactDefinition) => {
    const known = profiles.get(contact.contactId)
    const profile = known ?? firstProfile(contact, start + contact.createdAfter)
    profiles.set(contact.contactId, profile)
    return profile
  }
  const at = (contactId: string, now: number): ContactState | undefined => {
    const index = places.get(contactId)
    const contact = contacts[index ?? -1]
    if (index === undefined || contact === undefined || never.has(contactId)) return undefined
    if (start + contact.createdAfter > now) return undefined
    const told = { optOut: story.optOuts.get(contactId), invitations: invitations.of(contactId) }
    const written = { profile: profileOf(contact), edits: edits.get(contactId) ?? [] }
    const sources = { contact, index, start, ...told, ...written }
    const state = contactState(sources, now)
    // Somebody may have been put on a list, or have confirmed for it, after it was deleted.
    if (state.listIds.some(lists.gone))
      state.listIds = state.listIds.filter((id) => !lists.gone(id))
    return state
  }
  const claim = (address: string, contactId: string, now: number) => {
    for (const other of book.candidates(address)) {
      if (other !== contactId && at(other, now) === undefined) never.add(other)
    }
    book.note(address, contactId)
  }
  return {
    contacts,
    at,
    holderOf: (address, now) => {
      const states = book.candidates(address).map((contactId) => at(contactId, now))
      return states.find((state) => state?.address.toLowerCase() === address.toLowerCase())
    },
    add: (contact) => {
      places.set(contact.contactId, contacts.length)
      contacts.push(contact)
      claim(contact.address, contact.contactId, start + contact.createdAfter)
    },
    edit: (contactId, happening) => {
      edits.set(contactId, [...(edits.get(contactId) ?? []), happening])
      claim(at(contactId, happening.at)?.address ?? '', contactId, happening.at)
    },
    touched: () => edits.size > 0 || invitations.any(),
  }
}
