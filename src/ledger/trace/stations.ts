import type { EventKind } from '../../connectors/index.ts'
import type { AppliedMend } from '../mends.ts'
import { RULE_VERSION } from '../verdict-rules.ts'
import type { Counts, EventFound } from './find-event.ts'
import type { RowRead } from './reread.ts'

/** Where a station leads on to. */
export interface Door {
  to: 'receipt' | 'run' | 'campaign' | 'person' | 'connection'
  id: number
  label: string
}

/** One stop on an event's way: what happened there, when, and why. */
export interface Station {
  name: string
  /** ISO 8601; null where the stop has no moment of its own. */
  at: string | null
  sentence: string
  doors: Door[]
}

/** How it came home, and where it is kept. */
export function cameHome(event: EventFound): Station {
  const { receiptId, run, connection } = event
  const through = run === null ? 'told by the service itself' : `brought by run ${run.id}`
  const doors: Door[] = [
    { to: 'receipt', id: receiptId, label: `Receipt ${receiptId}` },
    { to: 'connection', id: connection.id, label: connection.name },
  ]
  if (run !== null) doors.push({ to: 'run', id: run.id, label: `Run ${run.id}` })
  const sentence = `Came home from ${connection.name}, ${through}, and was kept as it came.`
  return { name: 'Came home', at: event.receivedAt.toISOString(), sentence, doors }
}

/** The reader and the row of the page; a reader that no longer finds it says so. */
export function wasRead(
  event: EventFound,
  row: RowRead | null,
  unreadable: string | null,
): Station {
  const by = event.reader === null ? '' : ` by ${event.reader}`
  const where =
    row !== null
      ? `Row ${row.place + 1} of the page, read${by}.`
      : (unreadable ?? `Read${by}; the reader of today finds no such row in the page.`)
  return { name: 'Read', at: event.settledAt?.toISOString() ?? null, sentence: where, doors: [] }
}

/** Who put a field of it right. */
export function wasMended({ field, was, became, by, at }: AppliedMend): Station {
  const before = was === '' ? 'empty' : `“${was}”`
  const sentence = `${by} put ${field} right: it was ${before} and became “${became}”.`
  return { name: 'Put right', at: at.toISOString(), sentence, doors: [] }
}

/** Which campaign it belongs to. */
export function matched(event: EventFound): Station {
  const role = event.activityRole ? ` (${event.activityRole.replaceAll('_', ' ')})` : ''
  const sentence = `The mailing ${event.activity}${role} belongs to ${event.campaignName}.`
  const doors: Door[] = [{ to: 'campaign', id: event.campaignId, label: event.campaignName }]
  return { name: 'Campaign', at: null, sentence, doors }
}

/** Where its time comes from. */
export function timed(event: EventFound, row: RowRead | null): Station {
  const isTold = !event.timeIsApproximate && row !== null
  const sentence = event.timeIsApproximate
    ? 'The service gave no time, so the time of the send was taken, marked as about.'
    : isTold
      ? 'The time as the service told it.'
      : 'The time as it was told when the event was recorded.'
  return { name: 'Time', at: event.occurredAt.toISOString(), sentence, doors: [] }
}

/** Whose address it is. */
export function identified(event: EventFound, row: RowRead | null): Station {
  const { address, persons } = event
  const told = row?.event?.address
  const spelled = told === undefined || told === address ? '' : ` (told as ${told})`
  const who =
    persons.length === 0 ? 'nobody in the records' : persons.map(({ name }) => name).join(', ')
  const doors = persons.map(({ id, name }): Door => ({ to: 'person', id, label: name }))
  return { name: 'Person', at: null, sentence: `${address}${spelled} is used by ${who}.`, doors }
}

/** That it stands in the ledger, and which other pages tell it again. */
export function recorded(
  event: EventFound,
  repeats: { lookedAt: number; receiptIds: number[] },
): Station {
  const again =
    repeats.lookedAt === 0
      ? 'No other page of the same mailing and kind is kept.'
      : repeats.receiptIds.length === 0
        ? `None of the ${repeats.lookedAt} newest other pages tells it again.`
        : `Told again by ${repeats.receiptIds.length} of the ${repeats.lookedAt} newest other `
          + 'pages, and recognised: nothing was counted twice.'
  const doors = repeats.receiptIds.map((id): Door => ({
    to: 'receipt',
    id,
    label: `Receipt ${id}`,
  }))
  const sentence = `Recorded once, under the key ${event.key}. ${again}`
  return { name: 'Recorded', at: null, sentence, doors }
}

/** Opens and clicks are judged; nothing else is. */
export function judged(event: EventFound): Station[] {
  if (event.kind !== 'open' && event.kind !== 'click') return []
  const { verdict, counts } = event
  const version = verdict?.ruleVersion ?? counts?.ruleVersion ?? RULE_VERSION
  const words =
    verdict === null
      ? 'Judged human: none of the rules fits.'
      : `Judged ${verdict.class === 2 ? 'a privacy proxy' : 'a machine'}: ${verdict.reason}.`
  return [{ name: 'Verdict', at: null, sentence: `${words} Rules, version ${version}.`, doors: [] }]
}

/** What it is counted among. */
export function counted(event: EventFound): Station {
  const { counts, kind } = event
  const sentence =
    counts === null
      ? 'Not counted yet.'
      : `Counted: ${countOf(kind, counts)} of this campaign at this address.`
  const doors: Door[] = [{ to: 'campaign', id: event.campaignId, label: event.campaignName }]
  return { name: 'Counted', at: null, sentence, doors }
}

function countOf(kind: EventKind, counts: Counts): string {
  switch (kind) {
    case 'sent':
      return counts.sent === 1 ? '1 send' : `${counts.sent} sends`
    case 'delivered':
      return counts.delivered === 1 ? '1 delivery' : `${counts.delivered} deliveries`
    case 'open':
      return counts.opens === 1
        ? `1 open, ${counts.humanOpens} of them human,`
        : `${counts.opens} opens, ${counts.humanOpens} of them human,`
    case 'click':
      return counts.clicks === 1
        ? `1 click, ${counts.humanClicks} of them human,`
        : `${counts.clicks} clicks, ${counts.humanClicks} of them human,`
    case 'forward':
      return counts.forwards === 1 ? '1 forward' : `${counts.forwards} forwards`
    case 'bounce':
      return counts.bounces === 1 ? '1 bounce' : `${counts.bounces} bounces`
    case 'opt_out':
      return counts.optOuts === 1 ? '1 opt-out' : `${counts.optOuts} opt-outs`
    case 'complaint':
      return counts.complaints === 1 ? '1 complaint' : `${counts.complaints} complaints`
  }
}

/** What the event did to the person. */
export function effect(event: EventFound): Station {
  const name = 'Effect'
  if (event.fact !== null) {
    const at = event.fact.recordedAt.toISOString()
    const sentence = 'An opt-out of this address was kept: it holds until the person asks back in.'
    return { name, at, sentence, doors: [] }
  }
  if (event.detailClass === 'soft' || event.detailClass === 'full') {
    const sentence =
      'Counted: soft bounces in a row make the address invalid once they are enough (Settings).'
    return { name, at: null, sentence, doors: [] }
  }
  if (event.kind !== 'bounce' || !(event.detailClass === 'hard' || event.isSuppression)) {
    const sentence = 'None: an event of this kind changes nothing about the person.'
    return { name, at: null, sentence, doors: [] }
  }
  const isIt =
    event.bouncedAt?.getTime() === event.occurredAt.getTime()
    && event.bouncedCampaignId === event.campaignId
  const after = event.isValid ? ' It was confirmed as good since.' : ''
  const sentence = isIt
    ? `The address became invalid.${after}`
    : `The address became invalid; a later bounce says so too.${after}`
  return { name, at: event.bouncedAt?.toISOString() ?? null, sentence, doors: [] }
}

/** Homing does not write to other systems yet. */
export const WRITE_BACKS: Station = {
  name: 'Other systems',
  at: null,
  sentence: 'Nothing was written to another system.',
  doors: [],
}
