import { z } from 'zod'
import { bounceClass } from './bounces.ts'
import { askedFigure, audience } from './figures.ts'
import { id, time } from './shapes.ts'
import { asks, tells, tellsBy, tellsOfStrangers } from './tells.ts'

const count = z.number().int()
const named = z.object({ id, name: tellsOfStrangers(z.string()) })

/** One recipient in the log of one figure: the columns of every log. */
export const logRow = z.object({
  addressId: id,
  address: tells(z.string(), 'address'),
  person: named.nullable(),
  organization: z.string().nullable(),
  owner: z.string().nullable(),
  firstAt: time.nullable(),
  lastAt: time.nullable(),
  count,
  /** Links clicked, bounce reason with its code, or opt-out reason. */
  detail: tellsBy(z.string(), 'figure', { bounces: ['bounceReason'], optOuts: ['optOutReason'] }),
  verdict: z.enum(['human', 'machine', 'proxy', 'mixed']).nullable(),
  /** Which door the news came through. */
  source: z.string(),
  /** By which id the ESP knows the contact. */
  contactId: tells(z.string(), 'contactId'),
  isOptedOut: z.boolean(),
  hasComplained: z.boolean(),
  isValid: z.boolean(),
})

/** A click rule with what it raised in the campaign: people equals the rows of its log. */
export const raisedByRule = z.object({
  ruleId: id,
  rule: z.string(),
  /** Clicks of this time count; null: from the first, and on. */
  appliesFrom: time.nullable(),
  appliesUntil: time.nullable(),
  /** What each click raised; an interest has a code. */
  outcomes: z.array(
    z.object({
      kind: z.enum(['action', 'interest', 'tag']),
      name: z.string(),
      code: z.string().nullable(),
      points: count,
    }),
  ),
  people: count,
  clicks: count,
})

export const recipientRow = z.object({
  addressId: id,
  address: tells(z.string(), 'address'),
  person: named.nullable(),
  organization: z.string().nullable(),
  owner: z.string().nullable(),
  sentAt: time.nullable(),
  /** Machines’ too. */
  totalOpens: tells(count, 'opens', 'machines'),
  totalClicks: tells(count, 'clicks', 'machines'),
  totalForwards: tells(count, 'forwards'),
  totalUnsubscribes: tells(count, 'optOuts'),
  firstOpenAt: tells(time, 'opens', 'machines'),
  lastOpenAt: tells(time, 'opens', 'machines'),
  firstClickAt: tells(time, 'clicks', 'machines'),
  lastClickAt: tells(time, 'clicks', 'machines'),
  /** Why it bounced. */
  bounced: tells(z.string(), 'bounceReason'),
})

/** The ESP's own totals; absent: it tells none. */
export const espTotals = z.object({
  sent: count.optional(),
  delivered: tells(count, 'bounces').optional(),
  opens: tells(count, 'opens', 'machines').optional(),
  uniqueOpens: tells(count, 'opens', 'machines').optional(),
  clicks: tells(count, 'clicks', 'machines').optional(),
  uniqueClicks: tells(count, 'clicks', 'machines').optional(),
  forwards: tells(count, 'forwards').optional(),
  bounces: tells(count, 'bounces').optional(),
  optOuts: tells(count, 'optOuts').optional(),
  complaints: tells(count, 'complaints').optional(),
})

const ids = z.array(id)

/** By figure, which campaigns have the best rate. */
export const bestRates = z.object({
  sent: ids,
  delivered: tells(ids, 'bounces'),
  opens: tells(ids, 'opens', 'bounces'),
  clicks: tells(ids, 'clicks', 'bounces'),
  forwards: tells(ids, 'forwards'),
  bounces: tells(ids, 'bounces'),
  optOuts: tells(ids, 'optOuts', 'bounces'),
  complaints: tells(ids, 'complaints', 'bounces'),
})

/** What a log is narrowed to. */
export const logQuery = {
  figure: askedFigure,
  audience,
  /** Part of a name, an e-mail address or an organization. */
  search: asks(z.string().max(200), 'address').optional(),
  linkId: asks(id, 'clicks').optional(),
  /** Whose clicks counted for a click rule, by the id that campaigns.actions gives it. */
  ruleId: asks(id, 'clicks').optional(),
  bounceClass: asks(bounceClass, 'bounceReason').optional(),
  /** One code, by the id that bounceClasses give it. */
  bounceId: asks(id, 'bounceReason').optional(),
  /** Whose address stands at this domain: example.com. */
  domain: asks(z.string().max(255), 'address').optional(),
  /** Of opens and clicks: with what, as campaigns.readWith tells it. */
  readWith: asks(z.string().max(80), 'agent').optional(),
  owner: z.string().max(200).optional(),
}
