import { FIGURES, type campaign, type figure } from '../../api/contract/index.ts'
import type { z } from 'zod'
import { t, tc } from '../languages/messages.ts'
import { counted, wholeNumber } from '../pieces/format.ts'

export type FigureName = (typeof FIGURES)[number]
export type FigureValue = z.output<typeof figure>
export type Audience = 'human' | 'all'
type Campaign = z.output<typeof campaign>
/** null: hidden from who is signed in. */
export type Figures = Campaign['figures']

/** The figures under a switch; people’s alone where what machines did is hidden. */
export function figuresOf(
  { figures, allFigures }: Pick<Campaign, 'figures' | 'allFigures'>,
  audience: Audience,
): Figures {
  return audience === 'all' ? (allFigures ?? figures) : figures
}

interface FigureWords {
  label: string
  /** What its log is called within a sentence, and in the name of a list made from it. */
  log: string
  /** Names the people of its log, of "1,112 addresses": "1,112 addresses opened". */
  people: (addresses: string) => string
  /** Whether one person may do it more than once, so that a total of repeats is told. */
  repeats?: true
  /** Heading of the log's detail column; absent where the ledger has none to tell. */
  detail?: string
  /** What an empty log means. */
  nobody: string
}

/** The words of each figure: the same on captions, logs, and exports. */
export const FIGURE_WORDS: Record<FigureName, FigureWords> = {
  sent: {
    label: t`Sent`,
    log: tc('log')`sent`,
    people: (addresses) => tc('log')`${addresses} it went to`,
    nobody: t`Nothing has been sent yet.`,
  },
  delivered: {
    label: t`Delivered`,
    log: tc('log')`delivered`,
    people: (addresses) => tc('log')`${addresses} it was delivered to`,
    nobody: t`Nothing has been delivered yet.`,
  },
  opens: {
    label: t`Opens`,
    log: tc('log')`opens`,
    people: (addresses) => tc('log')`${addresses} opened`,
    repeats: true,
    nobody: t`Nobody has opened it yet.`,
  },
  clicks: {
    label: t`Clicks`,
    log: tc('log')`clicks`,
    people: (addresses) => tc('log')`${addresses} clicked`,
    repeats: true,
    detail: t`Links clicked`,
    nobody: t`Nobody has clicked a link yet.`,
  },
  forwards: {
    label: t`Forwards`,
    log: tc('log')`forwards`,
    people: (addresses) => tc('log')`${addresses} forwarded`,
    repeats: true,
    nobody: t`Nobody has forwarded it.`,
  },
  bounces: {
    label: t`Bounces`,
    log: tc('log')`bounces`,
    people: (addresses) => tc('log')`${addresses} bounced`,
    detail: t`Bounce reason and code`,
    nobody: t`Nothing bounced.`,
  },
  optOuts: {
    label: t`Opt-outs`,
    log: tc('log')`opt-outs`,
    people: (addresses) => tc('log')`${addresses} opted out`,
    detail: t`Reason given`,
    nobody: t`Nobody opted out.`,
  },
  complaints: {
    label: t`Complaints`,
    log: tc('log')`complaints`,
    people: (addresses) => tc('log')`${addresses} complained`,
    nobody: t`Nobody reported it as spam.`,
  },
}

/** A fax is neither opened nor clicked nor forwarded, and has no link to leave by. */
const FAX_FIGURES: readonly FigureName[] = ['sent', 'delivered', 'bounces']

const FAX_WORDS: Record<FigureName, FigureWords> = {
  ...FIGURE_WORDS,
  sent: { ...FIGURE_WORDS.sent, nobody: t`No fax has been sent yet.` },
  delivered: { ...FIGURE_WORDS.delivered, nobody: t`No fax has got through yet.` },
  bounces: {
    label: t`Failed`,
    log: tc('log')`failed`,
    people: (addresses) => tc('log')`${addresses} had a failed call`,
    detail: t`What the fax server said`,
    nobody: t`No call failed.`,
  },
}

interface OfChannel {
  channel: 'email' | 'fax'
  figures?: Figures
  allFigures?: Figures | null
}

/** The figures a campaign can have and one sees; one that has come all the same is among them. */
export function figureNames({ channel, figures, allFigures }: OfChannel): readonly FigureName[] {
  const come = allFigures ?? figures
  return FIGURES.filter(
    (name) =>
      figures?.[name] !== null
      && (channel === 'email' || FAX_FIGURES.includes(name) || (come?.[name]?.count ?? 0) > 0),
  )
}

interface ReadOrNot extends OfChannel {
  sentAt: string | null
  asOf: string | null
}

/**
 * It went out, and nothing of it was read yet: its counts are not nothing, they are not known.
 * News that came by itself before the first reading is counted.
 */
export function isUnread({ sentAt, asOf, figures, allFigures }: ReadOrNot): boolean {
  if (sentAt === null || asOf !== null) return false
  const come = Object.values(allFigures ?? figures ?? {})
  return come.every((value) => (value?.count ?? 0) === 0)
}

/** Those figures with what they count under a switch. */
export function figuresShown(campaign: Campaign, audience: Audience) {
  const figures = figuresOf(campaign, audience)
  return figureNames(campaign).flatMap((name) => {
    const value = figures[name]
    return value === null ? [] : [{ name, value }]
  })
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
  hard: {
    label: tc('bounce')`Hard`,
    meaning: t`The address does not exist. It needs correcting.`,
  },
  soft: { label: tc('bounce')`Soft`, meaning: t`A passing trouble at the receiver: try later.` },
  full: { label: t`Mailbox full`, meaning: t`Nothing more fits in: try later.` },
  block: {
    label: tc('bounce')`Blocked`,
    meaning: t`The receiver refused this mail or its sender. It says nothing of the address.`,
  },
  'auto-reply': {
    label: t`Automatic reply`,
    meaning: t`The mail arrived and a program answered. The e-mail service counts it as a bounce.`,
  },
  other: { label: tc('bounce')`Other`, meaning: t`The e-mail service gave another reason.` },
}

const FAX_BOUNCE_WORDS: typeof BOUNCE_WORDS = {
  ...BOUNCE_WORDS,
  hard: { label: t`Wrong number`, meaning: t`No fax machine answers there. It needs correcting.` },
  soft: {
    label: tc('bounce')`Passing`,
    meaning: t`Busy, no answer, or the line broke off: try later.`,
  },
  other: { label: tc('bounce')`Other`, meaning: t`The fax server gave another reason.` },
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

/** "sent", "delivered": what a rate is of, after its count. */
const OF_NAMES: Record<string, string | undefined> = {
  sent: tc('after a count')`sent`,
  delivered: tc('after a count')`delivered`,
}

/** What a rate is of, named in the reader's language. */
export function ofNamed(of: FigureValue['of']): FigureValue['of'] {
  return of && { ...of, name: OF_NAMES[of.name] ?? of.name }
}

/** "of 2,051 delivered". */
export function ofWords(of: NonNullable<FigureValue['of']>): string {
  return t`of ${wholeNumber(of.count)} ${ofNamed(of)!.name}`
}

/** A caption is a door only once its number is filled. */
export function isDoor(value: { count: number } | null): boolean {
  return value !== null && value.count > 0
}
