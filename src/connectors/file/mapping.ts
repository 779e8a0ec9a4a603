import { z } from 'zod'
import { isZone } from '../../platform/zoned-time.ts'
import { BOUNCE_CLASSES, EVENT_KINDS } from '../sdk/index.ts'
import { fileFormat } from './formats/index.ts'
import { formatProblem } from './time.ts'

const fieldName = z.string().trim().min(1).max(300)
/** Words of a table; more is a column that holds something else. */
const WORDS_MAX = 200

/** A column of a table, or a path with dots inside a record ("recipient.email"). */
const field = z.strictObject({ field: fieldName })
const fieldOrText = z.union([
  field,
  z.strictObject({ constant: z.string().trim().min(1).max(500) }),
])

const wordsOf = <T extends z.ZodType>(meaning: T) =>
  z
    .record(z.string().trim().max(200), meaning)
    .refine((words) => Object.keys(words).length <= WORDS_MAX, `At most ${WORDS_MAX} words.`)

const kind = z.union([
  z.strictObject({ constant: z.enum(EVENT_KINDS) }),
  z.strictObject({
    field: fieldName,
    /** What the field holds, in any case, and what that is; ignore: the row is passed over. */
    words: wordsOf(z.enum([...EVENT_KINDS, 'ignore'])),
    /** What becomes of a row with any other word. */
    otherwise: z.enum(['refuse', 'ignore']).default('refuse'),
  }),
])

const time = z.strictObject({
  field: fieldName,
  /** iso, epoch_s, epoch_ms, or a pattern: dd/MM/yyyy HH:mm:ss. */
  format: z
    .string()
    .max(60)
    .superRefine((format, context) => {
      const problem = formatProblem(format)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
    }),
  /** On whose clocks a time without a zone is: Europe/London. */
  zone: z.string().max(60).refine(isZone, 'This is no time zone.').default('UTC'),
})

/** How rows become events: which field of a row holds what. */
export const fileMapping = z
  .strictObject({
    format: fileFormat,
    kind,
    address: field,
    campaign: z.strictObject({
      /** The service's id of the campaign; without one its name tells it. */
      id: fieldOrText.optional(),
      name: fieldOrText.optional(),
      /** When it was sent, where a row tells that. */
      sentAt: time.optional(),
    }),
    /** Absent: each event has the time its campaign was sent at. */
    time: time.optional(),
    link: field.optional(),
    reason: field.optional(),
    bounce: z
      .strictObject({
        /** The service's word or code, and what it means here. */
        code: field.optional(),
        classes: wordsOf(z.enum(BOUNCE_CLASSES)).default({}),
        /** What the receiver's mail system answered. */
        text: field.optional(),
      })
      .optional(),
    firstName: field.optional(),
    lastName: field.optional(),
    agent: field.optional(),
    contactId: field.optional(),
  })
  .refine(({ campaign }) => campaign.id !== undefined || campaign.name !== undefined, {
    message: 'Which campaign a row belongs to is told by its id or its name.',
    path: ['campaign'],
  })

export type FileMapping = z.output<typeof fileMapping>
export type FieldOrText = z.output<typeof fieldOrText>
export type MappedTime = z.output<typeof time>
