import type { Letter } from '../world/campaign-book.ts'
import type { Activity, Campaign } from '../world/campaigns.ts'
import type { World } from '../world/world.ts'

/** The vendor's states of a mailing that happen here: nothing fails. */
export type MailingStatus = 'p' | 'a' | 's' | 'x' | 'c'

/** A mailing as the account has it: each one that goes out is one of its own. */
export interface Mailing {
  id: number
  campaign: Campaign
  activity: Activity
  createdAt: number
  /** The mailing it was made from. */
  parentId?: number
  archivedAt?: number
  canceledAt?: number
  /** The moment it was to go out at before it was paused. */
  pausedFor?: number
  /** Whom it was to go to beside its groups, kept while it is paused. */
  audience?: readonly string[] | undefined
}

export interface MailingBook {
  /** Newest first. */
  all(): readonly Mailing[]
  find(id: number): Mailing | undefined
  /** The same letter as a mailing of its own; its campaign is to be scheduled by the caller. */
  again(source: Mailing, change: Partial<Letter>, to: Again): Mailing
}

export interface Again {
  listIds: readonly string[]
  now: number
}

const firstMailing = 9000

/** The campaigns the world begins with become mailings in the order of their moments. */
export function createMailings(world: World): MailingBook {
  const mailings: Mailing[] = []
  const add = (one: Omit<Mailing, 'id'>) => {
    const mailing = { ...one, id: firstMailing + mailings.length }
    mailings.push(mailing)
    return mailing
  }
  for (const one of beginnings(world)) add(one)
  return {
    all: () => mailings.toReversed(),
    find: (id) => mailings.find((one) => one.id === id),
    again: (source, change, { listIds, now }) => {
      const { fromName, fromEmail, replyTo, preheader, html } = source.campaign
      const same = { fromName, fromEmail, replyTo, preheader, html }
      const letter = { ...same, subject: source.activity.subject, ...change }
      const campaign = world.draft(source.campaign.name, letter, now)
      world.campaigns.rewrite(campaign, letter, listIds, now)
      const activity = campaign.activities[0] as Activity
      return add({ campaign, activity, createdAt: now, parentId: source.id })
    },
  }
}

function beginnings(world: World): Omit<Mailing, 'id'>[] {
  const all = world.campaigns
    .all()
    .filter((campaign) => campaign.removedAt === undefined)
    .flatMap((campaign) =>
      campaign.activities
        .filter(({ role, runs }) => runs.length > 0 || role === 'primary_email')
        .map((activity) => {
          // What goes out again to those who had not opened it was made when it went out.
          const again = activity.role === 'resend' ? activity.runs[0]?.at : undefined
          return { campaign, activity, createdAt: again ?? campaign.createdAt }
        }),
    )
  return all.sort((a, b) => a.createdAt - b.createdAt)
}

/** When it is to go out, or did. */
export function sendAt({ activity, pausedFor }: Mailing): number | undefined {
  return pausedFor ?? activity.runs[0]?.at
}

/** When the last of its messages leaves, once it has begun. */
export function finishedAt(world: World, { activity }: Mailing): number | undefined {
  const sends = world.activity(activity.activityId)?.rows.sends ?? []
  return sends.at(-1)?.at ?? activity.runs[0]?.at
}

export function statusOf(world: World, mailing: Mailing, now: number): MailingStatus {
  if (mailing.canceledAt !== undefined) return 'x'
  if (mailing.pausedFor !== undefined) return 'a'
  if ((mailing.activity.runs[0]?.at ?? Infinity) > now) return 'p'
  return (finishedAt(world, mailing) ?? now) <= now ? 'c' : 's'
}
