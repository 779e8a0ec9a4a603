import { type FeedbackAsk, wholeSecond } from '../../../src/connectors/index.ts'
import { expect, test } from 'vitest'
import { describeHookConformance } from '../hook-conformance.ts'
import { delivery, NOW, standardHeaders } from './signing.ts'
import { deliveryOf, report, twoDoors, type Happening } from './two-doors.ts'

const KEYS = [
  `whsec_${Buffer.from('twenty-four bytes of key').toString('base64')}`,
  `whsec_${Buffer.from('another twenty-four byte').toString('base64')}`,
] as const

const HISTORY: Happening[] = [
  { kind: 'sent', address: 'Ada@example.com', activity: 'A1', at: NOW - 90_000 },
  { kind: 'open', address: 'ada@example.com', activity: 'A1', at: NOW - 60_001 },
  { kind: 'click', address: 'ada@example.com', activity: 'A2', at: NOW - 999, url: 'https://x/' },
  { kind: 'opt_out', address: 'ada@example.com', activity: 'A1', at: NOW - 1, reason: 'no' },
]

const signed = (body: string, id: string, at = NOW) =>
  delivery(body, standardHeaders(body, [KEYS[0]], { id, at }))

describeHookConformance('Two Doors', () => ({
  connector: twoDoors,
  keys: KEYS,
  now: NOW,
  deliveries: () => [
    signed(deliveryOf(HISTORY.slice(0, 2)), 'msg_1'),
    signed(deliveryOf(HISTORY.slice(2)), 'msg_2'),
  ],
  again: ({ body, headers }) =>
    signed(Buffer.from(body).toString(), headers.get('webhook-id')!, NOW + 60_000),
  polled: async () =>
    ['A1', 'A2'].flatMap((activity) =>
      twoDoors.feedback!.kinds.map((kind) => {
        const ask: FeedbackAsk = { activity, kind }
        return { ask, page: twoDoors.feedback!.read(Buffer.from(report(HISTORY, ask)), ask) }
      }),
    ),
}))

test('a moment is cut to its second, also before 1970', () => {
  expect([1_999, 2_000, -1, -1_000].map(wholeSecond)).toEqual([1_000, 2_000, -1_000, -1_000])
})
