import type { CampaignFacts, ConnectionFacts } from './facts.ts'
import { shortfall } from './feedback.ts'
import { retentionClock } from './retention.ts'
import { counted, HOUR, MINUTE, spell } from './time.ts'

/**
 * One word for how new what is shown is. fresh: as new as the schedule makes it. due: the next
 * reading is due or under way. late: at least one reading was missed. silent: nothing has come for
 * so long, or so little, that something must be wrong. stopped: nothing more will come by itself.
 */
export type FreshnessState = 'fresh' | 'due' | 'late' | 'silent' | 'stopped'

export interface Freshness {
  state: FreshnessState
  /** Why, in sentences. */
  reasons: string[]
}

/** Late after so many intervals without a good reading, silent after so many. */
const LATE_INTERVALS = 2
const SILENT_INTERVALS = 4
/** A short schedule is not called silent sooner than this. */
const SILENT_MS_MIN = 2 * HOUR
/** A reading takes a while itself. */
const SLACK_MS = 5 * MINUTE

/** How long a connection may be without a good reading before it counts as silent. */
export function silentAfterMs(intervalMs: number): number {
  return Math.max(SILENT_INTERVALS * intervalMs, SILENT_MS_MIN)
}

/** How fresh what a connection brought home is. */
export function freshnessOf(facts: ConnectionFacts, now: number): Freshness {
  if (facts.status !== 'active') return { state: 'stopped', reasons: [STOPPED[facts.status]] }
  const failures =
    facts.failedInRow === 0
      ? []
      : [`The last ${counted(facts.failedInRow, 'run')} failed: ${facts.lastFailure ?? ''}`]
  if (facts.lastGoodAt === null) {
    const isNew = now - facts.createdAt < silentAfterMs(facts.intervalMs)
    const state = facts.isRunning || isNew ? 'due' : 'silent'
    return { state, reasons: [neverWords(facts.isRunning), ...failures] }
  }
  const quietMs = now - facts.lastGoodAt
  const state = byAge(quietMs, facts.intervalMs, isDue(facts, now))
  return { state, reasons: [`Read in full ${spell(quietMs)} ago.`, ...failures] }
}

/** How fresh a sent campaign's figures are. */
export function freshnessOfCampaign(facts: CampaignFacts, now: number): Freshness {
  const { connection, asOf } = facts
  const clock = retentionClock(facts, now)
  if (clock !== null && now >= clock.endsAt) {
    const words = `${connection.vendor} keeps feedback for ${counted(clock.days, 'day')}`
    return { state: 'stopped', reasons: [`${words}; they are over.`] }
  }
  if (connection.status !== 'active') {
    return { state: 'stopped', reasons: [`${connection.name}: ${STOPPED[connection.status]}`] }
  }
  const little = facts.feedback === undefined ? null : shortfall(facts.feedback)
  if (little !== null) {
    const { actual, expected } = little
    const words =
      little.what === 'sends'
        ? `${actual} sends of about ${expected} expected by now.`
        : `${actual} reactions of about ${expected} expected by now.`
    return { state: 'silent', reasons: [words] }
  }
  if (asOf === null) return { state: 'due', reasons: ['It was not read in full yet.'] }
  const isDue = facts.nextRunAt !== null && facts.nextRunAt <= now
  const state = byAge(now - asOf, connection.intervalMs, isDue)
  return { state, reasons: [`Read in full ${spell(now - asOf)} ago.`] }
}

function byAge(quietMs: number, intervalMs: number, isDue: boolean): FreshnessState {
  if (quietMs > silentAfterMs(intervalMs)) return 'silent'
  if (quietMs > LATE_INTERVALS * intervalMs + SLACK_MS) return 'late'
  return isDue ? 'due' : 'fresh'
}

function isDue({ isRunning, nextRunAt }: ConnectionFacts, now: number): boolean {
  return isRunning || nextRunAt === null || nextRunAt <= now
}

function neverWords(isRunning: boolean): string {
  return isRunning ? 'The first reading is under way.' : 'It was never read in full.'
}

const STOPPED: Record<Exclude<ConnectionFacts['status'], 'active'>, string> = {
  awaiting_authorisation: 'It was not authorised yet.',
  needs_reauthorisation: 'It has to be authorised again.',
  paused: 'It is paused.',
}
