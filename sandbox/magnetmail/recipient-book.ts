import type { ContactState, World } from '../world/world.ts'
import { createNumbers } from './numbers.ts'

/** Who a recipient is to the vendor, and to the CRM that loaded it. */
export interface RecipientBook {
  id(contactId: string): number
  /** Whoever was not taken away by then. */
  all(now: number): ContactState[]
  find(id: number, now: number): ContactState | undefined
  withAddress(address: string, now: number): ContactState | undefined
  withCustomId(customId: string, now: number): ContactState | undefined
  customId(contactId: string): string | undefined
  name(contactId: string, customId: string): void
}

/** Whoever is in the firm's CRM was loaded with the id there; of a shared mailbox, the first. */
export function createRecipients(world: World): RecipientBook {
  const people = new Map<string, string>()
  for (const { email, otherEmails, externalId } of world.definition.people) {
    for (const address of [email, ...otherEmails]) {
      if (address !== '' && !people.has(address)) people.set(address, externalId)
    }
  }
  const numbers = createNumbers(2_000_001)
  const customIds = new Map<string, string>()
  for (const { contactId, address } of world.definition.contacts) {
    numbers.of(contactId)
    const customId = people.get(address)
    if (customId !== undefined) customIds.set(contactId, customId)
  }
  const living = (state: ContactState | undefined) => (there(state) ? state : undefined)
  return {
    id: (contactId) => numbers.of(contactId),
    all: (now) => world.contactsAt(now).filter(there),
    find: (id, now) => living(world.contactAt(numbers.key(id) ?? '', now)),
    withAddress: (address, now) => living(world.holderOf(address, now)),
    withCustomId: (customId, now) => {
      const named = [...customIds].filter(([, one]) => one === customId)
      const states = named.map(([contactId]) => living(world.contactAt(contactId, now)))
      return states.find((one) => one !== undefined)
    },
    customId: (contactId) => customIds.get(contactId),
    name: (contactId, customId) => {
      if (customId === '') customIds.delete(contactId)
      else customIds.set(contactId, customId)
    },
  }
}

function there(state: ContactState | undefined): boolean {
  return state !== undefined && state.deletedAt === undefined && state.address !== ''
}
