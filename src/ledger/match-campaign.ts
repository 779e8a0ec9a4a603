import { campaignsOfActivities } from '../campaigns/index.ts'
import { keepOrPark, type Batch } from './path.ts'

/**
 * Finds each line's campaign by the vendor's activity id, and holds the campaign against other
 * batches: whoever counts a campaign counts alone.
 */
export async function matchCampaign(batch: Batch): Promise<void> {
  const activities = [...new Set(batch.lines.map((line) => line.activity))]
  const campaigns = await campaignsOfActivities(batch.tx, batch.connectionId, activities)
  keepOrPark(batch, (line) => {
    const campaign = campaigns.get(line.activity)
    if (campaign === undefined) {
      return {
        field: 'activity',
        reason: `No campaign of this connection has the activity ${line.activity}.`,
      }
    }
    line.campaignId = campaign.id
    // Kept for the next step: a row without a time takes the send's.
    if (line.occurredAt === null && campaign.sentAt !== null) {
      line.occurredAt = campaign.sentAt
      line.flags = 1
    }
    return null
  })
}
