import { leave, permit } from '../world/consent.ts'
import type { ContactState, World } from '../world/world.ts'

/** A list of addresses that are not written to; they need not be those of contacts. */
export interface UnsubList {
  id: number
  name: string
}

export interface UnsubBook {
  all(): readonly UnsubList[]
  has(id: number, address: string, now: number): boolean
  add(id: number, address: string, now: number): void
  remove(id: number, address: string, now: number): void
  /** An address that had left before it became a contact stays away. */
  meet(address: string, now: number): void
}

/** Whoever is on this one is not written to at all: it is what the world knows of leaving. */
const everything = 1

const lists: readonly UnsubList[] = [
  { id: everything, name: 'All mailings' },
  { id: 2, name: 'Invitations' },
]

export function createUnsubs(world: World): UnsubBook {
  const strangers = new Map(lists.map(({ id }) => [id, new Set<string>()]))
  const addresses = (id: number) => strangers.get(id) as Set<string>
  const holder = (address: string, now: number) => world.holderOf(address, now)
  const change = (address: string, now: number, happen: (state: ContactState) => void): boolean => {
    const contactId = holder(address, now)?.contact.contactId
    if (contactId !== undefined) world.edit(contactId, { at: now, by: 'Account', happen })
    return contactId !== undefined
  }
  const leaveAll = (address: string, now: number) =>
    change(address, now, (state) => leave(state, { at: now, source: 'Account', reason: '' }))
  return {
    all: () => lists,
    has: (id, address, now) => {
      if (addresses(id).has(address.toLowerCase())) return true
      return id === everything && holder(address, now)?.permission === 'unsubscribed'
    },
    add: (id, address, now) => {
      if (id === everything && leaveAll(address, now)) return
      addresses(id).add(address.toLowerCase())
    },
    remove: (id, address, now) => {
      addresses(id).delete(address.toLowerCase())
      if (id !== everything) return
      // The client vouches for the wish: nothing is documented that would hold the address back.
      change(address, now, (state) => {
        if (state.permission !== 'unsubscribed') return
        permit(state, 'implicit', { at: now, by: 'Contact' })
      })
    },
    meet: (address, now) => {
      if (addresses(everything).delete(address.toLowerCase())) leaveAll(address, now)
    },
  }
}
