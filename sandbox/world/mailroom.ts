import type { Activity, Campaign, Run } from './campaigns.ts'
import { sendings, takeBack, tellAgain, type Sending, type Teller } from './story.ts'

/** Whom a sending goes to, apart from the campaign's lists. */
export type Audience = Pick<Run, 'only' | 'refuses'>

/** What is still to be sent, and sends it at its moment. */
export interface Mailroom {
  /** When the next sending is due. */
  nextAt(): number
  send(): void
  /** Puts the campaign's letter on its way to its lists, at that moment. */
  order(campaign: Campaign, at: number, now: number, audience?: Audience): void
  /** Takes back what an activity is waiting for. */
  cancel(activity: Activity, now: number): void
  /** The last sending that somebody ordered since the world began, and that is still to come. */
  awaitedUntil(): number
}

/** `touched` says whether anybody is not as the first story has it. */
export function createMailroom(teller: Teller, touched: () => boolean): Mailroom {
  const { start } = teller
  let coming = sendings(teller.campaigns).filter(({ run }) => run.at > start)
  /** Whether the sendings so far differ from those that later ones were told after. */
  let disturbed = false
  return {
    nextAt: () => coming[0]?.run.at ?? Infinity,
    send: () => {
      const sending = coming.shift()
      if (sending === undefined) return
      if (sending.run.orderedAt !== undefined) disturbed = true
      if (disturbed || touched()) tellAgain(teller, sending)
    },
    order: (campaign, at, now, audience) => {
      const [activity] = campaign.activities
      if (activity === undefined) return
      const run = { at, listIds: campaign.listIds, orderedAt: now, ...audience }
      activity.runs.push(run)
      campaign.updatedAt = now
      const sending: Sending = { campaign, activity, run }
      coming = [...coming, sending].sort((a, b) => a.run.at - b.run.at)
    },
    cancel: (activity, now) => {
      const sending = coming.find((one) => one.activity === activity)
      if (sending === undefined) return
      coming = coming.filter((one) => one !== sending)
      activity.runs = activity.runs.filter((run) => run !== sending.run)
      sending.campaign.updatedAt = now
      if (sending.run.orderedAt !== undefined) return
      takeBack(teller, sending)
      disturbed = true
    },
    awaitedUntil: () => {
      const awaited = coming.filter(({ run }) => (run.orderedAt ?? -Infinity) >= start)
      return awaited.at(-1)?.run.at ?? start
    },
  }
}
