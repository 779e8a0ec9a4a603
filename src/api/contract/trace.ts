import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { task } from './tasks.ts'
import { asksBy, BY_KIND, BY_VERDICT, rowThatTells, tells } from './tells.ts'
import { FIELD_IDS } from '../../accounts/fields/index.ts'

const named = z.object({ id, name: z.string() })
const EVENT_KIND = z.enum([
  'sent',
  'delivered',
  'open',
  'click',
  'forward',
  'bounce',
  'opt_out',
  'complaint',
])
/** time_key_address, as timelines, logs and receipts give it. */
const eventId = z.string().max(64)

export const receipt = z.object({
  id,
  connection: named,
  runId: id.nullable(),
  stream: z.string(),
  kind: EVENT_KIND.nullable(),
  activity: z.string().nullable(),
  campaign: named.nullable(),
  receivedAt: time,
  status: z.enum(['pending', 'read', 'dropped', 'parked']),
  reason: z.string().nullable(),
  reader: z.string().nullable(),
  settledAt: time.nullable(),
  /** As it is kept, compressed. */
  bytes: z.number().int(),
  /** Open ones that came of it. */
  problems: z.number().int(),
})

const receiptRow = z.object({
  row: z.number().int(),
  outcome: z.enum(['recorded', 'repeat', 'consent', 'parked', 'waiting', 'absent']),
  sentence: z.string(),
  kind: EVENT_KIND.nullable(),
  address: z.string().nullable(),
  occurredAt: time.nullable(),
  link: z.string().nullable(),
  eventId: eventId.nullable(),
  firstReceiptId: id.nullable(),
  problemId: id.nullable(),
  mends: z.array(
    z.object({
      field: z.string(),
      was: z.string(),
      became: z.string(),
      by: z.string(),
      at: time,
    }),
  ),
})

export const station = z.object({
  name: z.string(),
  at: time.nullable(),
  sentence: z.string(),
  doors: z.array(
    z.object({
      to: z.enum(['receipt', 'run', 'campaign', 'person', 'connection']),
      id,
      label: z.string(),
    }),
  ),
})

/** What the rows of a page, and the way of one, tell: happenings of every kind, with addresses. */
const ROWS_TELL = FIELD_IDS.filter((one) => one !== 'agent' && one !== 'contactId')
const receiptParams = idParams('receiptId')
const verdict = z.enum(['human', 'machine', 'proxy']).nullable()

export const trace = {
  'events.list': route({
    method: 'GET',
    path: '/api/events',
    summary: 'The events behind one recipient of a campaign, newest first',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      campaignId: id,
      addressId: id,
      kind: asksBy(EVENT_KIND, BY_KIND).optional(),
    }),
    answer: page(
      rowThatTells(
        z.object({
          id: eventId,
          kind: EVENT_KIND,
          occurredAt: time,
          link: z.string().nullable(),
          agent: tells(z.string(), 'agent'),
          verdict,
          verdictReason: z.string().nullable(),
        }),
        [
          { name: 'kind', fields: BY_KIND },
          { name: 'verdict', fields: BY_VERDICT },
        ],
      ),
    ),
  }),
  'events.trace': route({
    method: 'GET',
    path: '/api/events/{eventId}/trace',
    summary: "The stations of an event's way, with times and reasons",
    permission: 'see',
    tells: ROWS_TELL,
    params: z.object({ eventId }),
    answer: z.object({
      id: eventId,
      kind: EVENT_KIND,
      occurredAt: time,
      timeIsApproximate: z.boolean(),
      address: z.string(),
      campaign: named,
      link: z.string().nullable(),
      detail: z.string().nullable(),
      agent: tells(z.string(), 'agent'),
      stations: z.array(station),
    }),
  }),
  'receipts.list': route({
    method: 'GET',
    path: '/api/receipts',
    summary: 'What came in, page by page as it came, newest first',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      connectionId: id.optional(),
      runId: id.optional(),
      status: z.enum(['pending', 'read', 'dropped', 'parked']).optional(),
    }),
    answer: page(receipt),
  }),
  'receipts.show': route({
    method: 'GET',
    path: '/api/receipts/{receiptId}',
    summary: 'One receipt: when it came, from where, by which reader it was read',
    permission: 'see',
    params: receiptParams,
    answer: receipt,
  }),
  'receipts.rows': route({
    method: 'GET',
    path: '/api/receipts/{receiptId}/rows',
    summary: 'What became of each row of a receipt',
    permission: 'see',
    tells: ROWS_TELL,
    params: receiptParams,
    query: z.object({
      ...pageQuery,
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
    }),
    answer: page(receiptRow).extend({
      /** Rows of the whole page. */
      rows: z.number().int(),
      /** Why no page was found in it. */
      unreadable: z.string().nullable(),
    }),
  }),
  'receipts.body': route({
    method: 'GET',
    path: '/api/receipts/{receiptId}/body',
    summary: 'The page as it came, cut at a bound',
    permission: 'sync',
    tells: FIELD_IDS,
    params: receiptParams,
    answer: z.object({ text: z.string(), bytes: z.number().int(), isCut: z.boolean() }),
  }),
  'receipts.readAgain': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/receipts/reading',
    summary: "Read a connection's old receipts again, as a task; known rows change nothing",
    permission: 'sync',
    params: idParams('connectionId'),
    body: z.strictObject({
      /** Receipts that came before are left alone. */
      since: time,
      /** Only receipts read by a version of the reader below this one. */
      readerOlderThan: z.number().int().min(1).max(1_000_000).optional(),
    }),
    answer: task,
    status: 202,
  }),
} as const
