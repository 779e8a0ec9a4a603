import { createRandom } from '../random.ts'
import type { ContactDefinition, Permission, WorldDefinition } from './definition.ts'
import { tellStory, type ActivityStory, type Story } from './story.ts'
import { visible, type Row, type RowKind } from './rows.ts'
import { hour } from './time.ts'

/** A contact as it stands at one moment. */
export interface ContactState {
  contact: ContactDefinition
  /** The place in the account's order of contacts; paging cursors name it. */
  index: number
  address: string
  permission: Permission
  createdAt: number
  updatedAt: number
  updatedBy: 'Account' | 'Contact'
  optOut?: { at: number; source: 'Account' | 'Contact'; reason: string }
  deletedAt?: number
  listIds: readonly string[]
}

export interface World {
  definition: WorldDefinition
  start: number
  story: Story
  /** The contact at that moment; undefined before it was created. */
  contactAt(contactId: string, now: number): ContactState | undefined
  contactsAt(now: number): ContactState[]
  activity(activityId: string): ActivityStory | undefined
  rows(activityId: string, kind: RowKind, now: number): readonly Row[]
  resubscribe(contactId: string, listIds: string[], now: number): 'sent' | 'already' | 'not-out'
}

interface Invitation {
  at: number
  /** When the contact confirms; most never do. */
  confirmedAt?: number
  listIds: string[]
}

export function createWorld(definition: WorldDefinition, start: number, seed: number): World {
  const random = createRandom(`story/${definition.name}/${seed}`)
  const story = tellStory(definition, start, random)
  const places = new Map(definition.contacts.map((one, index) => [one.contactId, index] as const))
  const invitations = new Map<string, Invitation>()

  const stateAt = (index: number, now: number): ContactState | undefined => {
    const contact = definition.contacts[index] as ContactDefinition
    if (start + contact.createdAfter > now) return undefined
    return contactState({ contact, index, start, story, invitations }, now)
  }
  return {
    definition,
    start,
    story,
    contactAt: (contactId, now) => {
      const index = places.get(contactId)
      return index === undefined ? undefined : stateAt(index, now)
    },
    contactsAt: (now) =>
      definition.contacts.flatMap((_, index) => {
        const state = stateAt(index, now)
        return state === undefined ? [] : [state]
      }),
    activity: (activityId) => story.activities.get(activityId),
    rows: (activityId, kind, now) =>
      visible(story.activities.get(activityId)?.rows[kind] ?? [], now),
    resubscribe: (contactId, listIds, now) => {
      const optOut = story.optOuts.get(contactId)
      if (optOut === undefined || optOut.at > now) return 'not-out'
      if (invitations.has(contactId)) return 'already'
      const own = random.fork(`resubscribe/${contactId}`)
      const confirmedAt = own.chance(0.4) ? now + Math.floor(own.delay(5 * hour, 0.8)) : undefined
      invitations.set(contactId, {
        at: now,
        listIds,
        ...(confirmedAt === undefined ? {} : { confirmedAt }),
      })
      if (confirmedAt !== undefined) story.quietAt = Math.max(story.quietAt, confirmedAt)
      return 'sent'
    },
  }
}

interface Sources {
  contact: ContactDefinition
  index: number
  start: number
  story: Story
  invitations: Map<string, Invitation>
}

function contactState(sources: Sources, now: number): ContactState {
  const { contact, index, start, story, invitations } = sources
  const createdAt = start + contact.createdAfter
  const state: ContactState = {
    contact,
    index,
    address: contact.address,
    // The definition names the state at the start; before the opt-out there was permission.
    permission: contact.permission === 'unsubscribed' ? 'implicit' : contact.permission,
    createdAt,
    updatedAt: createdAt,
    updatedBy: 'Account',
    listIds: contact.listIds,
  }
  const changedAt = start + (contact.earlierAddress?.changedAfter ?? -Infinity)
  if (contact.earlierAddress !== undefined) {
    if (changedAt > now) state.address = contact.earlierAddress.address
    else touch(state, changedAt, 'Account')
  }
  const optOut = story.optOuts.get(contact.contactId)
  if (optOut !== undefined && optOut.at <= now) {
    state.permission = 'unsubscribed'
    state.optOut = { at: optOut.at, source: optOut.source, reason: optOut.reason }
    touch(state, optOut.at, optOut.source)
  }
  comeBack(state, invitations.get(contact.contactId), now)
  const deletedAt = start + (contact.deletedAfter ?? Infinity)
  if (deletedAt <= now) {
    state.deletedAt = deletedAt
    touch(state, deletedAt, 'Account')
  }
  return state
}

function touch(state: ContactState, at: number, by: 'Account' | 'Contact'): void {
  if (at < state.updatedAt) return
  state.updatedAt = at
  state.updatedBy = by
}

/** Only the contact's own confirmation lifts an opt-out. */
function comeBack(state: ContactState, invitation: Invitation | undefined, now: number): void {
  if (invitation?.confirmedAt === undefined || invitation.confirmedAt > now) return
  state.permission = 'explicit'
  delete state.optOut
  state.listIds = [...new Set([...state.listIds, ...invitation.listIds])]
  touch(state, invitation.confirmedAt, 'Contact')
}
