import { expect, test } from 'vitest'
import { Failure, type FailureKind } from '../../src/connectors/index.ts'
import { ATTEMPTS_MAX, whatNext } from '../../src/sync/index.ts'
import { byRisk, purposeOf } from '../../src/sync/risk.ts'
import { fc } from '../property.ts'

const failure = (kind: FailureKind, waitMs?: number) =>
  new Failure(kind, 'x', { whoMustAct: 'vendor', ...(waitMs === undefined ? {} : { waitMs }) })
const HOUR = 3_600_000

test.each(['throttled', 'quota_exceeded'] as const)('%s waits and costs no attempt', (kind) => {
  const next = whatNext(failure(kind, 3 * HOUR), 3)
  expect(next).toEqual({ kind: 'snooze', waitMs: 3 * HOUR, attempts: 3 })
})

test('Retry-After on a fault of the vendor is kept to; without it the fault costs an attempt', () => {
  expect(whatNext(failure('temporary', 90_000), 2)).toMatchObject({ kind: 'snooze', attempts: 2 })
  expect(whatNext(failure('temporary'), 2)).toMatchObject({ kind: 'retry', attempts: 3 })
})

test('waits are bounded, grow, and end after the last attempt; then the schedule begins anew', () => {
  const waits: number[] = []
  let attempts = 0
  for (let tries = 0; tries < 100; tries++) {
    const next = whatNext(failure('temporary'), attempts)
    if (next.kind === 'give_up') break
    waits.push(next.waitMs)
    attempts = next.attempts
  }
  expect(waits).toHaveLength(ATTEMPTS_MAX - 1)
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits.at(-1)).toBeLessThanOrEqual(30 * 60_000)
})

test.each(['unauthorised', 'forbidden', 'address_forbidden'] as const)(
  '%s is not tried again: somebody must act',
  (kind) => expect(whatNext(failure(kind), 0)).toEqual({ kind: 'give_up' }),
)

test('whatever a vendor asks for, a run waits a second at least and little more than a day', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), (waitMs) => {
      const next = whatNext(failure('throttled', waitMs), 0)
      expect(next.kind).toBe('snooze')
      if (next.kind !== 'snooze') return
      expect(next.waitMs).toBeGreaterThanOrEqual(1_000)
      expect(next.waitMs).toBeLessThanOrEqual(26 * HOUR)
    }),
  )
})

test('what would be lost first comes first: recent and unread, recent, old and unread, old', () => {
  const now = Date.parse('2026-05-03T00:00:00Z')
  const day = 24 * HOUR
  const of = (name: string, days: number | null, isRead: boolean) => ({
    name,
    sentAt: days === null ? null : now - days * day,
    asOf: isRead ? now - day : null,
  })
  const campaigns = [
    of('old, unread', 400, false),
    of('recent', 2, true),
    of('old', 30, true),
    of('recent, unread', 6, false),
    of('undated, unread', null, false),
  ]
  const names = byRisk(campaigns, now).map(({ name }) => name)
  // Of one rank they stay as they came.
  expect(names).toEqual(['recent, unread', 'undated, unread', 'recent', 'old, unread', 'old'])
  expect(byRisk(campaigns, now).map((one) => purposeOf(one, now))).toEqual([
    'fresh',
    'fresh',
    'fresh',
    'background',
    'background',
  ])
})
