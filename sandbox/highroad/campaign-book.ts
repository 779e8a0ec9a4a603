import type { Activity, Campaign } from '../world/campaigns.ts'
import type { World } from '../world/world.ts'
import type { Struct } from '../xmlrpc/index.ts'

/** A letter of the account on its way to be launched. */
export interface Letter {
  id: number
  campaign: Campaign
  activity: Activity
  description: string
  projectId: number
  options: Struct
  messages: { html: string; text: string }
  published: boolean
  launches: { label: string; at: number }[]
}

export interface CampaignBook {
  all(): readonly Letter[]
  find(id: number): Letter | undefined
  create(given: Pick<Letter, 'description' | 'projectId'> & { name: string }, now: number): Letter
  /** Writes into the campaign what its options and messages say by now. */
  rewrite(letter: Letter, listIds: readonly string[], now: number): void
}

const firstNumber = 301

/** The campaigns a world begins with come first; those that went out have been launched. */
export function createCampaigns(world: World): CampaignBook {
  const letters: Letter[] = []
  const add = (campaign: Campaign, more: Pick<Letter, 'description' | 'projectId'>) => {
    const activity = campaign.activities[0] as Activity
    const letter: Letter = {
      id: firstNumber + letters.length,
      campaign,
      activity,
      ...more,
      options: optionsOf(campaign, activity),
      messages: { html: campaign.html, text: '' },
      published: activity.runs.length > 0,
      launches: activity.runs.map(({ at }) => ({ label: campaign.name, at })),
    }
    letters.push(letter)
    return letter
  }
  for (const campaign of world.campaigns.all()) {
    if (campaign.removedAt === undefined) add(campaign, { description: '', projectId: 1 })
  }
  return {
    all: () => letters,
    find: (id) => letters.find((one) => one.id === id),
    create: ({ name, ...more }, now) => add(world.draft(name, blank, now), more),
    rewrite: ({ campaign, options, messages }, listIds, now) => {
      const { html } = messages
      const letter = { ...blank, ...senderOf(options), html, subject: said(options.subject_line) }
      world.campaigns.rewrite(campaign, letter, listIds, now)
    },
  }
}

/** What the options of a campaign say that was written otherwise. */
function optionsOf({ fromName, fromEmail }: Campaign, { subject }: Activity): Struct {
  return { subject_line: subject, from_name: fromName, user_from: 1, from_address: fromEmail }
}

const blank = { subject: '', fromName: '', fromEmail: '', replyTo: '', preheader: '', html: '' }

/** With `user_from` the sender has an address of its own, else one of the sending domain. */
function senderOf(options: Struct) {
  const own = isSet(options.user_from)
  const parts = [said(options.from_prefix), said(options.domain)]
  const made = parts.includes('') ? '' : parts.join('@')
  const fromEmail = own ? said(options.from_address) : made
  const answersTo = isSet(options.user_reply) ? said(options.reply_address) : ''
  return { fromName: said(options.from_name), fromEmail, replyTo: answersTo || fromEmail }
}

function isSet(value: Struct[string]): boolean {
  return value === 1 || value === true
}

function said(value: Struct[string]): string {
  return typeof value === 'string' ? value : ''
}
