import { expect, test } from 'vitest'
import { lastDigestMoment } from '../../src/alarms/digest.ts'
import { freshnessOf, freshnessOfCampaign } from '../../src/alarms/freshness.ts'
import { runFacts, type RecentRun } from '../../src/alarms/gather-connections.ts'
import { aCampaign, aConnection, DAY, HOUR, MINUTE, NOW } from './facts.ts'

test.each([
  ['fresh', {}],
  ['due', { nextRunAt: NOW - MINUTE }],
  ['due', { isRunning: true }],
  ['due', { lastGoodAt: null, isRunning: true }],
  ['late', { lastGoodAt: NOW - 70 * MINUTE }],
  ['silent', { lastGoodAt: NOW - 3 * HOUR }],
  ['silent', { lastGoodAt: null }],
  ['due', { lastGoodAt: null, createdAt: NOW - MINUTE }],
  ['stopped', { status: 'paused' }],
  ['stopped', { status: 'needs_reauthorisation' }],
] as const)('a connection is %s with %j', (state, more) => {
  const fresh = freshnessOf(aConnection(more), NOW)
  expect(fresh.state).toBe(state)
  expect(fresh.reasons.length).toBeGreaterThan(0)
})

test('a daily schedule is not late after hours', () => {
  const daily = { intervalMs: DAY, lastGoodAt: NOW - 20 * HOUR }
  expect(freshnessOf(aConnection(daily), NOW).state).toBe('fresh')
  expect(freshnessOf(aConnection({ ...daily, lastGoodAt: NOW - 3 * DAY }), NOW).state).toBe('late')
})

test('failures in a row are among the reasons', () => {
  const failing = aConnection({ failedInRow: 2, lastFailure: 'It did not answer.' })
  expect(freshnessOf(failing, NOW).reasons[1]).toBe('The last 2 runs failed: It did not answer.')
})

test.each([
  ['fresh', aCampaign(5)],
  ['late', aCampaign(5, { asOf: NOW - 80 * MINUTE })],
  ['silent', aCampaign(5, { asOf: NOW - 5 * HOUR })],
  ['due', aCampaign(5, { asOf: null })],
  ['due', aCampaign(5, { nextRunAt: NOW - MINUTE })],
  ['stopped', aCampaign(91)],
  ['stopped', aCampaign(5, { connection: aConnection({ status: 'paused' }) })],
  [
    'silent',
    aCampaign(1, {
      feedback: { ageMs: DAY, sent: 0, espSent: 900, reactions: 0, earlier: [] },
    }),
  ],
] as const)('a campaign is %s', (state, campaign) => {
  expect(freshnessOfCampaign(campaign, NOW).state).toBe(state)
})

test('runs in a row are counted; a cancelled one neither helps nor harms', () => {
  const run = (status: string, at: number): RecentRun => ({
    status,
    message: `run of ${at}`,
    attempts: 0,
    endedAt: NOW - at * MINUTE,
    isAlive: false,
  })
  const runs = [
    run('failed', 1),
    run('cancelled', 3),
    run('failed', 4),
    run('done', 5),
    run('failed', 6),
  ]
  expect(runFacts({ lastPullAt: null }, runs)).toEqual({
    lastGoodAt: NOW - 5 * MINUTE,
    lastTriedAt: NOW - MINUTE,
    failedInRow: 2,
    lastFailure: 'run of 1',
    isRunning: false,
  })
})

test('the daily mail is due at seven by the clocks of the firm', () => {
  const at = (now: string, zone: string) =>
    new Date(lastDigestMoment(Date.parse(now), zone)).toISOString()
  expect(at('2026-05-03T12:00:00Z', 'UTC')).toBe('2026-05-03T07:00:00.000Z')
  expect(at('2026-05-03T06:59:59Z', 'UTC')).toBe('2026-05-02T07:00:00.000Z')
  expect(at('2026-05-03T12:00:00Z', 'America/New_York')).toBe('2026-05-03T11:00:00.000Z')
  expect(at('2026-01-03T06:30:00Z', 'Europe/Berlin')).toBe('2026-01-03T06:00:00.000Z')
})
