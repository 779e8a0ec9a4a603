import { leave, permit } from '../world/consent.ts'
import type { ContactState, World } from '../world/world.ts'
import type { Vendor } from './vendor.ts'

export const plainAddress = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/

/** A subscriber as a client gives it. */
export interface Given {
  email: string
  /** Empty for none. */
  id: string
  values: readonly (readonly [string, string])[]
  /** Whether an opt-out that is there is lifted. */
  resubscribes?: boolean
}

/**
 * Takes one subscriber in; whoever had unsubscribed stays so unless told otherwise. Answers the
 * contact's id.
 */
export function take(vendor: Vendor, given: Given, listIds: readonly string[], at: number): string {
  const { world, subscribers, interests } = vendor
  const there = world.holderOf(given.email, at)
  const added = { address: given.email, permission: 'implicit', by: 'Account' } as const
  const contactId = there?.contact.contactId ?? world.create({ ...added, listIds: [] }, at)
  if (given.id !== '') subscribers.name(contactId, given.id)
  const write = writing(world, given.values, at)
  const happen = (state: ContactState) => {
    write(state)
    // The client vouches for the subscriber's wish: this mode exists for nothing else.
    if (given.resubscribes === true) permit(state, 'explicit', { at, by: 'Contact' })
  }
  world.edit(contactId, { at, by: 'Account', happen })
  for (const listId of listIds) {
    const state = world.contactAt(contactId, at)
    if (state !== undefined) interests.add(state, listId, at)
  }
  return contactId
}

const parts = {
  firstname: 'firstName',
  lastname: 'lastName',
  jobtitle: 'jobTitle',
  company: 'companyName',
} as const

/** Names of people and firms are the world's own; every other field is one of the account's. */
function writing(world: World, values: Given['values'], at: number) {
  const made = values.map(([name, value]) => {
    const key = name.toLowerCase().replace(/[^a-z]/g, '')
    const part = Object.hasOwn(parts, key) ? parts[key as keyof typeof parts] : undefined
    return { part, value, id: part === undefined ? fieldOf(world, name, at) : '' }
  })
  return (state: ContactState): void => {
    delete state.deletedAt
    for (const { part, value, id } of made) {
      const { profile } = state
      const others = profile.fields.filter((one) => one.fieldId !== id)
      if (part !== undefined) state.profile = { ...profile, [part]: value }
      else state.profile = { ...profile, fields: [...others, { fieldId: id, value }] }
    }
  }
}

function fieldOf(world: World, label: string, at: number): string {
  const known = world.fields.all().find((one) => one.label === label)
  return (known ?? world.fields.create({ label, type: 'string', choices: [] }, at)).fieldId
}

/** Takes everybody else off those interests. */
export function keepOnly(
  vendor: Vendor,
  listIds: readonly string[],
  kept: Set<string>,
  at: number,
) {
  for (const state of vendor.world.contactsAt(at)) {
    if (kept.has(state.contact.contactId)) continue
    for (const listId of listIds) vendor.interests.remove(state, listId, at)
  }
}

/** Ends a subscription altogether; an opt-out that is there stays. */
export function quit({ world }: Vendor, contactId: string, reason: string, at: number): void {
  const happen = (state: ContactState) => leave(state, { at, source: 'Account', reason })
  world.edit(contactId, { at, by: 'Account', happen })
}
