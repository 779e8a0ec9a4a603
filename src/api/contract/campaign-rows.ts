import { z } from 'zod'
import { id, time } from './shapes.ts'

const count = z.number().int()

/** One recipient in the log of one figure: the columns of every log. */
export const logRow = z.object({
  addressId: id,
  address: z.string(),
  person: z.object({ id, name: z.string() }).nullable(),
  organization: z.string().nullable(),
  owner: z.string().nullable(),
  firstAt: time.nullable(),
  lastAt: time.nullable(),
  count,
  /** Links clicked, bounce reason with its code, or opt-out reason. */
  detail: z.string().nullable(),
  verdict: z.enum(['human', 'machine', 'proxy', 'mixed']).nullable(),
  /** Which door the news came through. */
  source: z.string(),
  /** By which id the ESP knows the contact. */
  contactId: z.string().nullable(),
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
  address: z.string(),
  person: z.object({ id, name: z.string() }).nullable(),
  organization: z.string().nullable(),
  owner: z.string().nullable(),
  sentAt: time.nullable(),
  totalOpens: count,
  totalClicks: count,
  totalForwards: count,
  totalUnsubscribes: count,
  firstOpenAt: time.nullable(),
  lastOpenAt: time.nullable(),
  firstClickAt: time.nullable(),
  lastClickAt: time.nullable(),
  bounced: z.string().nullable(),
})
