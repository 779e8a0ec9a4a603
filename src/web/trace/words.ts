import type { RowOf } from '../api.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Receipt = RowOf<'receipts.list'>
export type ReceiptRow = RowOf<'receipts.rows'>

/** What happened, as one would say it: "Opens", "Opt-outs". */
const KINDS = {
  sent: 'Sends',
  delivered: 'Deliveries',
  open: 'Opens',
  click: 'Clicks',
  forward: 'Forwards',
  bounce: 'Bounces',
  opt_out: 'Opt-outs',
  complaint: 'Complaints',
} as const

const STREAMS: Readonly<Record<string, string>> = {
  'opt-outs': 'Opt-outs of contacts',
  log: 'Lines of a log',
}

/** What a receipt tells of: "Opens of Spring client letter". */
export function contentWords({ kind, campaign, stream }: Receipt): string {
  if (kind !== null) return `${KINDS[kind]} of ${campaign?.name ?? 'a mailing not known yet'}`
  return STREAMS[stream] ?? stream
}

/** "Open", "Opt-out": one of its kind. */
export function kindWord(kind: keyof typeof KINDS): string {
  const word = { delivered: 'Delivery', sent: 'Send' } as Partial<Record<typeof kind, string>>
  return word[kind] ?? KINDS[kind].replace(/s$/, '')
}

export const STATES: Record<Receipt['status'], { tone: Tone; word: string }> = {
  pending: { tone: 'waiting', word: 'waits to be read' },
  read: { tone: 'good', word: 'read' },
  dropped: { tone: 'plain', word: 'dropped' },
  parked: { tone: 'bad', word: 'cannot be read' },
}

export const OUTCOMES: Record<ReceiptRow['outcome'], { tone: Tone; word: string }> = {
  recorded: { tone: 'good', word: 'in the ledger' },
  repeat: { tone: 'plain', word: 'known already' },
  consent: { tone: 'good', word: 'kept as an opt-out' },
  parked: { tone: 'bad', word: 'a problem' },
  waiting: { tone: 'waiting', word: 'waits' },
  absent: { tone: 'waiting', word: 'not in the ledger' },
}
