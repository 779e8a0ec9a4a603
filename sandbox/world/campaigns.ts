import type { ContactState } from './contact-state.ts'
import type { ActivityDefinition, CampaignDefinition, LinkDefinition } from './definition.ts'
import type { WorldDefinition } from './definition.ts'
import { letterHtml } from './letter-html.ts'
import { day } from './time.ts'

/** A campaign as it stands: written through the API, or begun from the definition. */
export interface Campaign extends Content {
  campaignId: string
  name: string
  type: string
  typeCode: number
  createdAt: number
  updatedAt: number
  removedAt?: number
  listIds: readonly string[]
  /** What can be followed in the html. */
  links: readonly LinkDefinition[]
  activities: Activity[]
}

/** What its recipients read. */
export interface Content {
  fromName: string
  fromEmail: string
  replyTo: string
  preheader: string
  html: string
  /** By the vendor's names; the account's own address where it has none. */
  footer?: Readonly<Record<string, string>>
}

export interface Activity {
  activityId: string
  role: ActivityDefinition['role']
  subject: string
  /** Share of the recipients who report it as spam. */
  complaints: number
  /** Every time it went out, and the one it is waiting for, in their order. */
  runs: Run[]
}

/** One time an activity goes out to whoever is on its lists by then. */
export interface Run {
  at: number
  listIds: readonly string[]
  /** When somebody ordered it; absent where the story of the world itself has it. */
  orderedAt?: number
  /** Contacts it goes to beside those lists. */
  only?: readonly string[]
  /** Whom the vendor, or whoever ordered it, leaves out of those lists. */
  refuses?: (state: ContactState, at: number) => boolean
  /** What came of it; it is known from its moment on. */
  outcome?: { count: number; reasonCode: number }
}

/** The vendor's reasons why a run came to nothing. */
export const reasons = { sent: 0, linkTooLong: 8, nobody: 12 } as const

/** The definition's campaign that is scheduled waits longer than anybody looks. */
const farAway = 365 * day

/** The campaigns a world begins with; the definition itself is never written to. */
export function firstCampaigns(definition: WorldDefinition, start: number): Campaign[] {
  return definition.campaigns.map((campaign) => {
    const { createdAfter, updatedAfter, status } = campaign
    const updatedAt = start + (status === 'Sent' ? createdAfter : updatedAfter)
    return {
      campaignId: campaign.campaignId,
      name: campaign.name,
      type: campaign.type,
      typeCode: campaign.typeCode,
      createdAt: start + createdAfter,
      updatedAt,
      ...(status === 'Removed' && { removedAt: updatedAt }),
      fromName: campaign.fromName,
      fromEmail: campaign.fromEmail,
      replyTo: campaign.fromEmail,
      preheader: campaign.preheader,
      html: letterHtml(campaign, definition.account),
      listIds: campaign.listIds,
      links: campaign.links,
      activities: campaign.activities.map((one) => firstActivity(campaign, one, start)),
    }
  })
}

function firstActivity(
  campaign: CampaignDefinition,
  { activityId, role, subject, sendAfter, complaints = 0 }: ActivityDefinition,
  start: number,
): Activity {
  const runs: Run[] = []
  const { listIds } = campaign
  if (sendAfter !== undefined) runs.push({ at: start + sendAfter, listIds })
  else if (campaign.status === 'Scheduled' && role === 'primary_email') {
    runs.push({ at: start + farAway, listIds, orderedAt: start + campaign.updatedAfter })
  }
  return { activityId, role, subject, complaints, runs }
}
