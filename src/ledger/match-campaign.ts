import { campaignsOfActivities } from '../campaigns/index.ts'
import { keepOrPark, type Batch } from './path.ts'

/**
 * Finds each line's campaign by the vendor's activity id, and holds the campaign against other
 * batches: whoever counts a campaign counts alone.
 */
export async function matchCampaign(batch: Batch): Promise<void> {
  const { commons } = batch
  const activities = [...new Set(commons.map((common) => common.activity))]
  const campaigns = await campaignsOfActivities(batch.tx, batch.connectionId, activities)
  for (const common of commons) {
    const campaign = campaigns.get(common.activity)
    common.campaignId = campaign?.id ?? 0
    common.campaignSentAt = campaign?.sentAt ?? null
  }
  if (commons.every(({ campaignId }) => campaignId !== 0)) return
  keepOrPark(batch, ({ common }) => {
    if (common.campaignId !== 0) return null
    return {
      field: 'activity',
      reason: `No campaign of this connection has the activity ${common.activity}.`,
    }
  })
}
