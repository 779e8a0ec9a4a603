import { mailOfCampaign } from '../../campaigns/index.ts'
import { domainsOfCampaign, hoursOfCampaign, readWithOfCampaign } from '../../ledger/index.ts'
import { Refused } from '../../platform/refused.ts'
import { isZone } from '../../platform/zoned-time.ts'
import type { campaignDetails } from '../contract/campaign-details.ts'
import type { Handlers } from '../handler.ts'
import { inCampaign } from './campaigns.ts'

export const campaignDetailHandlers: Handlers<keyof typeof campaignDetails> = {
  'campaigns.domains': (ask, homing) =>
    inCampaign(ask, homing, (tx, campaignId) =>
      domainsOfCampaign(tx, campaignId, ask.query.audience),
    ),

  'campaigns.readWith': (ask, homing) =>
    inCampaign(ask, homing, (tx, campaignId) =>
      readWithOfCampaign(tx, campaignId, ask.query.audience),
    ),

  'campaigns.hours': (ask, homing) => {
    if (!isZone(ask.query.zone)) {
      throw new Refused(400, 'This is no time zone.', {
        field: 'zone',
        remedy: 'One is called such as Europe/London.',
      })
    }
    return inCampaign(ask, homing, (tx, campaignId) => hoursOfCampaign(tx, campaignId, ask.query))
  },

  'campaigns.mail': (ask, homing) =>
    inCampaign(ask, homing, async (tx, campaignId) => {
      const { workspaceId } = ask.caller
      const { readAt, ...mail } = await mailOfCampaign(tx, { workspaceId, campaignId })
      return { ...mail, readAt: readAt?.toISOString() ?? null }
    }),
}
