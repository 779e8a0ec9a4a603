import { KINDS } from './kinds.ts'
import type { Entry } from './timeline.ts'

/** What of a timeline stands in the address of its screen. */
export interface TimelineSearch {
  kind?: string | undefined
  campaignId?: string | undefined
  channel?: string | undefined
  /** Of an organization: one of its people. */
  person?: string | undefined
  /** Days by the viewer's clock, both included: 2026-05-03. */
  from?: string | undefined
  until?: string | undefined
}

/** What the server is asked for; what somebody typed and cannot be is as if left out. Pure. */
export function timelineQuery(search: TimelineSearch) {
  const { kind, campaignId, channel, from, until } = search
  return {
    kind: isKind(kind) ? kind : undefined,
    campaignId: idOf(campaignId),
    channel: isChannel(channel) ? channel : undefined,
    from: momentOf(from, 0),
    until: momentOf(until, 1),
  }
}

/** Whether anything is left out of the timeline. */
export function isNarrowed(search: TimelineSearch): boolean {
  const { person, ...rest } = search
  return idOf(person) !== undefined || Object.values(timelineQuery(rest)).some(Boolean)
}

export function isChannel(channel: string | undefined): channel is Entry['channel'] {
  return channel === 'email' || channel === 'fax'
}

export function idOf(text: string | undefined): number | undefined {
  const number = Number(text)
  return Number.isInteger(number) && number > 0 ? number : undefined
}

function isKind(kind: string | undefined): kind is Entry['kind'] {
  return kind !== undefined && kind in KINDS
}

/** Where a day begins, or where the one so many days later does. */
function momentOf(day: string | undefined, later: number): string | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '')
  if (parts === null) return undefined
  const [, year, month, date] = parts.map(Number)
  return new Date(year!, month! - 1, date! + later).toISOString()
}
