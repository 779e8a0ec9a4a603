import type { Letter } from '../world/campaign-book.ts'
import type { Activity, Campaign } from '../world/campaigns.ts'
import type { World } from '../world/world.ts'
import { yymm } from './display-time.ts'
import { numbered } from './ids.ts'

/** A message as the account has it: each one that goes out is one of its own. */
export interface Message {
  id: string
  kind: 'draft' | 'template' | 'sent'
  campaign: Campaign
  activity: Activity
  textBody: string
  textOnly: boolean
  /** Lists of the world it was not to go to. */
  suppressedOn: readonly string[]
  deleted: boolean
}

export interface MessageBook {
  /** Everything that was not deleted, newest first. */
  all(): readonly Message[]
  find(id: string): Message | undefined
  /** Writes a draft or a template down. */
  write(kind: 'draft' | 'template', written: Written, now: number): Message
  /** A message that goes out at that moment; its campaign is to be scheduled by the caller. */
  send(written: Written, when: number, now: number): Message
}

export interface Written extends Pick<Message, 'textBody' | 'textOnly'> {
  title: string
  letter: Letter
  listIds: readonly string[]
  suppressedOn: readonly string[]
}

const prefixes = { draft: 'd', template: 't', sent: 's' } as const
const plain = { textBody: '', textOnly: false, suppressedOn: [], deleted: false }

/** The campaigns the world begins with become messages in the order of their moments. */
export function createMessages(world: World): MessageBook {
  const zone = world.definition.account.timeZone
  const messages: Message[] = []
  const add = (kind: Message['kind'], one: Omit<Message, 'id' | 'kind'>, at: number) => {
    const number = messages.filter((other) => other.kind === kind).length + 1
    const suffix = kind === 'sent' ? `-${yymm(at, zone)}` : ''
    const message = { ...one, id: numbered(prefixes[kind], number) + suffix, kind }
    messages.push(message)
    return message
  }
  for (const { campaign, activity, at } of beginnings(world)) {
    add(activity.runs.length > 0 ? 'sent' : 'draft', { ...plain, campaign, activity }, at)
  }
  const made = (kind: Message['kind'], written: Written, times: { now: number; at: number }) => {
    const { title, letter, listIds, ...more } = written
    const campaign = world.draft(title, letter, times.now)
    world.campaigns.rewrite(campaign, letter, listIds, times.now)
    const activity = campaign.activities[0] as Activity
    return add(kind, { ...more, campaign, activity, deleted: false }, times.at)
  }
  return {
    all: () => messages.filter((one) => !one.deleted).toReversed(),
    find: (id) => messages.find((one) => one.id === id && !one.deleted),
    write: (kind, written, now) => made(kind, written, { now, at: now }),
    send: (written, when, now) => made('sent', written, { now, at: when }),
  }
}

function beginnings(world: World) {
  const all = world.campaigns
    .all()
    .filter((campaign) => campaign.removedAt === undefined)
    .flatMap((campaign) =>
      campaign.activities
        .filter(({ role, runs }) => runs.length > 0 || role === 'primary_email')
        .map((activity) => {
          return { campaign, activity, at: activity.runs[0]?.at ?? campaign.createdAt }
        }),
    )
  return all.sort((a, b) => a.at - b.at)
}

/** When it went out, or will. */
export function sendingAt({ activity }: Message): number | undefined {
  return activity.runs[0]?.at
}

/** Which of the vendor's listings a message is in. */
export function listingOf(
  message: Message,
  now: number,
): 'DRAFT' | 'TEMPLATE' | 'SENT' | 'SCHEDULED' {
  if (message.kind === 'draft') return 'DRAFT'
  if (message.kind === 'template') return 'TEMPLATE'
  return (sendingAt(message) ?? Infinity) <= now ? 'SENT' : 'SCHEDULED'
}
