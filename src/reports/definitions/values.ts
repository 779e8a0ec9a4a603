import { z } from 'zod'

/** Values one condition compares with at most. */
export const VALUES_MAX = 100
/** Characters of one value: a group's own text is compared with as well. */
const VALUE_CHARS_MAX = 10_000
/** How far back a period looks, in its own unit; by long ones and by short ones. */
const COUNT_MAX = { long: 1_000, short: 36_500 }

/** What times are put together by; in the firm's time zone. A week begins on Monday. */
export const UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type Unit = (typeof UNITS)[number]

const unit = z.enum(UNITS)
const long = z.enum(['month', 'quarter', 'year'])
const moment = z.iso.datetime()

function reachingBack<Is extends string>(is: Is) {
  const count = z.number().int().min(1).max(COUNT_MAX.short)
  return z
    .strictObject({ is: z.literal(is), count, unit })
    .refine((one) => one.count <= COUNT_MAX.long || !long.safeParse(one.unit).success, {
      path: ['count'],
      message: `It reaches back ${COUNT_MAX.long} of them at most.`,
    })
}

/** A stretch of time, most of them relative to the moment somebody asks. */
export const period = z.discriminatedUnion('is', [
  /** The last 30 days: up to now, and so long. */
  reachingBack('last'),
  /** Earlier than 30 days ago. */
  reachingBack('before_last'),
  /** This month: from its first moment to its last. */
  z.strictObject({ is: z.literal('this'), unit }),
  z.strictObject({ is: z.literal('previous'), unit }),
  /** The month that holds this moment. */
  z.strictObject({ is: z.literal('holding'), unit, moment }),
  /** From when until when, the end not in it; null: open. */
  z
    .strictObject({ is: z.literal('between'), from: moment.nullable(), until: moment.nullable() })
    .refine(({ from, until }) => from !== null || until !== null, {
      message: 'Give a beginning, an end, or both.',
    })
    .refine(({ from, until }) => !from || !until || Date.parse(from) < Date.parse(until), {
      path: ['until'],
      message: 'The end comes after the beginning.',
    }),
])
export type Period = z.output<typeof period>

/** A text, a number, an id or a day (2026-05-31), yes or no, a stretch of time. */
export const value = z.union([
  z.string().min(1, 'Write what to compare with.').max(VALUE_CHARS_MAX),
  z.number(),
  z.boolean(),
  period,
])
export type Value = z.output<typeof value>
export const values = z.array(value).max(VALUES_MAX)
