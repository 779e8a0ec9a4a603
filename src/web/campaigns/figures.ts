import { FIGURE_TITLES, FIGURES, type figure } from '../../api/contract/index.ts'
import type { z } from 'zod'
import { counted } from '../pieces/format.ts'

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
}

/** The words of each figure: the same on captions, logs, and exports. */
export const FIGURE_WORDS: Record<FigureName, FigureWords> = {
  sent: {
    label: FIGURE_TITLES.sent,
    people: 'it went to',
    nobody: 'Nothing has been sent yet.',
  },
  delivered: {
    label: FIGURE_TITLES.delivered,
    people: 'it was delivered to',
    nobody: 'Nothing has been delivered yet.',
  },
  opens: {
    label: FIGURE_TITLES.opens,
    people: 'opened',
    inAll: 'opens',
    nobody: 'Nobody has opened it yet.',
  },
  clicks: {
    label: FIGURE_TITLES.clicks,
    people: 'clicked',
    inAll: 'clicks',
    detail: 'Links clicked',
    nobody: 'Nobody has clicked a link yet.',
  },
  forwards: {
    label: FIGURE_TITLES.forwards,
    people: 'forwarded',
    inAll: 'forwards',
    nobody: 'Nobody has forwarded it.',
  },
  bounces: {
    label: FIGURE_TITLES.bounces,
    people: 'bounced',
    detail: 'Bounce reason and code',
    nobody: 'Nothing bounced.',
  },
  optOuts: {
    label: FIGURE_TITLES.optOuts,
    people: 'opted out',
    detail: 'Reason given',
    nobody: 'Nobody opted out.',
  },
  complaints: {
    label: FIGURE_TITLES.complaints,
    people: 'complained',
    nobody: 'Nobody reported it as spam.',
  },
}

/** A fax is neither opened nor clicked nor forwarded, and has no link to leave by. */
const FAX_FIGURES: readonly FigureName[] = ['sent', 'delivered', 'bounces']

const FAX_WORDS: Record<FigureName, FigureWords> = {
  ...FIGURE_WORDS,
  sent: { ...FIGURE_WORDS.sent, nobody: 'No fax has been sent yet.' },
  delivered: { ...FIGURE_WORDS.delivered, nobody: 'No fax has got through yet.' },
  bounces: {
    label: 'Failed',
    people: 'had a failed call',
    detail: 'What the fax server said',
    nobody: 'No call failed.',
  },
}

interface OfChannel {
  channel: 'email' | 'fax'
  allFigures?: Record<FigureName, FigureValue>
}

/** The figures a campaign can have; one that has come all the same is never hidden. */
export function figuresOf({ channel, allFigures }: OfChannel): readonly FigureName[] {
  if (channel === 'email') return FIGURES
  return FIGURES.filter((name) => FAX_FIGURES.includes(name) || (allFigures?.[name].count ?? 0) > 0)
}

export function figureWords({ channel }: OfChannel): Record<FigureName, FigureWords> {
  return channel === 'fax' ? FAX_WORDS : FIGURE_WORDS
}

/** "3 addresses", of a fax campaign "3 fax numbers". */
export function countedAddresses({ channel }: OfChannel, count: number): string {
  return channel === 'fax' ? counted(count, 'fax number') : counted(count, 'address', 'addresses')
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

const FAX_BOUNCE_WORDS: typeof BOUNCE_WORDS = {
  ...BOUNCE_WORDS,
  hard: { label: 'Wrong number', meaning: 'No fax machine answers there. It needs correcting.' },
  soft: { label: 'Passing', meaning: 'Busy, no answer, or the line broke off: try later.' },
  other: { label: 'Other', meaning: 'The fax server gave another reason.' },
}

export function bounceWords({ channel }: OfChannel): typeof BOUNCE_WORDS {
  return channel === 'fax' ? FAX_BOUNCE_WORDS : BOUNCE_WORDS
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
