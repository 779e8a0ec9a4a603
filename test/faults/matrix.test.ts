import { afterAll, describe, expect, test, vi } from 'vitest'
import { playInline } from '../../faults/inline.ts'
import type { Outage } from '../../faults/palette.ts'
import type { Round } from '../../faults/schedule.ts'
import { tokenPath, type Fault } from '../../sandbox/index.ts'
import { RIGHT, scheduled, testStage } from './stage.ts'

/**
 * One fault at a time in the running system, over HTTP; afterwards every row, opt-out, invalid
 * address, figure and problem is compared with what the simulated vendor knows (faults/oracle.ts).
 * The rounds after the fault are the schedule's own: nobody presses anything.
 */
vi.setConfig({ testTimeout: 120_000 })

const stage = testStage()
afterAll(() => stage.close())

const PAGES = { match: { path: '/tracking/' }, after: 2, times: 3 }
const NEXT_PAGES = { match: { path: 'cursor=' }, after: 1, times: 2 }

function answer(status: number, more: Partial<Extract<Fault, { kind: 'status' }>> = {}): Fault {
  return { ...PAGES, kind: 'status', status, ...more }
}

const oneFault: [string, Fault][] = [
  ['429 with Retry-After in seconds', answer(429, { headers: { 'retry-after': '3' } })],
  ['429 with Retry-After as a date', answer(429, { headers: { 'retry-after': 'date+40' } })],
  ['429 that asks for an hour', answer(429, { headers: { 'retry-after': '3600' } })],
  ['429 without a word', { ...PAGES, kind: 'throttle' }],
  ['429: the day is spent', { ...PAGES, times: 1, kind: 'quota' }],
  ['403 as a throttle', answer(403)],
  ['a short burst of 5xx', { ...PAGES, kind: 'server-error', status: 502 }],
  ['5xx longer than a request is patient', { ...PAGES, times: 9, kind: 'server-error' }],
  ['5xx on a campaign', { match: { path: '/v3/emails/' }, times: 5, kind: 'server-error' }],
  ['no answer in time', { ...PAGES, times: 1, kind: 'timeout' }],
  ['a reset instead of an answer', { ...PAGES, kind: 'reset' }],
  ['a lost answer', { ...PAGES, kind: 'lost-answer' }],
  ['a body cut short in the middle of a page', { ...PAGES, times: 6, kind: 'truncated-body' }],
  ['a slow body', { ...PAGES, kind: 'slow-body', totalMs: 60 }],
  ['HTML with a good status', { ...PAGES, kind: 'html200' }],
  ['JSON that is no page', answer(200, { body: '{"tracking_activities": 1}' })],
  ['a number without bound', answer(200, { body: '{"tracking_activities": [1e999]}' })],
  ['the same key twice', answer(200, { body: '{"tracking_activities":[],"a":1,"a":2}' })],
  ['bytes that are no text', answer(200, { body: '\ufeff{"tracking_activities":[]}' })],
  ['nesting without end', answer(200, { body: '['.repeat(100_000) })],
  ['the same page once more', { ...NEXT_PAGES, kind: 'duplicate-page' }],
  ['a next link that points to itself', { ...NEXT_PAGES, kind: 'self-next' }],
  ['rows twice on a page', { ...PAGES, kind: 'duplicate-rows', count: 9 }],
  ['rows in another order', { ...PAGES, times: 50, kind: 'reordered-rows' }],
  ['rows that come late', { ...PAGES, times: 50, kind: 'late-rows', every: 3 }],
  ['paging by offset while rows arrive', { ...NEXT_PAGES, times: 20, kind: 'drifted-rows' }],
  ['paging by offset while rows go', { ...NEXT_PAGES, times: 20, kind: 'skipped-rows' }],
  ['a source that comes back empty', { match: { path: '/v3/' }, times: 40, kind: 'empty-source' }],
  ['a cursor that expired (410)', { ...NEXT_PAGES, kind: 'status', status: 410 }],
  ['a cursor that is not valid (400)', { ...NEXT_PAGES, kind: 'status', status: 400 }],
  ['a token that expires in the middle of a page', { ...NEXT_PAGES, kind: 'expired-token' }],
]

describe('the vendor', () => {
  test.each(oneFault)('%s', async (_, fault) => {
    const { met, ...found } = await playInline(stage, scheduled([{ faults: [fault] }]))
    expect(found).toEqual(RIGHT)
    expect(met).toContain(fault.kind)
  })

  test('rows arrive while pages are read', async () => {
    const rounds = [4, 9, 15].map((nth) => ({ drift: { nth, hours: 9 } }))
    const { met, ...found } = await playInline(stage, scheduled(rounds))
    expect(found).toEqual(RIGHT)
    expect(met).toContain('drift')
  })
})

const FOR_EVER = { match: { path: '/v3/' }, times: 100_000 }
const outages: [string, Outage][] = [
  ['429', { fault: { ...FOR_EVER, kind: 'throttle' }, shows: /slower pace/ }],
  [
    'the day is spent',
    { fault: { ...FOR_EVER, kind: 'quota' }, shows: /10,000 requests|takes no requests for now/ },
  ],
  [
    '403 without a word',
    { fault: { ...FOR_EVER, kind: 'status', status: 403 }, shows: /too fast/ },
  ],
  ['a scope that is gone', { fault: { ...FOR_EVER, kind: 'missing-scope' }, shows: /permit/ }],
  ['5xx', { fault: { ...FOR_EVER, kind: 'server-error' }, shows: /not available/ }],
  ['resets', { fault: { ...FOR_EVER, kind: 'reset' }, shows: /connection .* failed/ }],
  ['HTML', { fault: { ...FOR_EVER, kind: 'html200' }, shows: /cannot be read/ }],
]

describe('an outage is shown as what it is, and gone when it is over', () => {
  test.each(outages)('%s', async (_, outage) => {
    const { met, ...found } = await playInline(stage, scheduled([{}, { outage }, { outage }]))
    expect(found).toEqual(RIGHT)
    expect(met).toContain(outage.fault.kind)
  })
})

const onTheWire: [string, NonNullable<Round['wire']>['fault']][] = [
  ['refused connections', { kind: 'refuse' }],
  ['a connection cut in the middle of an answer', { kind: 'cut', afterBytes: 700 }],
  ['a connection reset in the middle of an answer', { kind: 'reset', afterBytes: 700 }],
  ['a connection that is half open', { kind: 'half-open', afterBytes: 300 }],
  ['an answer that drips', { kind: 'drip', ms: 40 }],
]

describe('the wire', () => {
  test.each(onTheWire)(
    '%s',
    async (_, fault) => {
      const { met, ...found } = await playInline(stage, scheduled([{ wire: { nth: 20, fault } }]))
      expect(found).toEqual(RIGHT)
      expect(met).toContain('wire')
    },
    60_000,
  )
})

describe('tokens', () => {
  const expired: Fault = { match: { path: '/v3/' }, after: 9, times: 1, kind: 'expired-token' }

  test('a rotation whose answer is lost: one notice, and all is right once authorised', async () => {
    const lost: Fault = { match: { path: tokenPath }, kind: 'lost-rotated-answer' }
    const played = await playInline(stage, scheduled([{ faults: [expired, lost] }]))
    expect(played).toMatchObject(RIGHT)
    expect(played.met).toContain('lost-rotated-answer')
  })

  test('a token service that is not well costs the grant nothing', async () => {
    const down: Fault = { match: { path: tokenPath }, times: 3, kind: 'server-error' }
    const { met, ...found } = await playInline(stage, scheduled([{ faults: [expired, down] }]))
    expect(found).toEqual(RIGHT)
    expect(met).toEqual(expect.arrayContaining(['expired-token', 'server-error']))
  })

  test('a process killed between rotation and storing', async () => {
    const crash = { how: 'kill', at: 'request', nth: 12, when: 'after' } as const
    const rounds = [{ faults: [expired], crash }]
    const { met, ...found } = await playInline(stage, scheduled(rounds))
    expect(found).toEqual(RIGHT)
    expect(met).toEqual(expect.arrayContaining(['expired-token', 'crash']))
  })
})

describe('clocks', () => {
  test.each([1, 23, 80, -1, -23, -50])(
    'ours is ahead of the vendor’s by %i hours',
    async (hours) => {
      const rounds = [{ hours: 20 }, { hours: 30 }, { hours: 5 }]
      const { met: _, ...found } = await playInline(stage, scheduled(rounds, { skewHours: hours }))
      expect(found).toEqual(RIGHT)
    },
  )
})

describe('workers', () => {
  test.each(['zombie', 'race'] as const)(
    'another takes the run up while one is at it: %s',
    async (how) => {
      const rounds = [5, 17, 29].map((nth) => ({ rival: { nth, how } }))
      const { met, ...found } = await playInline(stage, scheduled(rounds))
      expect(found).toEqual(RIGHT)
      expect(met).toContain('rival')
    },
  )
})
