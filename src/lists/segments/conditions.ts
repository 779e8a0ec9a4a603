import { z } from 'zod'
import { OWN_KEY, readOwnValue, type OwnField } from '../../people/own-fields/index.ts'

/** Values one condition compares with at most, and ids it names. */
export const VALUES_MAX = 100
/** Characters of one value. */
export const VALUE_CHARS_MAX = 200
/** How far back a condition looks: a hundred years. */
export const DAYS_MAX = 36_500

/** What is known of a person, and of where the person belongs. */
export const FIELDS = [
  ...(['name', 'first_name', 'last_name', 'job_title', 'phone', 'city', 'country'] as const),
  ...(['external_id', 'owner', 'company', 'household', 'address'] as const),
] as const
export type Field = (typeof FIELDS)[number]

/** How a field is compared, without regard to capitals; known: it holds anything at all. */
export const COMPARISONS = ['is', 'contains', 'begins', 'ends', 'known'] as const
export type Comparison = (typeof COMPARISONS)[number]

/** How a field of the firm's own is compared: days before and after, numbers below and above. */
export const OWN_COMPARISONS = [
  ...COMPARISONS,
  ...(['before', 'after', 'below', 'above'] as const),
] as const
export type OwnComparison = (typeof OWN_COMPARISONS)[number]

/** What became of a mailing, as the logs of a campaign call it. */
export const HAPPENINGS = [
  ...(['sent', 'delivered', 'opens', 'clicks', 'forwards', 'bounces'] as const),
  ...(['optOuts', 'complaints'] as const),
] as const
export type Happening = (typeof HAPPENINGS)[number]

export const CONSENT_STATES = ['express', 'implied', 'unknown', 'withdrawn'] as const
export const CONSENT_ANSWERS = ['may_write', 'opted_out', 'complained', ...CONSENT_STATES] as const

const id = z.number().int().positive().max(2_147_483_647)
const ids = z.array(id).min(1, 'Choose at least one.').max(VALUES_MAX)
const value = z.string().max(VALUE_CHARS_MAX).regex(/\S/, 'Write what to compare with.')
const days = z.number().int().min(1).max(DAYS_MAX)
const moment = z.iso.datetime()

/** When something happened; relative to the moment somebody asks. */
export const period = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('ever') }),
  z.strictObject({ is: z.literal('within'), days }),
  z.strictObject({ is: z.literal('before'), days }),
  z
    .strictObject({ is: z.literal('between'), from: moment, until: moment })
    .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
      path: ['until'],
      message: 'The end comes after the beginning.',
    }),
])

/** Of an open or a click: only those judged human, or machines' too. */
const by = z.enum(['human', 'all'])
/** Empty: of any campaign. */
const campaignIds = z.array(id).max(VALUES_MAX)

export const condition = z.discriminatedUnion('about', [
  z
    .strictObject({
      about: z.literal('field'),
      field: z.enum(FIELDS),
      is: z.enum(COMPARISONS),
      /** One of them fits; none where the field is to be known. */
      values: z.array(value).max(VALUES_MAX),
    })
    .refine(({ is, values }) => (is === 'known') === (values.length === 0), {
      path: ['values'],
      message: 'Write what to compare with.',
    }),
  z
    .strictObject({
      about: z.literal('own_field'),
      key: z.string().regex(OWN_KEY),
      is: z.enum(OWN_COMPARISONS),
      /** One of them fits; none where the field is to be known. */
      values: z.array(value).max(VALUES_MAX),
    })
    .superRefine(({ is, values }, context) => {
      const message = faultOfOwn(is, values)
      if (message !== null) context.addIssue({ code: 'custom', path: ['values'], message })
    }),
  z.strictObject({
    about: z.literal('origin'),
    origins: z
      .array(z.enum(['import', 'esp', 'user', 'api', 'crm']))
      .min(1, 'Choose at least one.'),
  }),
  z.strictObject({ about: z.literal('added'), when: period }),
  z.strictObject({ about: z.literal('address'), is: z.enum(['none', 'valid', 'invalid']) }),
  z.strictObject({
    about: z.literal('mail'),
    what: z.enum(HAPPENINGS),
    by,
    campaignIds,
    when: period,
  }),
  z.strictObject({
    about: z.literal('link'),
    is: z.enum(['is', 'contains']),
    url: z.string().max(2_000).regex(/\S/, 'Write a link, or a part of one.'),
    by,
    campaignIds,
    when: period,
  }),
  z.strictObject({ about: z.literal('interest'), interestIds: ids }),
  z.strictObject({ about: z.literal('raised'), kind: z.enum(['action', 'tag']), name: value }),
  z.strictObject({ about: z.literal('list'), listIds: ids }),
  z.strictObject({ about: z.literal('esp_list'), listIds: ids }),
  z.strictObject({
    about: z.literal('consent'),
    is: z.enum(CONSENT_ANSWERS),
    /** Null: in general. */
    topicId: id.nullable(),
  }),
])

/** What is wrong with the values a comparison is given; null: nothing. */
function faultOfOwn(is: OwnComparison, values: string[]): string | null {
  if ((is === 'known') !== (values.length === 0)) return 'Write what to compare with.'
  const kind =
    is === 'before' || is === 'after' ? 'date' : is === 'below' || is === 'above' ? 'number' : null
  if (kind === null) return null
  if (values.length > 1) return 'Write one value: of several, only one would matter.'
  return faultOfSpelling({ kind, choices: [] }, values)
}

/** What is wrong with values that are to be those of a field; null: nothing. Pure. */
export function faultOfSpelling(
  field: Pick<OwnField, 'kind' | 'choices'>,
  values: readonly string[],
): string | null {
  for (const typed of values) {
    const read = readOwnValue(field, typed)
    if (!read.ok) return read.reason
    if (read.value !== typed) return `Write “${read.value}” for “${typed}”.`
  }
  return null
}

export type Condition = z.output<typeof condition>
export type Period = z.output<typeof period>
/** The condition about one matter: ConditionAbout<'mail'>. */
export type ConditionAbout<About extends Condition['about']> = Extract<Condition, { about: About }>
