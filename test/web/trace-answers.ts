import type { RouteName } from '../../src/api/contract/index.ts'
import type { RowOf } from '../../src/web/api.ts'
import type { Given } from './feedback-answers.ts'
import { ago, type FeedbackWorld } from './feedback-world.ts'
import { paged } from './paged.ts'

type Answers = Partial<Record<RouteName, (world: FeedbackWorld, given: Given) => unknown>>
type Receipt = RowOf<'receipts.list'>
type Row = RowOf<'receipts.rows'>

/** Answers about receipts and about the way of an event. */
export const traceAnswers: Answers = {
  'receipts.list': (world, { query }) =>
    paged(
      world.isEmpty ? [] : Array.from({ length: 41 }, (_, place) => receipt(41 - place)),
      query,
    ),
  'receipts.show': (_, { params }) => receipt(Number(params['receiptId'])),
  'receipts.rows': (_, { query }) => ({
    ...paged(
      Array.from({ length: 240 }, (__, place) => row(place)),
      query,
    ),
    rows: 240,
    unreadable: null,
  }),
  'receipts.body': () => ({ text: '{"tracking_activities":[…', bytes: 91_204, isCut: true }),
  'receipts.readAgain': (world) => {
    const task = {
      id: world.tasks.length + 1,
      kind: 'read_receipts' as const,
      title: 'Read 41 receipts of Constant Contact again',
      status: 'running' as const,
      done: 20,
      total: 41,
      outcome: [],
      message: null,
      startedBy: 'Ada Example',
      canUndo: false,
      queuedAt: ago(0.01),
      startedAt: ago(0.01),
      endedAt: null,
    }
    world.tasks.unshift(task)
    return task
  },
  'events.list': () => ({
    items: [5, 3, 1].map((hours, place) => ({
      id: `${1_777_798_800_000_000 + place}_-77_1`,
      kind: place === 0 ? ('sent' as const) : ('open' as const),
      occurredAt: ago(hours),
      link: null,
      agent: place === 0 ? null : 'computer',
      verdict: place === 0 ? null : place === 1 ? ('machine' as const) : ('human' as const),
      verdictReason: place === 1 ? 'within seconds of the send' : null,
    })),
    next: null,
  }),
  'events.trace': (_, { params }) => ({
    id: params['eventId'],
    kind: 'open' as const,
    occurredAt: ago(3),
    timeIsApproximate: false,
    address: 'ada@example.com',
    campaign: { id: 3, name: 'Spring client letter' },
    link: null,
    detail: null,
    agent: 'computer',
    stations: STATIONS,
  }),
}

const campaign = { to: 'campaign' as const, id: 3, label: 'Spring client letter' }

const STATIONS = [
  {
    name: 'Came home',
    at: ago(2.9),
    sentence: 'Came home from Constant Contact, brought by run 2, and was kept as it came.',
    doors: [
      { to: 'receipt' as const, id: 31, label: 'Receipt 31' },
      { to: 'run' as const, id: 2, label: 'Run 2' },
    ],
  },
  {
    name: 'Read',
    at: ago(2.9),
    sentence: 'Row 12 of the page, read by constant-contact/tracking@1.',
    doors: [],
  },
  {
    name: 'Put right',
    at: ago(1),
    sentence: 'Ada Example put email_address right: it was “ada@@x” and became “ada@example.com”.',
    doors: [],
  },
  {
    name: 'Campaign',
    at: null,
    sentence: 'The mailing a-3 (primary email) belongs to Spring client letter.',
    doors: [campaign],
  },
  {
    name: 'Verdict',
    at: null,
    sentence: 'Judged human: none of the rules fits. Rules, version 1.',
    doors: [],
  },
  {
    name: 'Counted',
    at: null,
    sentence: 'Counted: 3 opens, 2 of them human, of this campaign at this address.',
    doors: [campaign],
  },
]

function receipt(id: number): Receipt {
  const isParked = id === 40
  return {
    id,
    connection: { id: 1, name: 'Constant Contact' },
    runId: 2,
    stream: id % 7 === 0 ? 'opt-outs' : 'events',
    kind: id % 7 === 0 ? null : id % 2 === 0 ? 'click' : 'open',
    activity: id % 7 === 0 ? null : 'a-3',
    campaign: id % 7 === 0 ? null : { id: 3, name: 'Spring client letter' },
    receivedAt: ago(3 + (41 - id) * 0.01),
    status: isParked ? 'parked' : 'read',
    reason: isParked ? 'What Constant Contact answered cannot be read.' : null,
    reader: 'constant-contact/tracking@1',
    settledAt: ago(2.9),
    bytes: 21_400,
    problems: isParked ? 1 : 0,
  }
}

function row(place: number): Row {
  const isParked = place % 80 === 11
  return {
    row: place + 1,
    outcome: isParked ? 'parked' : place % 9 === 8 ? 'repeat' : 'recorded',
    sentence: isParked
      ? 'Parked as problem 1, open. email_address: It has no @.'
      : 'In the ledger, told by this row.',
    kind: isParked ? null : 'open',
    address: isParked ? null : `person.${place}@example.com`,
    occurredAt: isParked ? null : ago(3 + place * 0.001),
    link: null,
    eventId: isParked ? null : `1777798800000000_${place}_1`,
    firstReceiptId: null,
    problemId: isParked ? 1 : null,
    mends:
      place === 2
        ? [
            {
              field: 'email_address',
              was: 'person.2@@example.com',
              became: 'person.2@example.com',
              by: 'Ada Example',
              at: ago(1),
            },
          ]
        : [],
  }
}
