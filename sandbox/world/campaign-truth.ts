import type { Activity, Campaign } from './campaigns.ts'
import { isoTime } from './time.ts'
import type { World } from './world.ts'

/** What somebody sent, or ordered, and to whom: the addresses of each time it went out. */
export interface CampaignTruth {
  campaignId: string
  name: string
  createdAt: string
  updatedAt: string
  removedAt?: string
  fromName: string
  fromEmail: string
  replyTo: string
  preheader: string
  html: string
  links: readonly string[]
  lists: readonly { listId: string; name?: string }[]
  activities: readonly ActivityRuns[]
  testSends: readonly { at: string; addresses: readonly string[]; personalMessage?: string }[]
}

export interface ActivityRuns {
  campaignActivityId: string
  role: string
  subject: string
  runs: readonly {
    at: string
    orderedAt?: string
    listIds: readonly string[]
    outcome?: { count: number; reasonCode: number }
  }[]
  /** Everybody it was sent to so far, in the order of sending. */
  recipients: readonly string[]
}

/** Every campaign as the world has it, whatever the API says of it; oldest first. */
export function campaignsOf(world: World, now: number): CampaignTruth[] {
  world.settle(now)
  return world.campaigns.all().map((campaign) => campaignTruth(world, campaign, now))
}

function campaignTruth(world: World, campaign: Campaign, now: number): CampaignTruth {
  const { removedAt } = campaign
  const names = new Map(world.lists.all().map((list) => [list.listId, list.name]))
  const tests = world.campaigns.testSends.filter((one) => one.campaignId === campaign.campaignId)
  return {
    campaignId: campaign.campaignId,
    name: campaign.name,
    createdAt: isoTime(campaign.createdAt),
    updatedAt: isoTime(campaign.updatedAt),
    ...(removedAt !== undefined && { removedAt: isoTime(removedAt) }),
    fromName: campaign.fromName,
    fromEmail: campaign.fromEmail,
    replyTo: campaign.replyTo,
    preheader: campaign.preheader,
    html: campaign.html,
    links: campaign.links.map((link) => link.url),
    lists: campaign.listIds.map((listId) => {
      const name = names.get(listId)
      return { listId, ...(name !== undefined && { name }) }
    }),
    activities: campaign.activities.map((one) => runsTruth(world, one, now)),
    testSends: tests.map(({ at, addresses, personalMessage }) => ({
      at: isoTime(at),
      addresses,
      ...(personalMessage !== undefined && { personalMessage }),
    })),
  }
}

function runsTruth(world: World, activity: Activity, now: number): ActivityRuns {
  return {
    campaignActivityId: activity.activityId,
    role: activity.role,
    subject: activity.subject,
    runs: activity.runs.map(({ at, orderedAt, listIds, outcome }) => ({
      at: isoTime(at),
      ...(orderedAt !== undefined && { orderedAt: isoTime(orderedAt) }),
      listIds,
      ...(outcome !== undefined && at <= now && { outcome }),
    })),
    recipients: world.rows(activity.activityId, 'sends', now).map((row) => row.address),
  }
}
