import { z } from 'zod'

/** Values one condition compares with at most. */
export const VALUES_MAX = 100
/** Characters of one value. */
export const VALUE_CHARS_MAX = 200
/** How far back a period looks, in its own unit. */
export const COUNT_MAX = 36_500

/** What times are put together by; in the firm's time zone. A week begins on Monday. */
export const UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type Unit = (typeof UNITS)[number]

const unit = z.enum(UNITS)
const count = z.number().int().min(1).max(COUNT_MAX)
const moment = z.iso.datetime()

/** A stretch of time, most of them relative to the moment somebody asks. */
export const period = z.discriminatedUnion('is', [
  /** The last 30 days: up to now, and so long. */
  z.strictObject({ is: z.literal('last'), count, unit }),
  /** Earlier than 30 days ago. */
  z.strictObject({ is: z.literal('before_last'), count, unit }),
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
  z.string().max(VALUE_CHARS_MAX).regex(/\S/, 'Write what to compare with.'),
  z.number(),
  z.boolean(),
  period,
])
export type Value = z.output<typeof value>
export const values = z.array(value).max(VALUES_MAX)
