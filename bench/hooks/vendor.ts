import { createHmac } from 'node:crypto'
import { z } from 'zod'
import {
  type Connector,
  type FeedbackEvent,
  readJson,
  readRows,
  STANDARD_WEBHOOKS,
  wholeSecond,
} from '../../src/connectors/index.ts'

/** A vendor made for measuring: it delivers, signed as Standard Webhooks are, and nothing else. */
export const benchVendor: Connector = {
  id: 'bench-hooks',
  title: 'Bench',
  sources: { main: { title: 'Made for measuring' } },
  settings: z.object({}),
  pace: () => ({ budget: 'bench', perSecond: 1, perDay: 1, dayStartsAtUtcHour: 0 }),
  errors: [],
  baseUrls: () => [],
  check: async () => ({ ok: true, account: 'Bench', checks: [] }),
  hooks: {
    kinds: ['open'],
    scheme: STANDARD_WEBHOOKS,
    keys: { title: 'Signing secret', help: 'It is made by the measurement.', isNeeded: true },
    repeatsBy: 'signed_id',
    contentTypes: ['application/json'],
    read: (body) =>
      readRows(readJson('Bench', body) as unknown[], (row): FeedbackEvent => {
        const occurredAt = wholeSecond(row['at'] as number)
        return { kind: 'open', address: row['email'] as string, occurredAt, activity: 'A1' }
      }),
    reader: 'bench-hooks/delivery@1',
  },
}

const KEY = Buffer.from('twenty-four bytes of key')
export const SECRET = `whsec_${KEY.toString('base64')}`
/** What vendors send at once when much happens. */
const EVENTS_A_DELIVERY = 10

export interface SignedDelivery {
  id: string
  body: string
  headers: Record<string, string>
}

/** One delivery of ten opens, about a kilobyte and a half, signed now. */
export function signedDelivery(id: string, now: number): SignedDelivery {
  const events = Array.from({ length: EVENTS_A_DELIVERY }, (_, at) => ({
    kind: 'open',
    email: `person.${id}.${at}@example.com`,
    at: now - at * 1000,
    agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)',
  }))
  const body = JSON.stringify(events)
  const time = String(Math.floor(now / 1000))
  const signature = createHmac('sha256', KEY).update(`${id}.${time}.${body}`).digest('base64')
  return {
    id,
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': `v1,${signature}`,
    },
  }
}
