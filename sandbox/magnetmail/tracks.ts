import type { BounceCode } from '../world/definition.ts'
import type { Row, RowKind } from '../world/rows.ts'
import { Refused } from './errors.ts'
import type { Message } from './message-book.ts'
import { delivered, statusOf, type Status } from './statuses.ts'
import type { Vendor } from './vendor.ts'

/** One message to one recipient, and what has become of it. */
export interface Track {
  contactId: string
  sentAt: number
  status: Status
  /** When that was known. */
  resultAt: number
  /** For the first time. */
  openedAt?: number
}

export function messageAsked({ messages }: Vendor, id: number, now: number): Message {
  const message = messages.find(id)
  if (message === undefined || message.campaign.createdAt > now) {
    throw new Refused('There is no such message')
  }
  return message
}

/** Something that happened to somebody. */
type Moment = Pick<Row, 'contactId' | 'at'>

/** A test for rows of that group; a number of 0 is for all. Throws Refused for an unknown one. */
export function ofGroup(vendor: Vendor, groupId: number): (row: Moment) => boolean {
  if (groupId === 0) return () => true
  const list = vendor.groups.find(groupId)
  if (list === undefined) throw new Refused('There is no such group')
  const { listId } = list
  // Who was in the group when the message went out is not kept: who was when the row happened is.
  return ({ contactId, at }) =>
    vendor.world.contactAt(contactId, at)?.listIds.includes(listId) === true
}

/** The rows of a message up to now, for one group or all. */
export function rowsOf(
  vendor: Vendor,
  { message, groupId }: { message: Message; groupId: number },
  kind: RowKind,
  now: number,
): Row[] {
  const rows = vendor.world.rows(message.activity.activityId, kind, now)
  return rows.filter(ofGroup(vendor, groupId))
}

/** Everybody a message was sent to up to now, in the order of the sending. */
export function tracksOf(
  vendor: Vendor,
  wanted: { message: Message; groupId: number },
  now: number,
): Track[] {
  const { activityId } = wanted.message.activity
  const bounces = bouncesOf(vendor.world.rows(activityId, 'bounces', now))
  const opens = firsts(vendor.world.rows(activityId, 'opens', now))
  return rowsOf(vendor, wanted, 'sends', now).map(({ contactId, at }) => {
    const bounce = bounces.get(contactId)
    const openedAt = opens.get(contactId)?.at
    return {
      contactId,
      sentAt: at,
      status: statusOf(bounce?.code),
      resultAt: bounce?.at ?? at,
      ...(openedAt !== undefined && { openedAt }),
    }
  })
}

/** Those that came back: an answer that somebody is away is none of them. */
export function bouncesOf(rows: readonly Row[]): Map<string, { at: number; code: BounceCode }> {
  const found = new Map<string, { at: number; code: BounceCode }>()
  for (const { contactId, at, bounceCode: code } of rows) {
    if (code !== undefined && statusOf(code) !== delivered) found.set(contactId, { at, code })
  }
  return found
}

function firsts(rows: readonly Row[]): Map<string, Row> {
  const found = new Map<string, Row>()
  for (const row of rows) if (!found.has(row.contactId)) found.set(row.contactId, row)
  return found
}
