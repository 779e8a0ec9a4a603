import { childOf, childrenOf, textOf, type Element } from '../soap/index.ts'
import { leave } from '../world/consent.ts'
import type { ContactState, World } from '../world/world.ts'
import type { Action } from './actions.ts'
import { make, Refused } from './errors.ts'
import type { Vendor } from './vendor.ts'

const mostSubscribers = 1000
const plainAddress = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/

interface Given {
  email: string
  id: string
  values: readonly (readonly [string, string])[]
}

/** Adds or updates subscribers and puts them on interests, or makes them all there is on those. */
export const subscribe: Action = (vendor, asked, now) => {
  const details = childOf(asked, 'InterestDetails')
  const names = details && childOf(details, 'InterestNames')
  const action = (details && textOf(details, 'InterestAction')) ?? 'AddOrUpdateSubscribers'
  if (action !== 'AddOrUpdateSubscribers' && action !== 'ReplaceAllSubscribers') {
    throw new Refused('UnexpectedInputException', 'The interest action is not known')
  }
  const given = readSubscribers(asked)
  const listIds = (names ? childrenOf(names, 'InterestName') : []).map((one) => {
    return vendor.interests.named(one.text.trim(), now).listId
  })
  const kept = given.map((one) => take(vendor, one, listIds, now))
  if (action === 'ReplaceAllSubscribers') keepOnly(vendor, listIds, new Set(kept), now)
  return [make('Count', given.length)]
}

function readSubscribers(asked: Element): Given[] {
  const data = childOf(asked, 'SubscriberData') ?? asked
  const defined = childrenOf(childOf(data, 'FieldDefinitions') ?? data, 'FieldDefinition')
  const defaults = defined.map(
    (one) => [textOf(one, 'Name') ?? '', textOf(one, 'DefaultValue') ?? ''] as const,
  )
  const all = childrenOf(childOf(data, 'Subscribers') ?? data, 'Subscriber')
  if (all.length > mostSubscribers) {
    throw new Refused('InvalidDataFormatException', `At most ${mostSubscribers} subscribers`)
  }
  return all.map((one) => {
    const fields = childrenOf(childOf(one, 'Fields') ?? one, 'Field')
    const values = new Map(defaults.filter(([, value]) => value !== ''))
    for (const { attributes, text } of fields) {
      const name = attributes.element ?? ''
      if (!defaults.some(([known]) => known === name)) {
        throw new Refused('UnexpectedInputException', 'A field has no definition')
      }
      values.set(name, text)
    }
    const email = (textOf(one, 'Email') ?? '').trim()
    if (email === '') {
      throw new Refused('InsufficientDataToCreateSubscriberException', 'An Email is missing')
    }
    if (!plainAddress.test(email)) {
      throw new Refused('InvalidDataFormatException', 'An Email is no address')
    }
    return { email, id: (textOf(one, 'ID') ?? '').trim(), values: [...values] }
  })
}

/** Takes one subscriber in; whoever had unsubscribed stays so. Answers the contact's id. */
function take(vendor: Vendor, given: Given, listIds: readonly string[], at: number): string {
  const { world, subscribers, interests } = vendor
  const there = world.holderOf(given.email, at)
  const added = { address: given.email, permission: 'implicit', by: 'Account' } as const
  const contactId = there?.contact.contactId ?? world.create({ ...added, listIds: [] }, at)
  if (given.id !== '') subscribers.name(contactId, given.id)
  const happen = writing(world, given.values, at)
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

function keepOnly(vendor: Vendor, listIds: readonly string[], kept: Set<string>, at: number) {
  for (const state of vendor.world.contactsAt(at)) {
    if (kept.has(state.contact.contactId)) continue
    for (const listId of listIds) vendor.interests.remove(state, listId, at)
  }
}

/** Ends the subscription altogether; whoever is not known is not counted. */
export const unsubscribe: Action = ({ world, subscribers }, asked, now) => {
  const all = childrenOf(childOf(asked, 'Subscribers') ?? asked, 'Subscriber')
  if (all.length > mostSubscribers) {
    throw new Refused('InvalidDataFormatException', `At most ${mostSubscribers} subscribers`)
  }
  let count = 0
  for (const one of all) {
    const email = textOf(one, 'Email') ?? ''
    const contactId =
      world.holderOf(email, now)?.contact.contactId
      ?? subscribers.withUserId(textOf(one, 'ID') ?? '')
    if (contactId === undefined) continue
    count += 1
    const reason = textOf(one, 'UnsubscribeReason') ?? ''
    const happen = (state: ContactState) => leave(state, { at: now, source: 'Account', reason })
    world.edit(contactId, { at: now, by: 'Account', happen })
  }
  return [make('Count', count)]
}
