import type { Random } from '../random.ts'
import type { CampaignDefinition, LinkDefinition, ListDefinition } from './definition.ts'
import { article, links } from './law-firm-letters.ts'
import { day, hour, minute } from './time.ts'

export function listsOf(random: Random): ListDefinition[] {
  const names: [string, string][] = [
    ['Client letter', 'Everybody who receives the quarterly letter.'],
    ['Estate planning', 'Households interested in wills, trusts and succession.'],
    ['Business owners', 'Companies interested in corporate and tax news.'],
    ['Events', 'People who came to a seminar or asked to be invited.'],
  ]
  return names.map(([name, description], index) => ({
    listId: random.uuid(),
    name,
    description,
    favorite: index === 0,
    createdAfter: -(1900 - index * 40) * day,
  }))
}

/** The newest letter left an hour before the start: its recipients react for the next ten days. */
export function campaignsOf(lists: ListDefinition[], random: Random): CampaignDefinition[] {
  const [letter, , business, events] = lists.map((list) => list.listId)
  const to = (...ids: (string | undefined)[]) => ids.filter((id) => id !== undefined)
  return [
    sent(random.fork('winter'), 'Winter tax letter', to(letter), -82 * day),
    resent(sent(random.fork('spring'), 'Spring client letter', to(letter), -47 * day), random),
    sent(random.fork('summer'), 'Summer client letter', to(letter), -50 * minute),
    unsent(random.fork('draft'), 'Autumn seminar invitation', to(events), 'Draft'),
    unsent(random.fork('scheduled'), 'Business owners bulletin', to(business), 'Scheduled'),
  ]
}

function sent(random: Random, name: string, listIds: string[], sendAfter: number) {
  const campaign = blank(random, name, listIds)
  const primary = campaign.activities[0]
  if (primary !== undefined) Object.assign(primary, { sendAfter, complaints: 0.002 })
  campaign.status = 'Sent'
  campaign.createdAfter = sendAfter - 6 * day
  campaign.updatedAfter = sendAfter
  return campaign
}

/** The Spring letter went out again, four days later, to those who had not opened it. */
function resent(campaign: CampaignDefinition, random: Random): CampaignDefinition {
  const primary = campaign.activities[0]
  if (primary?.sendAfter === undefined) return campaign
  const sendAfter = primary.sendAfter + 4 * day + 3 * hour
  const subject = `In case you missed it: ${primary.subject}`
  const activityId = random.fork('resend').uuid()
  campaign.activities.push({ activityId, role: 'resend', subject, sendAfter })
  campaign.updatedAfter = sendAfter
  return campaign
}

function unsent(
  random: Random,
  name: string,
  listIds: string[],
  status: 'Draft' | 'Scheduled',
): CampaignDefinition {
  const campaign = blank(random, name, listIds)
  campaign.status = status
  campaign.createdAfter = -3 * day
  campaign.updatedAfter = -2 * day
  return campaign
}

function blank(random: Random, name: string, listIds: string[]): CampaignDefinition {
  const letter = article(random, name)
  return {
    campaignId: random.uuid(),
    name,
    type: 'CUSTOM_CODE_EMAIL',
    typeCode: 26,
    status: 'Draft',
    createdAfter: 0,
    updatedAfter: 0,
    fromName: 'Harrowgate Lindqvist LLP',
    fromEmail: 'letters@harrowgate-lindqvist.example',
    preheader: letter.preheader,
    paragraphs: letter.paragraphs,
    listIds,
    links: numbered(links(random), random),
    activities: [
      { activityId: random.uuid(), role: 'primary_email', subject: letter.subject },
      { activityId: random.uuid(), role: 'permalink', subject: letter.subject },
    ],
  }
}

function numbered(items: Omit<LinkDefinition, 'urlId'>[], random: Random): LinkDefinition[] {
  const first = 1_100_000_000_000 + random.int(1, 899_999_999)
  return items.map((item, index) => ({ ...item, urlId: String(first + index) }))
}
