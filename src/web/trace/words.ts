import type { RowOf } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Receipt = RowOf<'receipts.list'>
export type ReceiptRow = RowOf<'receipts.rows'>

interface KindWords {
  /** "Open", "Opt-out": one of its kind. */
  one: string
  /** "Opens of Spring client letter". */
  manyOf(campaign: string): string
  /** "Open of Spring client letter": one of them. */
  oneOf(campaign: string): string
}

/** What happened, as one would say it. */
const KINDS: Record<NonNullable<Receipt['kind']>, KindWords> = {
  sent: {
    manyOf: (campaign) => t`Sends of ${campaign}`,
    one: tc('event')`Send`,
    oneOf: (campaign) => t`Send of ${campaign}`,
  },
  delivered: {
    manyOf: (campaign) => t`Deliveries of ${campaign}`,
    one: tc('event')`Delivery`,
    oneOf: (campaign) => t`Delivery of ${campaign}`,
  },
  open: {
    manyOf: (campaign) => t`Opens of ${campaign}`,
    one: tc('event')`Open`,
    oneOf: (campaign) => t`Open of ${campaign}`,
  },
  click: {
    manyOf: (campaign) => t`Clicks of ${campaign}`,
    one: tc('event')`Click`,
    oneOf: (campaign) => t`Click of ${campaign}`,
  },
  forward: {
    manyOf: (campaign) => t`Forwards of ${campaign}`,
    one: tc('event')`Forward`,
    oneOf: (campaign) => t`Forward of ${campaign}`,
  },
  bounce: {
    manyOf: (campaign) => t`Bounces of ${campaign}`,
    one: tc('event')`Bounce`,
    oneOf: (campaign) => t`Bounce of ${campaign}`,
  },
  opt_out: {
    manyOf: (campaign) => t`Opt-outs of ${campaign}`,
    one: tc('event')`Opt-out`,
    oneOf: (campaign) => t`Opt-out of ${campaign}`,
  },
  complaint: {
    manyOf: (campaign) => t`Complaints of ${campaign}`,
    one: tc('event')`Complaint`,
    oneOf: (campaign) => t`Complaint of ${campaign}`,
  },
}

const STREAMS: Readonly<Record<string, string>> = {
  'opt-outs': t`Opt-outs of contacts`,
  log: t`Lines of a log`,
}

/** What a receipt tells of: "Opens of Spring client letter". */
export function contentWords({ kind, campaign, stream }: Receipt): string {
  if (kind !== null) return KINDS[kind].manyOf(campaign?.name ?? t`a mailing not known yet`)
  return STREAMS[stream] ?? stream
}

/** "Open", "Opt-out": one of its kind. */
export function kindWord(kind: keyof typeof KINDS): string {
  return KINDS[kind].one
}

/** "Open of Spring client letter". */
export function eventWords(kind: keyof typeof KINDS, campaign: string): string {
  return KINDS[kind].oneOf(campaign)
}

export const STATES: Record<Receipt['status'], { tone: Tone; word: string }> = {
  pending: { tone: 'waiting', word: t`waits to be read` },
  read: { tone: 'good', word: tc('receipt')`read` },
  dropped: { tone: 'plain', word: tc('receipt')`dropped` },
  parked: { tone: 'bad', word: t`cannot be read` },
}

export const OUTCOMES: Record<ReceiptRow['outcome'], { tone: Tone; word: string }> = {
  recorded: { tone: 'good', word: t`in the ledger` },
  repeat: { tone: 'plain', word: t`known already` },
  consent: { tone: 'good', word: t`kept as an opt-out` },
  parked: { tone: 'bad', word: t`a problem` },
  waiting: { tone: 'waiting', word: t`waits` },
  absent: { tone: 'waiting', word: t`not in the ledger` },
}
