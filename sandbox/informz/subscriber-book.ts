import type { World } from '../world/world.ts'
import { createNumbers } from './numbers.ts'

/** Who a subscriber is to the vendor, and to the CRM that loaded it. */
export interface SubscriberBook {
  /** The vendor's own number of a subscriber. */
  number(contactId: string): number
  /** The id it was loaded with; undefined for somebody who was loaded without. */
  userId(contactId: string): string | undefined
  name(contactId: string, userId: string): void
  withUserId(userId: string): string | undefined
}

/** Whoever is in the firm's CRM was loaded with the id there; of a shared mailbox, the first. */
export function createSubscribers(world: World): SubscriberBook {
  const people = new Map<string, string>()
  for (const { email, otherEmails, externalId } of world.definition.people) {
    for (const address of [email, ...otherEmails]) {
      if (address !== '' && !people.has(address)) people.set(address, externalId)
    }
  }
  const number = createNumbers(100_001)
  const ids = new Map<string, string>()
  const owners = new Map<string, string>()
  for (const { contactId, address } of world.definition.contacts) {
    number(contactId)
    const userId = people.get(address)
    if (userId === undefined) continue
    ids.set(contactId, userId)
    if (!owners.has(userId)) owners.set(userId, contactId)
  }
  return {
    number,
    userId: (contactId) => ids.get(contactId),
    name: (contactId, userId) => {
      ids.set(contactId, userId)
      owners.set(userId, contactId)
    },
    withUserId: (userId) => owners.get(userId),
  }
}
