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

/**
 * The companies by their names. An account keeps its number as long as nobody writes to the world,
 * which nothing at this vendor does.
 */
export function accountsAt(world: World, now: number): Account[] {
  const names = new Map<string, ContactState[]>()
  for (const state of world.contactsAt(now)) {
    const { companyName = '' } = state.profile
    if (companyName !== '') names.set(companyName, [...(names.get(companyName) ?? []), state])
  }
  return [...names].map(([name, contacts], place) => ({ id: firstAccount + place, name, contacts }))
}

/** The vendor's times: UTC to the second. */
export function stamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
