import { createHash } from 'node:crypto'
import type { FeedbackEvent, RemoteSuppression, RowClue } from '../connectors/index.ts'
import { kindCode } from './kinds.ts'
import { isDelivered, type Ask } from './receipts.ts'

/** What a parked record is: as the vendor told it, or as it was read. */
export type RecordForm = 'row' | 'event' | 'opt_out'

/**
 * The same record has the same hash, from whichever page it is read and in whatever order its
 * fields come. Of an event or an opt-out only what identifies the happening counts.
 */
export function recordHash(form: RecordForm, record: unknown): string {
  switch (form) {
    case 'row':
      return uuidOf(['row', canonical(record)])
    case 'event':
      return eventHash(record as FeedbackEvent)
    case 'opt_out': {
      const { address, occurredAt } = record as RemoteSuppression
      return uuidOf(['opt_out', address, occurredAt])
    }
  }
}

function eventHash({ kind, activity, address, occurredAt, link }: FeedbackEvent): string {
  const linked = link?.id ?? link?.url ?? ''
  return uuidOf(['event', kind, activity, address, occurredAt ?? null, linked])
}

/** What makes a parked record the same problem when it is met again. */
export function problemIdentity(of: {
  connectionId: number
  form: RecordForm
  field: string
  hash: string
}): string {
  return JSON.stringify(['record', of.connectionId, of.form, of.field, of.hash])
}

/** These happen once to a contact in one mailing, so that they are known without their time. */
const ONCE: readonly FeedbackEvent['kind'][] = [
  'sent',
  'delivered',
  'bounce',
  'opt_out',
  'complaint',
]

/**
 * The key of a record whose field cannot be read: what the rest of it tells. Null where the rest
 * does not tell it apart from the vendor's other records, so that nothing is taken for mended that
 * is not.
 */
export function faultyKey(connectionId: number, ask: Ask, clue?: RowClue): string | null {
  if (clue === undefined) return null
  if (ask.stream === 'opt-outs') return contactKey(connectionId, clue.contactId)
  // A delivery, or a log, tells of several kinds and mailings: the clue alone does not say which.
  if (isDelivered(ask) || ask.stream === 'log') return null
  const { contactId, occurredAt, link } = clue
  const { kind, activity } = ask
  if (occurredAt === null && !ONCE.includes(kind)) return null
  return happeningKey({ connectionId, kind, activity, contactId, at: occurredAt, link })
}

/** The keys under which problems of this event may have been kept, now that it was read. */
export function keysOfEvent(connectionId: number, event: FeedbackEvent): string[] {
  const { kind, activity, contactId, occurredAt, link } = event
  if (contactId === undefined) return []
  const at = occurredAt
  const timed = happeningKey({ connectionId, kind, activity, contactId, at, link })
  if (!ONCE.includes(kind)) return [timed]
  return [timed, happeningKey({ connectionId, kind, activity, contactId, at: null, link })]
}

/** The same for an opt-out of a contact record. */
export function keysOfSuppression(connectionId: number, suppression: RemoteSuppression): string[] {
  return suppression.contactId === undefined
    ? []
    : [contactKey(connectionId, suppression.contactId)]
}

function contactKey(connectionId: number, contactId: string): string {
  return uuidOf(['contact', connectionId, contactId])
}

function happeningKey(of: {
  connectionId: number
  kind: FeedbackEvent['kind']
  activity: string
  contactId: string
  at: number | null
  link: FeedbackEvent['link']
}): string {
  const link = of.link?.id ?? of.link?.url ?? ''
  const { connectionId, kind, activity, contactId, at } = of
  return uuidOf(['happening', connectionId, kindCode(kind), activity, contactId, at, link])
}

/** JSON with the fields of every object in the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

function uuidOf(parts: unknown[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
