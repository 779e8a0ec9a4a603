import { childOf, childrenOf, textOf, type Element } from '../soap/index.ts'
import type { Action } from './actions.ts'
import { make, Refused } from './errors.ts'
import { keepOnly, plainAddress, quit, take, type Given } from './subscriber-writes.ts'

const mostSubscribers = 1000

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

/** Ends the subscription altogether; whoever is not known is not counted. */
export const unsubscribe: Action = (vendor, asked, now) => {
  const { world, subscribers } = vendor
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
    quit(vendor, contactId, textOf(one, 'UnsubscribeReason') || usualReason, now)
  }
  return [make('Count', count)]
}

/** What the vendor writes down where no reason is given. */
const usualReason = 'Unsubscribed via Informz Web Service'

/**
 * Takes subscribers off interests. Whoever is on none of them, and an address that is none, are
 * counted as if they had been.
 */
export const optOut: Action = (vendor, asked, now) => {
  const { world, interests } = vendor
  const names = childrenOf(childOf(asked, 'InterestNames') ?? asked, 'InterestName')
  const all = childrenOf(childOf(asked, 'Subscribers') ?? asked, 'Subscriber')
  if (names.length === 0) throw new Refused(tooLittle, 'An InterestName is due')
  if (!all.some((one) => textOf(one, 'Email'))) throw new Refused(tooLittle, 'An Email is due')
  const listIds = names.map((one) => {
    const list = world.lists.named(one.text.trim())
    if (list === undefined) throw new Refused('ItemNotFoundException', 'There is no such interest')
    return list.listId
  })
  for (const one of all) {
    for (const listId of listIds) {
      const state = world.holderOf((textOf(one, 'Email') ?? '').trim(), now)
      if (state !== undefined) interests.remove(state, listId, now)
    }
  }
  return [make('Count', all.length)]
}

const tooLittle = 'InsufficientInformationToCompleteActionException'
