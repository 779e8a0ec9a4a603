import type { AnswerTo } from '../api.ts'
import { msg, plural } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'

export type Memberships = AnswerTo<'memberships.list'>
export type Membership = Memberships['items'][number]

/** What is marked and not saved yet. */
export interface Marked {
  /** Keys of memberships that are to go. */
  off: ReadonlySet<string>
  on: readonly { personId: number; listId: number }[]
}

export const NOTHING_MARKED: Marked = { off: new Set(), on: [] }

export function keyOfMembership({ listId, addressId }: Membership): string {
  return `${listId}:${addressId}`
}

/** "3 will be removed from Newsletter; they stay subscribed", a sentence for each list. */
export function marksInWords({ items, lists }: Memberships, { off, on }: Marked): string[] {
  const names = new Map([
    ...lists.map((list) => [list.id, list.name] as const),
    ...items.map((item) => [item.listId, item.list] as const),
  ])
  const going = countBy(items.filter((item) => off.has(keyOfMembership(item))))
  const coming = countBy(on)
  return [
    ...[...going].map(([listId, count]) => goingWords(count, names.get(listId) ?? '')),
    ...[...coming].map(([listId, count]) => comingWords(count, names.get(listId) ?? '')),
  ]
}

function goingWords(count: number, list: string): string {
  const shown = wholeNumber(count)
  return plural(
    count,
    msg`${shown} will be removed from ${list}; the person stays subscribed.`,
    msg`${shown} will be removed from ${list}; they stay subscribed.`,
  )
}

function comingWords(count: number, list: string): string {
  const shown = wholeNumber(count)
  return plural(
    count,
    msg`${shown} will be added to ${list}.`,
    msg`${shown} will be added to ${list}.`,
  )
}

function countBy(rows: readonly { listId: number }[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { listId } of rows) counts.set(listId, (counts.get(listId) ?? 0) + 1)
  return counts
}
