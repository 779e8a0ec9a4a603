import { z } from 'zod'
import { time } from './shapes.ts'

/** What can be synced by itself. */
export const syncKind = z.enum(['opt_outs', 'people', 'totals', 'activities', 'lists', 'contacts'])

/** Kinds in a query string: lists,contacts. Everything that can be synced where absent. */
export const kindsQuery = z.object({
  kinds: z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(syncKind))
    .optional(),
})

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 02:00')

export const schedule = z.object({
  kind: syncKind,
  isOn: z.boolean(),
  /** One of the two; the other is null. */
  everyMinutes: z.number().int().nullable(),
  /** In the firm's time zone: 02:00. */
  atTime: timeOfDay.nullable(),
  /** Null while it is off or the connection is not active. */
  nextAt: time.nullable(),
  /** When it was last carried out in full. */
  lastGoodAt: time.nullable(),
})

export const scheduleChange = z.strictObject({
  isOn: z.boolean().optional(),
  everyMinutes: z.number().int().min(5).max(10_080).optional(),
  atTime: timeOfDay.optional(),
})

export const quota = z.object({
  usedToday: z.number().int(),
  perDay: z.number().int(),
  perSecond: z.number(),
  resetsAt: time,
  /** When the day's requests are used up at this pace; null where they suffice. */
  lastsUntil: time.nullable(),
})
