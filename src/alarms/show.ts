import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import type { CampaignFacts } from './facts.ts'
import { freshnessOf, freshnessOfCampaign, type FreshnessState } from './freshness.ts'
import { campaignFacts } from './gather-campaigns.ts'
import { connectionFacts } from './gather-connections.ts'
import { retentionClock, type RetentionClock } from './retention.ts'
import { endOfGrant } from './rules/grant.ts'

/** How fresh something is, as screens, API and CLI show it. Times are ISO 8601. */
export interface FreshnessView {
  state: FreshnessState
  reasons: string[]
  /** The newest event: when it happened, and when Homing learnt of it (to a minute). */
  lastEventAt: string | null
  lastLearntAt: string | null
  /** The last good pull, and the next. */
  lastPullAt: string | null
  nextPullAt: string | null
}

/** The freshness of each connection, and when its grant ends unless it is used. */
export async function showFreshness(tx: Tx, homing: Homing, workspaceId: number) {
  const now = homing.now()
  return (await connectionFacts(tx, homing, workspaceId)).map((facts) => ({
    connectionId: facts.id,
    ...freshnessOf(facts, now),
    lastEventAt: iso(facts.lastEventAt),
    lastLearntAt: iso(facts.lastLearntAt),
    lastPullAt: iso(facts.lastGoodAt),
    nextPullAt: facts.status === 'active' ? iso(facts.nextRunAt) : null,
    grantEndsAt: iso(facts.grant && endOfGrant(facts.grant)),
  }))
}

interface AskedOfCampaign {
  workspaceId: number
  campaignId: number
  /** Reactions are hidden from who asks: it is not judged by how few of them came home. */
  isBlind?: boolean
}

/** How fresh a campaign's figures are, with its retention clock. Null for one not sent yet. */
export async function showCampaignFreshness(
  tx: Tx,
  homing: Homing,
  { workspaceId, campaignId, isBlind = false }: AskedOfCampaign,
) {
  const campaign = await tx
    .selectFrom('campaign')
    .select('id')
    .where('id', '=', campaignId)
    .executeTakeFirst()
  if (campaign === undefined) throw notFound('campaign', campaignId)
  const connections = await connectionFacts(tx, homing, workspaceId)
  const [facts] = await campaignFacts(tx, homing, workspaceId, { connections, campaignId })
  if (facts === undefined) return { freshness: null, retention: null }
  const now = homing.now()
  const { feedback, ...others } = facts
  const judged = isBlind || feedback === undefined ? others : { ...others, feedback }
  return {
    freshness: {
      ...freshnessOfCampaign(judged, now),
      lastEventAt: iso(facts.lastEventAt),
      lastLearntAt: iso(facts.lastLearntAt),
      lastPullAt: iso(facts.asOf),
      nextPullAt: facts.connection.status === 'active' ? iso(facts.nextRunAt) : null,
    },
    retention: clockView(facts, now),
  }
}

/** Campaigns the firm may still lose, the soonest first; and how many of its campaigns are safe. */
export async function showRetention(tx: Tx, homing: Homing, workspaceId: number) {
  const now = homing.now()
  const connections = await connectionFacts(tx, homing, workspaceId)
  const of = { connections, isUncompared: true }
  const campaigns = await campaignFacts(tx, homing, workspaceId, of)
  const clocks = campaigns.flatMap((facts) => {
    const clock = retentionClock(facts, now)
    return clock === null ? [] : [{ facts, clock }]
  })
  const atStake = clocks.filter(({ clock }) => clock.state !== 'downloaded')
  const kept = clocks.filter(({ clock }) => clock.state === 'downloaded' && now < clock.endsAt)
  return {
    items: atStake
      .sort((a, b) => a.clock.endsAt - b.clock.endsAt)
      .slice(0, SHOWN_MAX)
      .map(({ facts }) => ({
        campaign: { id: facts.id, name: facts.name },
        connection: { id: facts.connection.id, name: facts.connection.name },
        vendor: facts.connection.vendor,
        sentAt: new Date(facts.sentAt).toISOString(),
        lastPullAt: iso(facts.asOf),
        retention: clockView(facts, now)!,
      })),
    atStake: atStake.length,
    /** Still kept by the vendor, and all of it here. */
    downloaded: kept.length,
  }
}

/** Campaigns at stake that are named; the others are counted. */
const SHOWN_MAX = 20

function clockView(facts: CampaignFacts, now: number) {
  const clock = retentionClock(facts, now)
  if (clock === null) return null
  const { days, isDocumented, state } = clock
  return {
    days,
    isDocumented,
    state: state satisfies RetentionClock['state'],
    warnsAt: new Date(clock.warnsAt).toISOString(),
    endsAt: new Date(clock.endsAt).toISOString(),
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
