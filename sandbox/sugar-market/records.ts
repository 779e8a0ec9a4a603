import type { ContactState, World } from '../world/world.ts'

/** A company some contacts work for. */
export interface Account {
  id: number
  name: string
  contacts: readonly ContactState[]
}

const firstContact = 1001
const firstAccount = 51

/** Every contact that was not deleted and has an address, oldest first. */
export function contactsAt(world: World, now: number): ContactState[] {
  return world
    .contactsAt(now)
    .filter(({ deletedAt, address }) => deletedAt === undefined && address !== '')
}

export function contactId({ index }: Pick<ContactState, 'index'>): number {
  return firstContact + index
}

/** The companies somebody works for by now; each has its number before its first contact comes. */
export function accountsAt(world: World, now: number): Account[] {
  const names = new Set(world.definition.contacts.map((one) => one.companyName))
  const staff = new Map([...names].map((name) => [name, [] as ContactState[]]))
  for (const state of world.contactsAt(now)) {
    staff.get(state.profile.companyName ?? '')?.push(state)
  }
  return [...staff]
    .map(([name, contacts], place) => ({ id: firstAccount + place, name, contacts }))
    .filter(({ name, contacts }) => name !== '' && contacts.length > 0)
}

/** The vendor's times: UTC to the second. */
export function stamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
