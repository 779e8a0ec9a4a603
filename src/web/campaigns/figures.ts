import { FIGURES, type figure } from '../../api/contract/index.ts'
import type { z } from 'zod'

export type FigureName = (typeof FIGURES)[number]
export type FigureValue = z.output<typeof figure>
export type Audience = 'human' | 'all'

interface FigureWords {
  label: string
  /** Names the people of its log, after a number: "1,112 people opened". */
  people: string
  /** The caption of the total of repeats; absent where one person counts once by nature. */
  inAll?: string
  /** Heading of the log's detail column; absent where the ledger has none to tell. */
  detail?: string
  /** What an empty log means. */
  nobody: string
  /** What is counted, in one sentence. */
  meaning: string
}

/** The words of each figure: the same on captions, logs, exports and definitions. */
export const FIGURE_WORDS: Record<FigureName, FigureWords> = {
  sent: {
    label: 'Sent',
    people: 'it went to',
    nobody: 'Nothing has been sent yet.',
    meaning: 'Addresses the e-mail service accepted for delivery.',
  },
  delivered: {
    label: 'Delivered',
    people: 'it was delivered to',
    nobody: 'Nothing has been delivered yet.',
    meaning:
      'Sent, less those that bounced. May fall later when a late bounce arrives. A fax counts '
      + 'also where a later call got through.',
  },
  opens: {
    label: 'Opens',
    people: 'opened',
    inAll: 'opens',
    nobody: 'Nobody has opened it yet.',
    meaning: 'Addresses with at least one open.',
  },
  clicks: {
    label: 'Clicks',
    people: 'clicked',
    inAll: 'clicks',
    detail: 'Links clicked',
    nobody: 'Nobody has clicked a link yet.',
    meaning: 'Addresses with at least one click on a link.',
  },
  forwards: {
    label: 'Forwards',
    people: 'forwarded',
    inAll: 'forwards',
    nobody: 'Nobody has forwarded it.',
    meaning: 'Addresses that used the forward link.',
  },
  bounces: {
    label: 'Bounces',
    people: 'bounced',
    detail: 'Bounce reason and code',
    nobody: 'Nothing bounced.',
    meaning: 'Addresses the mail came back from, whatever the reason.',
  },
  optOuts: {
    label: 'Opt-outs',
    people: 'opted out',
    detail: 'Reason given',
    nobody: 'Nobody opted out.',
    meaning: 'Addresses that opted out from this mailing.',
  },
  complaints: {
    label: 'Complaints',
    people: 'complained',
    nobody: 'Nobody reported it as spam.',
    meaning: 'Addresses that reported the mailing as spam.',
  },
}

export const BOUNCE_CLASSES = ['hard', 'soft', 'full', 'block', 'auto-reply', 'other'] as const
export type BounceClass = (typeof BOUNCE_CLASSES)[number]

export const BOUNCE_WORDS: Record<BounceClass, { label: string; meaning: string }> = {
  hard: { label: 'Hard', meaning: 'The address does not exist. It needs correcting.' },
  soft: { label: 'Soft', meaning: 'A passing trouble at the receiver: try later.' },
  full: { label: 'Mailbox full', meaning: 'Nothing more fits in: try later.' },
  block: {
    label: 'Blocked',
    meaning: 'The receiver refused this mail or its sender. It says nothing of the address.',
  },
  'auto-reply': {
    label: 'Automatic reply',
    meaning: 'The mail arrived and a program answered. The e-mail service counts it as a bounce.',
  },
  other: { label: 'Other', meaning: 'The e-mail service gave another reason.' },
}

/** "452 4.2.2, F": the receiver's codes where they are known, then the service's own. */
export function bounceCodes(row: {
  smtp: number | null
  enhanced: string | null
  code: string
}): string {
  const receivers = [row.smtp, row.enhanced].filter((code) => code !== null).join(' ')
  return [receivers, row.code].filter(Boolean).join(', ')
}

/** A caption is a door only once its number is filled. */
export function isDoor(value: { count: number }): boolean {
  return value.count > 0
}
