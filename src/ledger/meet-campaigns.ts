import { meetCampaign } from '../campaigns/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { ensureCampaignMonths } from './months.ts'
import type { PageRead } from './read-pages.ts'

/**
 * Makes the campaigns that rows name and nobody has heard of: a service that is read from files
 * lists none. Of one that is known the earliest sending counts, in whatever order rows come.
 */
export async function meetCampaigns(
  tx: Tx,
  at: { workspaceId: number; connectionId: number; now: number },
  pages: readonly Pick<PageRead, 'campaigns'>[],
): Promise<void> {
  const named = new Map(
    pages.flatMap(({ campaigns }) => campaigns.map((one) => [JSON.stringify(one), one] as const)),
  )
  for (const campaign of named.values()) {
    await meetCampaign(tx, at, campaign)
    if (campaign.sentAt !== null) await ensureCampaignMonths(tx, campaign.sentAt, at.now)
  }
}
