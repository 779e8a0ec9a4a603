import type { Activity, Campaign, Run } from '../world/campaigns.ts'
import type { AccountDefinition } from '../world/definition.ts'
import { isoTime } from '../world/time.ts'
import { activityStatus, campaignStatus, exists, isFailed, touchedAt } from './campaign-state.ts'

export function campaignResource(campaign: Campaign, now: number) {
  return {
    campaign_id: campaign.campaignId,
    created_at: isoTime(campaign.createdAt),
    current_status: campaignStatus(campaign, now),
    name: campaign.name,
    type: campaign.type,
    type_code: campaign.typeCode,
    updated_at: isoTime(touchedAt(campaign, now)),
  }
}

export function wholeCampaign(campaign: Campaign, now: number) {
  const activities = campaign.activities.filter((one) => exists(one, now))
  return {
    ...campaignResource(campaign, now),
    campaign_activities: activities.map(({ activityId, role }) => ({
      campaign_activity_id: activityId,
      role,
    })),
  }
}

interface Shown {
  campaign: Campaign
  activity: Activity
  account: AccountDefinition
  /** The subresources that were asked for. */
  include: readonly string[]
  now: number
}

export function activityResource({ campaign, activity, account, include, now }: Shown) {
  const status = activityStatus(campaign, activity, now)
  const permalink = `https://conta.example/${activity.activityId.slice(0, 8)}`
  return {
    campaign_activity_id: activity.activityId,
    campaign_id: campaign.campaignId,
    role: activity.role,
    contact_list_ids: campaign.listIds,
    segment_ids: [],
    current_status: status,
    format_type: 5,
    ...headers(campaign, activity),
    ...(include.includes('html_content') && { html_content: campaign.html }),
    ...(include.includes('permalink_url') && status === 'DONE' && { permalink_url: permalink }),
    ...(include.includes('physical_address_in_footer') && {
      physical_address_in_footer: campaign.footer ?? accountFooter(account),
    }),
  }
}

export function headers(campaign: Campaign, { subject }: Activity) {
  return {
    from_email: campaign.fromEmail,
    from_name: campaign.fromName,
    reply_to_email: campaign.replyTo,
    subject,
    preheader: campaign.preheader,
  }
}

function accountFooter(account: AccountDefinition) {
  return { ...physicalAddress(account), organization_name: account.organizationName }
}

export function physicalAddress({ address }: AccountDefinition) {
  return {
    address_line1: address.line1,
    city: address.city,
    state_code: address.state,
    postal_code: address.postalCode,
    country_code: address.country,
  }
}

export function historyRow(run: Run, sendId: number) {
  return {
    send_id: sendId,
    contact_list_ids: run.listIds,
    segment_ids: [],
    count: run.outcome?.count ?? 0,
    run_date: isoTime(run.at),
    send_status: isFailed(run) ? 'ERRORED' : 'COMPLETED',
    reason_code: run.outcome?.reasonCode ?? 0,
  }
}
