import type { WatchedCampaign } from '../campaigns/index.ts'
import type { Purpose } from '../connections/index.ts'

/** A campaign is asked about at every pull for this long after its send. */
const FRESH_MS = 7 * 24 * 3600 * 1000

type Dated = Pick<WatchedCampaign, 'sentAt' | 'asOf'>

/** Whether a campaign may still move: it was sent lately, or nobody knows when. */
export function isFresh({ sentAt }: Pick<Dated, 'sentAt'>, now: number): boolean {
  return sentAt === null || now - sentAt < FRESH_MS
}

/**
 * What is lost first if the day's requests run out comes first: recent campaigns nobody has read
 * yet, recent ones, old ones nobody has read, old ones. Within each, as they came. Pure.
 */
export function byRisk<Campaign extends Dated>(campaigns: Campaign[], now: number): Campaign[] {
  const rank = (one: Campaign) => (isFresh(one, now) ? 0 : 2) + (one.asOf === null ? 0 : 1)
  return campaigns.toSorted((a, b) => rank(a) - rank(b))
}

/** News of what is fresh goes before everything that can wait for tomorrow. */
export function purposeOf(campaign: Dated, now: number): Purpose {
  return isFresh(campaign, now) ? 'fresh' : 'background'
}
