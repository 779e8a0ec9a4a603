import { momentOf } from '../../../platform/zoned-time.ts'
import {
  cleanText,
  diallingOf,
  FieldRefused,
  type FileRow,
  type FeedbackEvent,
  type HookPage,
  type JsonObject,
  type NamedCampaign,
  readFaxNumber,
  type RefusedRow,
} from '../../sdk/index.ts'
import { bounceOf } from './reasons.ts'
import type { HylafaxSettings } from './settings.ts'

/** What one record came to: of a call two events, one of a job that was given up. */
export interface Told {
  events: FeedbackEvent[]
  campaign: NamedCampaign
}

/** A campaign's id holds no more characters than this. */
const ID_CHARS_MAX = 500

/** What rows of the log tell; those that cannot be read stand beside. Pure. */
export function readCalls(rows: readonly FileRow[], settings: HylafaxSettings): HookPage {
  return gathered(
    rows.map((row) => ({
      record: { line: row.line, ...('fault' in row ? { text: row.text } : row.record) },
      read: () => {
        if ('fault' in row) throw new FieldRefused('', row.fault)
        return callOf(row.record, settings)
      },
    })),
  )
}

/** Records that are each read by themselves, as a page. */
export function gathered(records: readonly { record: JsonObject; read(): Told }[]): HookPage {
  const events: FeedbackEvent[] = []
  const refused: RefusedRow[] = []
  const places: number[] = []
  const campaigns = new Map<string, NamedCampaign>()
  for (const [place, { record, read }] of records.entries()) {
    try {
      const told = read()
      events.push(...told.events)
      places.push(...told.events.map(() => place))
      campaigns.set(told.campaign.id, earlier(campaigns.get(told.campaign.id), told.campaign))
    } catch (error) {
      if (!(error instanceof FieldRefused)) throw error
      refused.push({ record, field: error.field, reason: error.message, place })
    }
  }
  const shown = records.map(({ record }) => record)
  return { rows: events, refused, places, records: shown, campaigns: [...campaigns.values()] }
}

/**
 * One call: the fax was sent, and got through where the log gives no reason (it "indicates if any
 * problem occurred"); else it failed. Each attempt is a call. Throws FieldRefused.
 */
export function callOf(record: JsonObject, settings: HylafaxSettings): Told {
  const address = numberOf(record, settings)
  const { at, day } = timeOf(record, settings.zone)
  const campaign = campaignOf(record, { at, day })
  const common = { channel: 'fax' as const, address, occurredAt: at, activity: campaign.id }
  const reason = textAt(record, 'reason')
  const outcome: FeedbackEvent =
    reason === ''
      ? { ...common, kind: 'delivered' }
      : { ...common, kind: 'bounce', bounce: bounceOf(reason) }
  return { events: [{ ...common, kind: 'sent' }, outcome], campaign }
}

/** The number as it was given; in E.164 where it, or how the server dials, tells its country. */
export function numberOf(record: JsonObject, settings: HylafaxSettings): string {
  const read = readFaxNumber(textAt(record, 'number'), diallingOf(settings))
  if (!read.ok) throw new FieldRefused('number', read.reason)
  return read.canonical
}

/**
 * The campaign is the job's tag, as given with `sendfax -i`. Faxes without one are a campaign a day
 * and sender: what somebody sends off by hand is history as well, and names no mailing.
 */
export function campaignOf(
  record: JsonObject,
  { at, day }: { at: number; day: string },
): NamedCampaign {
  const tag = textAt(record, 'jobtag')
  if (tag !== '') return { id: idOf(`tag:${tag}`), name: tag, sentAt: at }
  const sender = textAt(record, 'sender')
  return {
    id: idOf(`day:${day}:${sender.toLowerCase()}`),
    name: sender === '' ? `Faxes of ${day}` : `Faxes of ${day}, ${sender}`,
    sentAt: at,
  }
}

export function textAt(record: JsonObject, name: string): string {
  return (cleanText(record[name]) ?? '').trim()
}

/** MM/DD/YY HH:MM on the server's clocks; of an hour that is repeated in autumn, the first. */
function timeOf(record: JsonObject, zone: string): { at: number; day: string } {
  const text = textAt(record, 'date')
  const found = /^(\d\d)\/(\d\d)\/(\d\d) (\d\d):(\d\d)$/.exec(text)?.slice(1).map(Number)
  if (found === undefined) {
    throw new FieldRefused(
      'date',
      `“${text.slice(0, 40)}” is no time in the format MM/DD/YY HH:MM.`,
    )
  }
  const [month, date, year, hour, minute] = found as [number, number, number, number, number]
  const local = Date.UTC(2000 + year, month - 1, date, hour, minute)
  const day = new Date(local).toISOString().slice(0, 10)
  // What overflows into another day, or hour, is no time.
  const isTime = hour < 24 && minute < 60 && new Date(local).getUTCMonth() === month - 1
  if (!isTime) throw new FieldRefused('date', `“${text}” is on no calendar and no clock.`)
  return { at: momentOf(local, zone), day }
}

function idOf(text: string): string {
  return text.slice(0, ID_CHARS_MAX)
}

/** Of a campaign told twice, the earliest of its times. */
function earlier(one: NamedCampaign | undefined, other: NamedCampaign): NamedCampaign {
  return one !== undefined && one.sentAt! <= other.sentAt! ? one : other
}
