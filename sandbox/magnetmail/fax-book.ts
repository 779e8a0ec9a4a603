import { createRandom } from '../random.ts'
import type { ContactDefinition } from '../world/definition.ts'
import { faxNumberOf } from '../world/fax-numbers.ts'
import { hour, second } from '../world/time.ts'
import type { World } from '../world/world.ts'
import { createMessages, type MessageBook } from './message-book.ts'

/** A message that goes by fax alone, an hour after the letter it repeats. */
export interface FaxMessage {
  id: number
  name: string
  createdAt: number
  sentAt: number
  listIds: readonly string[]
  /** The sending whose recipients it goes to, as far as they have a fax. */
  activityId: string
}

/** One fax to one recipient. */
export interface Fax {
  contactId: string
  sentAt: number
  /** When it was known what became of it. */
  resultAt: number
  status: 'Inprogress' | 'Delivered' | 'Failed'
  remarks: string
}

export interface FaxBook {
  /** Of whoever the world begins with; undefined for somebody without one. */
  numberOf(contact: ContactDefinition): string | undefined
  /** Those that were written by then. */
  all(now: number): FaxMessage[]
  find(id: number, now: number): FaxMessage | undefined
  /** Faxes that went out up to now, in the order of the sending. */
  sent(message: FaxMessage, now: number): Fax[]
  /** Since when somebody gets no faxes. */
  suppressedSince(contactId: string): number | undefined
  suppress(contactId: string, at: number): void
}

/** The faxes of a world, as long as nothing was written to it. */
export function faxesOf(world: World): FaxBook {
  return createFaxes(world, createMessages(world))
}

/** Every so many letters one is repeated by fax. */
const EVERY = 3
const remarks = ['Busy', 'No answer', 'No fax at this number'] as const

/** Faxes come beside the letters of the world: nothing of these is another with them. */
export function createFaxes(world: World, messages: MessageBook): FaxBook {
  const contacts = new Map(world.definition.contacts.map((one) => [one.contactId, one]))
  const held = new Map<string, number>()
  const numberOf = ({ contactId, address }: ContactDefinition) => {
    const isTheirs = contacts.has(contactId) && createRandom(`has fax/${contactId}`).chance(0.3)
    return isTheirs && address !== '' ? `+${faxNumberOf(address)}` : undefined
  }
  for (const { contactId } of contacts.values()) {
    if (createRandom(`no fax/${contactId}`).chance(0.1)) held.set(contactId, -Infinity)
  }
  const book = repeated(messages)
  return {
    numberOf,
    all: (now) => book.filter(({ createdAt }) => createdAt <= now),
    find: (id, now) => book.find((one) => one.id === id && one.createdAt <= now),
    sent: ({ activityId }, now) =>
      world.rows(activityId, 'sends', now).flatMap(({ contactId, at, seq }) => {
        const contact = contacts.get(contactId)
        if (contact === undefined || numberOf(contact) === undefined) return []
        // A few lines have one fax after the other.
        const sentAt = at + hour + seq * 15 * second
        const isHeld = (held.get(contactId) ?? Infinity) <= sentAt
        if (isHeld || sentAt > now) return []
        return [{ contactId, ...fateOf(`${activityId}/${contactId}`, sentAt, now) }]
      }),
    suppressedSince: (contactId) => held.get(contactId),
    suppress: (contactId, at) => {
      if (!held.has(contactId)) held.set(contactId, at)
    },
  }
}

function repeated(messages: MessageBook): FaxMessage[] {
  const letters = messages.all(Infinity).flatMap(({ campaign, activity }) => {
    const [run] = activity.runs
    return run === undefined || run.orderedAt !== undefined ? [] : [{ campaign, activity, run }]
  })
  return letters
    .filter((_, place) => place % EVERY === 0)
    .map(({ campaign, activity, run }, place) => ({
      id: 80_001 + place,
      name: `${campaign.name} by fax`,
      createdAt: campaign.createdAt,
      sentAt: run.at + hour,
      listIds: run.listIds,
      activityId: activity.activityId,
    }))
}

function fateOf(seed: string, sentAt: number, now: number): Omit<Fax, 'contactId'> {
  const random = createRandom(`fax/${seed}`)
  const isFailing = random.chance(0.15)
  const resultAt = sentAt + random.int(20, 180) * second
  if (resultAt > now) return { sentAt, resultAt, status: 'Inprogress', remarks: '' }
  return isFailing
    ? { sentAt, resultAt, status: 'Failed', remarks: random.pick(remarks) }
    : { sentAt, resultAt, status: 'Delivered', remarks: '' }
}
