import type { Letter } from '../world/campaign-book.ts'
import type { Activity, Campaign, Run } from '../world/campaigns.ts'
import type { Row, RowKind } from '../world/rows.ts'
import type { World } from '../world/world.ts'

/** A message of the account, which may be sent several times. */
export interface Message {
  id: number
  campaign: Campaign
  activity: Activity
  /** What was written beside the letter itself. */
  written: Written
}

export interface Written {
  category: number
  templateId: number
  textVersion: string
  blocks: readonly [string, string, string]
}

/** A row of the world, with the message that caused it. */
export interface MessageRow {
  message: Message
  row: Row
}

export interface MessageBook {
  /** In the order of their numbers; those that were written by then. */
  all(now: number): Message[]
  find(id: number): Message | undefined
  at(activityId: string): Message | undefined
  write(name: string, letter: Letter, written: Written, now: number): Message
  /** What happened up to now because of any message, oldest first. */
  rows(kind: RowKind, now: number): MessageRow[]
}

/** What a world begins with is numbered in the order of its moments; a resend is one of its own. */
export function createMessages(world: World): MessageBook {
  const messages: Message[] = []
  const add = (one: Omit<Message, 'id'>) => {
    const message = { ...one, id: 90_001 + messages.length }
    messages.push(message)
    return message
  }
  for (const { campaign, activity } of beginnings(world)) {
    const written = { category: 0, templateId: 0, textVersion: '' }
    add({ campaign, activity, written: { ...written, blocks: [campaign.html, '', ''] } })
  }
  return {
    all: (now) => messages.filter(({ campaign }) => campaign.createdAt <= now),
    find: (id) => messages.find((one) => one.id === id),
    at: (activityId) => messages.find(({ activity }) => activity.activityId === activityId),
    write: (name, letter, written, now) => {
      const campaign = world.draft(name, letter, now)
      return add({ campaign, activity: campaign.activities[0] as Activity, written })
    },
    rows: (kind, now) =>
      messages
        .flatMap((message) => {
          const rows = world.rows(message.activity.activityId, kind, now)
          return rows.map((row) => ({ message, row }))
        })
        .sort((a, b) => a.row.at - b.row.at),
  }
}

function beginnings(world: World) {
  const all = world.campaigns
    .all()
    .filter((campaign) => campaign.removedAt === undefined)
    .flatMap((campaign) =>
      campaign.activities
        .filter(({ role, runs }) => runs.length > 0 || role === 'primary_email')
        .map((activity) => ({ campaign, activity })),
    )
  const at = ({ campaign, activity }: (typeof all)[number]) =>
    activity.runs[0]?.at ?? campaign.createdAt
  return all.sort((a, b) => at(a) - at(b))
}

/** The times a message went out up to now, oldest first. */
export function sentRuns({ activity }: Message, now: number): Run[] {
  return activity.runs.filter(({ at }) => at <= now)
}

export function isQueued({ activity }: Message, now: number): boolean {
  return activity.runs.some(({ at }) => at > now)
}
