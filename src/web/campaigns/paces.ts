/** How often numbers are read again while a run is bringing news, and otherwise. */
const LIVE_MS = 4_000
const CALM_MS = 30_000

/** The pace of a campaign's numbers, in ms. */
export function paceOf(campaign: { openRunId: number | null } | undefined): number {
  return campaign !== undefined && campaign.openRunId !== null ? LIVE_MS : CALM_MS
}

/** The pace of lists of campaigns, which do not tell about runs. */
export const LIST_PACE_MS = 10_000
