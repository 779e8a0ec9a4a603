import type { Random } from '../random.ts'
import type { Activity, Campaign, Content } from './campaigns.ts'
import { linksIn } from './links.ts'

/** What a client writes: one letter with its subject. */
export interface Letter extends Content {
  subject: string
}

/** A letter sent to try it out: it is in no report. */
export interface TestSend {
  at: number
  campaignId: string
  activityId: string
  addresses: readonly string[]
  personalMessage?: string
}

/** The account's campaigns; those that were removed are still remembered. */
export interface CampaignBook {
  all(): readonly Campaign[]
  find(campaignId: string): Campaign | undefined
  named(name: string): Campaign | undefined
  withActivity(activityId: string): { campaign: Campaign; activity: Activity } | undefined
  create(name: string, letter: Letter, at: number): Campaign
  rename(campaign: Campaign, name: string, at: number): void
  /** A footer that is left out stays as it is. */
  rewrite(campaign: Campaign, letter: Letter, listIds: readonly string[], at: number): void
  remove(campaign: Campaign, at: number): void
  testSends: TestSend[]
}

/** As many recipients report a written letter as spam as one of the firm's own. */
const complaints = 0.002

export function createCampaigns(first: readonly Campaign[], random: Random): CampaignBook {
  const campaigns = [...first]
  return {
    all: () => campaigns,
    find: (campaignId) => campaigns.find((one) => one.campaignId === campaignId),
    named: (name) => campaigns.find((one) => one.name === name),
    withActivity: (activityId) => {
      for (const campaign of campaigns) {
        const activity = campaign.activities.find((one) => one.activityId === activityId)
        if (activity !== undefined) return { campaign, activity }
      }
      return undefined
    },
    create: (name, { subject, ...content }, at) => {
      const own = random.fork(String(campaigns.length))
      const activity = (role: 'primary_email' | 'permalink') => {
        return { activityId: own.fork(role).uuid(), role, subject, complaints, runs: [] }
      }
      const campaign: Campaign = {
        campaignId: own.uuid(),
        name,
        type: 'CUSTOM_CODE_EMAIL',
        typeCode: 26,
        createdAt: at,
        updatedAt: at,
        ...content,
        listIds: [],
        links: linksIn(content.html, [], own.fork('links')),
        activities: [activity('primary_email'), activity('permalink')],
      }
      campaigns.push(campaign)
      return campaign
    },
    rename: (campaign, name, at) => void Object.assign(campaign, { name, updatedAt: at }),
    rewrite: (campaign, { subject, ...content }, listIds, at) => {
      const links = linksIn(content.html, campaign.links, random.fork(campaign.campaignId))
      Object.assign(campaign, content, { listIds, links, updatedAt: at })
      for (const one of campaign.activities) if (one.role !== 'resend') one.subject = subject
    },
    remove: (campaign, at) => void Object.assign(campaign, { removedAt: at, updatedAt: at }),
    testSends: [],
  }
}
