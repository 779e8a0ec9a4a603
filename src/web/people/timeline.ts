import type { RowOf } from '../api.ts'

export type Entry = RowOf<'people.timeline'>

/** What one did with one campaign in one month: one line of the timeline. */
export interface Happening {
  key: string
  kind: Entry['kind']
  channel: Entry['channel']
  campaign: Entry['campaign']
  verdict: Entry['verdict']
  /** Newest first, never empty. */
  entries: Entry[]
}

export interface Month {
  /** Its first moment, in the viewer's zone. */
  startsAt: Date
  happenings: Happening[]
}

/**
 * Groups repeats: entries of the same kind, campaign and verdict within a month become one line
 * that stands where its newest entry does. Entries come newest first, as the server answers them;
 * no entry is left out.
 */
export function groupTimeline(entries: Entry[]): Month[] {
  const months: Month[] = []
  for (const entry of entries) {
    const month = monthOf(months, entry)
    const happening = month.happenings.find((one) => isSame(one, entry))
    if (happening) happening.entries.push(entry)
    else month.happenings.push(begin(month, entry))
  }
  return months
}

function monthOf(months: Month[], entry: Entry): Month {
  const at = new Date(entry.occurredAt)
  const startsAt = new Date(at.getFullYear(), at.getMonth(), 1)
  const last = months.at(-1)
  if (last?.startsAt.getTime() === startsAt.getTime()) return last
  const month = { startsAt, happenings: [] }
  months.push(month)
  return month
}

function isSame(happening: Happening, entry: Entry): boolean {
  return (
    happening.kind === entry.kind
    && happening.channel === entry.channel
    && happening.campaign.id === entry.campaign.id
    && happening.verdict === entry.verdict
  )
}

function begin(month: Month, entry: Entry): Happening {
  const { kind, channel, campaign, verdict } = entry
  const key = `${month.startsAt.getTime()} ${kind} ${channel} ${campaign.id} ${verdict}`
  return { key, kind, channel, campaign, verdict, entries: [entry] }
}
