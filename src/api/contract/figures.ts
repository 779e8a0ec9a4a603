import { z } from 'zod'
import { metric } from './reconciliation.ts'
import { route } from './route.ts'
import { asksBy, BY_FIGURE, tells } from './tells.ts'

const count = z.number().int()

/**
 * One figure. count equals the rows of its log under the same audience switch; total is the sum of
 * their repeats. rate is count / of[0]'s count, null where that is zero.
 */
export const figure = z.object({
  count,
  total: count,
  rate: z.number().nullable(),
  /** What the rate is of, with its count: "of 2,051 delivered". */
  of: z.object({ name: z.string(), count }).nullable(),
})

export const FIGURES = [
  'sent',
  'delivered',
  'opens',
  'clicks',
  'forwards',
  'bounces',
  'optOuts',
  'complaints',
] as const
export type FigureName = (typeof FIGURES)[number]
const figureName = z.enum(FIGURES)
/** Where somebody asks for one by its name. */
export const askedFigure = asksBy(figureName, BY_FIGURE)
/** A figure whose rate, where it has one, is of delivered: the rate tells that too. */
const ofDelivered = figure.extend({
  rate: tells(figure.shape.rate, 'bounces'),
  of: tells(figure.shape.of, 'bounces'),
})

/** Null: hidden from the caller's role. Sent is never: every list of recipients is as long. */
export const figures = z.object({
  sent: figure,
  delivered: tells(figure, 'bounces'),
  opens: tells(ofDelivered, 'opens'),
  clicks: tells(ofDelivered, 'clicks'),
  forwards: tells(ofDelivered, 'forwards'),
  bounces: tells(figure, 'bounces'),
  optOuts: tells(ofDelivered, 'optOuts'),
  complaints: tells(ofDelivered, 'complaints'),
})
export const audience = asksBy(z.enum(['human', 'all']), { all: ['machines'] }).default('human')

/** What each figure is called, everywhere. */
export const FIGURE_TITLES: Record<FigureName, string> = {
  sent: 'Sent',
  delivered: 'Delivered',
  opens: 'Opens',
  clicks: 'Clicks',
  forwards: 'Forwards',
  bounces: 'Bounces',
  optOuts: 'Opt-outs',
  complaints: 'Complaints',
}

interface Definition {
  /** Whom the figure counts. */
  numerator: string
  /** What its rate is of; null where it has no rate. */
  denominator: 'sent' | 'delivered' | null
  /** What is not counted, although it looks like it. */
  leftOut: string
  /** What else one should know before comparing. */
  note: string
  /** The totals of an e-mail service that tell of the same. */
  metrics: z.output<typeof metric>[]
}

const MACHINES =
  'By default what machines did: link scanners and privacy proxies. '
  + 'The switch to “all” counts them in, here and in the log.'

/** What each figure says. docs/vocabulary.md has the same words (test/api/figures.test.ts). */
export const DICTIONARY: Record<FigureName, Definition> = {
  sent: {
    numerator: 'recipients the e-mail service accepted for delivery',
    denominator: null,
    leftOut: 'Whoever was skipped before the sending, and a second copy to the same address.',
    note: 'A resend is part of its campaign: who got both counts once, and twice in the total.',
    metrics: ['sent'],
  },
  delivered: {
    numerator: 'sent, and never bounced; a fax also where a later call got through',
    denominator: 'sent',
    leftOut: 'Addresses with a bounce of any class.',
    note: 'It may fall later, when a late bounce arrives.',
    metrics: ['delivered'],
  },
  opens: {
    numerator: 'recipients with at least one open',
    denominator: 'delivered',
    leftOut: MACHINES,
    note: 'An open is a picture that was loaded: who reads without pictures is not seen.',
    metrics: ['uniqueOpens', 'opens'],
  },
  clicks: {
    numerator: 'recipients with at least one click',
    denominator: 'delivered',
    leftOut: MACHINES,
    note: 'Any link of the mailing counts, and several of one person once.',
    metrics: ['uniqueClicks', 'clicks'],
  },
  forwards: {
    numerator: 'recipients who forwarded at least once',
    denominator: null,
    leftOut: 'Mails forwarded in any other way than by the link of the e-mail service.',
    note: 'Whom it was forwarded to is not known.',
    metrics: ['forwards'],
  },
  bounces: {
    numerator: 'recipients with at least one bounce, of any class',
    denominator: 'sent',
    leftOut: 'Nothing: automatic replies that are told as bounces are a class of them.',
    note: 'Hard, soft, full, block and automatic reply are told apart in the campaign.',
    metrics: ['bounces'],
  },
  optOuts: {
    numerator: 'recipients who opted out through this mailing',
    denominator: 'delivered',
    leftOut: 'Opt-outs by any other way: a call, another mailing, the CRM.',
    note: 'One that perhaps no person made is counted, and put before somebody.',
    metrics: ['optOuts'],
  },
  complaints: {
    numerator: 'recipients who reported it as spam',
    denominator: 'delivered',
    leftOut: 'Reports that the mailbox provider does not pass on.',
    note: 'Whoever complained is written to no more; the figure of opt-outs does not count it.',
    metrics: ['complaints'],
  },
}

/** What holds for every figure. */
export const FIGURE_RULES = [
  'A figure counts people: addresses with at least one event of the kind, as many as its log has '
    + 'rows. Beside it stands the total, the sum of their events.',
  'A rate is never above 100 %: where the numerator exceeds the denominator no rate is shown.',
  'Rates of several campaigns are ratios of sums, never sums or means of rates. Somebody who got '
    + 'two of them counts in both.',
]

const espDefinition = z.object({
  /** Which e-mail service, and which of its totals. */
  vendor: z.string(),
  metric,
  counts: z.enum(['people', 'events']),
  resends: z.enum(['once', 'each']),
  machines: z.enum(['included', 'excluded']),
  source: z.string(),
  /** What the source leaves open, and what is taken instead. */
  open: z.string().nullable(),
})

export const definedFigure = z.object({
  name: figureName,
  title: z.string(),
  numerator: z.string(),
  denominator: z.enum(['sent', 'delivered']).nullable(),
  leftOut: z.string(),
  note: z.string(),
  /** The totals of the firm's own e-mail services, in their words. */
  esp: z.array(espDefinition),
})

export const figureRoutes = {
  'figures.list': route({
    method: 'GET',
    path: '/api/figures',
    summary: 'What each figure counts, of what its rate is, and how the connected ESPs define it',
    permission: 'see',
    answer: z.object({ items: z.array(definedFigure), rules: z.array(z.string()) }),
  }),
} as const
