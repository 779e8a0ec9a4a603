import { z } from 'zod'

/** The shapes in which the number of a written record has been seen by the vendor's clients. */
export const answerShapes = ['number', 'text', 'crmid', 'record_id', 'id'] as const
export type AnswerShape = (typeof answerShapes)[number]

/** What differs from one installation to another, or about which the sources differ. */
export const installationInput = z.strictObject({
  /** Whether contacts, and not only leads, have the fields of a bounce. */
  contactsBounce: z.boolean(),
  /** Whether all conditions of a query count, or the first alone. */
  conditions: z.enum(['all', 'first']),
  /** How the number of a written record is told; `varied` is each way in turn. */
  written: z.enum(['varied', ...answerShapes]),
  /** How a count is told. */
  counted: z.enum(['number', 'text']),
  /** How a list is told that has one record. */
  single: z.enum(['array', 'object']),
  /** How the key of a session is told. */
  login: z.enum(['text', 'object', 'bare']),
  /** Under which name a form carries the first of the two keys. */
  formKey: z.enum(['either', 'key', 'apikey']),
  /** Custom fields that only a calculation writes: what is given for them is passed over. */
  calculated: z.array(z.string()),
  /** Custom fields that keep a day: a time behind it is cut off. */
  days: z.array(z.string()),
})

export type Installation = z.infer<typeof installationInput>

/** The installation as it begins. */
export function createInstallation(): Installation {
  return {
    contactsBounce: true,
    conditions: 'all',
    written: 'varied',
    counted: 'text',
    single: 'array',
    login: 'text',
    formKey: 'either',
    calculated: [],
    days: [],
  }
}
