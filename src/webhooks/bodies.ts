import type { Tx } from '../platform/database/index.ts'
import { aboutAddresses } from './about-addresses.ts'
import { aboutEvents } from './about-events.ts'
import { aboutFacts } from './about-facts.ts'
import { bodyOf } from './deliveries.ts'

/** A delivery of news: what it is about. */
export interface Subject {
  /** Of the delivery. */
  id: number
  type: string
  /** The address or the fact. */
  subjectId: number
  /** The event's, epoch milliseconds and decimals; null of others. */
  happenedAt: number | null
  eventKey: string | null
  /** When the delivery was made. */
  madeAt: Date
}

/** What is told of a subject. */
export interface News {
  /** When it happened: epoch milliseconds. */
  at: number
  data: Record<string, unknown>
}

/**
 * The bodies of deliveries of news, made from what is there now; by delivery. There is none for
 * what is no more: a person who was erased is not told of.
 */
export async function bodiesOf(
  tx: Tx,
  workspaceId: number,
  subjects: readonly Subject[],
): Promise<Map<number, string>> {
  const bodies = new Map<number, string>()
  for (const { matter, read } of MATTERS) {
    const of = subjects.filter(({ type }) => type.startsWith(matter))
    if (of.length === 0) continue
    const news = await read(tx, workspaceId, of)
    for (const { id, type } of of) {
      const told = news.get(id)
      if (told !== undefined) bodies.set(id, bodyOf({ type, ...told }))
    }
  }
  return bodies
}

const MATTERS = [
  { matter: 'event.', read: aboutEvents },
  { matter: 'consent.', read: aboutFacts },
  { matter: 'address.', read: aboutAddresses },
]
