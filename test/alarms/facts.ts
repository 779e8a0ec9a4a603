import type { CampaignFacts, ConnectionFacts } from '../../src/alarms/index.ts'

export const NOW = Date.parse('2026-05-03T12:00:00Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A connection that is well: read five minutes ago, next in twenty-five. */
export function aConnection(more: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    id: 3,
    name: 'Newsletter account',
    vendor: 'Constant Contact',
    status: 'active',
    createdAt: NOW - 200 * DAY,
    intervalMs: 30 * MINUTE,
    nextRunAt: NOW + 25 * MINUTE,
    lastGoodAt: NOW - 5 * MINUTE,
    lastTriedAt: NOW - 5 * MINUTE,
    failedInRow: 0,
    lastFailure: null,
    isRunning: false,
    lastEventAt: NOW - HOUR,
    lastLearntAt: NOW - HOUR,
    grant: { receivedAt: NOW - HOUR, expiresAt: NOW + 23 * HOUR, canRenew: true, idleDays: 180 },
    quota: {
      usedToday: 100,
      perDay: 10_000,
      resetsAt: NOW + 12 * HOUR,
      waiting: 0,
      perSecond: 4,
      lastsUntil: null,
    },
    ...more,
  }
}

/** A campaign sent so many days ago, read five minutes ago, of which as much came as of others. */
export function aCampaign(days: number, more: Partial<CampaignFacts> = {}): CampaignFacts {
  return {
    id: 7,
    name: 'Spring client letter',
    connection: aConnection(),
    sentAt: NOW - days * DAY,
    asOf: NOW - 5 * MINUTE,
    nextRunAt: NOW + 25 * MINUTE,
    lastEventAt: NOW - HOUR,
    lastLearntAt: NOW - HOUR,
    retention: { days: 90, isDocumented: false, source: 'a test' },
    ...more,
  }
}
