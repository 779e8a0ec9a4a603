import type { RowOf } from '../api.ts'

type Person = RowOf<'organizations.timeline'>['people'][number]

/** people: who it was, on the timeline of an organization; absent on one's own. */
export type Entry = RowOf<'people.timeline'> & { people?: Person[] }

/** What the same people did with one campaign in one month: one line of the timeline. */
export interface Happening {
  key: string
  kind: Entry['kind']
  channel: Entry['channel']
  campaign: Entry['campaign']
  verdict: Entry['verdict']
  people: Person[]
  /** Newest first, never empty. */
  entries: Entry[]
}

export interface Month {
  /** Its first moment, in the viewer's zone. */
  startsAt: Date
  happenings: Happening[]
}

/**
 * Groups repeats: what the same people did with a campaign, of one kind and verdict, is one line
 * a month, where its newest entry stands. Entries come newest first, as the server answers them;
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
    && idsOf(happening.people) === idsOf(entry.people)
  )
}

function begin(month: Month, entry: Entry): Happening {
  const { kind, channel, campaign, verdict, people = [] } = entry
  const what = `${kind} ${channel} ${campaign.id} ${verdict} ${idsOf(people)}`
  const key = `${month.startsAt.getTime()} ${what}`
  return { key, kind, channel, campaign, verdict, people, entries: [entry] }
}

function idsOf(people: readonly Person[] = []): string {
  return people.map(({ id }) => id).join(',')
}
