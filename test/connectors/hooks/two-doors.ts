import { z } from 'zod'
import {
  addressProblem,
  asObject,
  type Connector,
  type EventKind,
  Failure,
  type FeedbackAsk,
  type FeedbackEvent,
  FieldRefused,
  isoTime,
  type JsonObject,
  readJson,
  readRows,
  STANDARD_WEBHOOKS,
  wholeSecond,
} from '../../../src/connectors/index.ts'

/**
 * A vendor of these tests alone, with two doors to the same news: reports that are asked for, with
 * times to the second, and deliveries it sends by itself, to the millisecond.
 */
export interface Happening {
  kind: EventKind
  address: string
  activity: string
  /** To the millisecond, as it really was. */
  at: number
  url?: string
  reason?: string
}

export const TITLE = 'Two Doors'
const KINDS = ['sent', 'open', 'click', 'bounce', 'opt_out'] as const satisfies EventKind[]

export const twoDoors: Connector = {
  id: 'two-doors',
  title: TITLE,
  sources: { main: { title: 'Made for this test' } },
  settings: z.object({}),
  pace: () => ({ budget: 'two-doors', perSecond: 100, perDay: 1_000_000, dayStartsAtUtcHour: 0 }),
  errors: [],
  baseUrls: () => [],
  check: async () => ({ ok: true, account: 'Test', checks: [] }),
  feedback: {
    kinds: KINDS,
    async *campaigns() {},
    campaign: () => Promise.reject(new Error('Nobody asks this vendor for a campaign.')),
    page: () => Promise.reject(new Error('Nobody asks this vendor for a page.')),
    read: (body, ask) => readRows(rowsOf(body, 'rows'), (row) => readRow(row, ask)),
    order: 'newest_first',
    reader: 'two-doors/report@1',
  },
  hooks: {
    kinds: KINDS,
    scheme: STANDARD_WEBHOOKS,
    keys: { title: 'Signing secret', help: 'Under Settings, Webhooks.', isNeeded: true },
    repeatsBy: 'signed_id',
    contentTypes: ['application/json'],
    read(body) {
      const page = readRows(rowsOf(body, 'events'), (row) => {
        const event = readRow(row, {
          kind: row['kind'] as EventKind,
          activity: String(row['activity']),
        })
        return { ...event, occurredAt: wholeSecond(event.occurredAt!) }
      })
      const optOuts = (asObject(readJson(TITLE, body))!['left'] ?? []) as { address: string }[]
      return {
        ...page,
        suppressions: optOuts.map(({ address }) => ({
          address,
          occurredAt: null,
          reason: 'left by itself',
          by: 'contact',
        })),
      }
    },
    reader: 'two-doors/delivery@1',
  },
}

function rowsOf(body: Uint8Array, name: string): unknown[] {
  const rows = asObject(readJson(TITLE, body))?.[name]
  if (Array.isArray(rows)) return rows
  throw new Failure('unreadable', `${TITLE} sent something without ${name}.`, {
    whoMustAct: 'vendor',
  })
}

function readRow(row: JsonObject, ask: FeedbackAsk): FeedbackEvent {
  const { kind, activity } = ask
  if (!(KINDS as readonly string[]).includes(kind)) throw new FieldRefused('kind', 'Unknown.')
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  const occurredAt = isoTime(row['at'])
  if (occurredAt === null) throw new FieldRefused('at', 'This is no moment in time.')
  const event: FeedbackEvent = { kind, address: row['email'] as string, occurredAt, activity }
  if (typeof row['url'] === 'string') event.link = { url: row['url'] }
  if (kind === 'bounce') event.bounce = { code: '550', class: 'hard' }
  if (typeof row['reason'] === 'string') event.reason = row['reason']
  return event
}

/** The report of one activity and kind as the vendor answers it: whole seconds. */
export function report(happenings: readonly Happening[], ask: FeedbackAsk): string {
  const rows = happenings
    .filter(({ kind, activity }) => kind === ask.kind && activity === ask.activity)
    .map(({ at, ...one }) => rowFor(one, new Date(at).toISOString().replace(/\.\d+Z/, 'Z')))
  return JSON.stringify({ rows })
}

/** A delivery of happenings as the vendor sends it: milliseconds. */
export function deliveryOf(happenings: readonly Happening[]): string {
  const events = happenings.map(({ at, ...one }) => ({
    ...rowFor(one, new Date(at).toISOString()),
    kind: one.kind,
    activity: one.activity,
  }))
  return JSON.stringify({ events })
}

function rowFor({ address, url, reason }: Omit<Happening, 'at'>, at: string) {
  return { email: address, at, ...(url && { url }), ...(reason && { reason }) }
}
