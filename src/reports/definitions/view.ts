import { z } from 'zod'
import { columnId, key, tree } from './tree.ts'
import { UNITS, values } from './values.ts'

/** The only version there is; a later one reads what this one wrote. */
export const VIEW_VERSION = 1
/** Columns shown, grouped by, measured, sorted by; parameters. */
export const COLUMNS_MAX = 30
const GROUPED_BY_MAX = 4
export const MEASURES_MAX = 12
export const SORTED_BY_MAX = 4
export const PARAMETERS_MAX = 10
/** Rows, or groups, a view holds at most. */
const LIMIT_MAX = 100_000

/** What a row of a view is. */
export const SUBJECTS = [
  ...(['people', 'organizations', 'campaigns', 'recipients', 'events'] as const),
  ...(['consent_facts', 'links', 'interests'] as const),
] as const
export type SubjectId = (typeof SUBJECTS)[number]

const where = tree.nullable().default(null)

/** Rows counted, different values counted, or numbers put together; of those that fit. */
const count = z.strictObject({ is: z.literal('count'), where })
const distinct = z.strictObject({ is: z.literal('distinct'), column: columnId, where })
const sum = z.strictObject({ is: z.literal('sum'), column: columnId, where })
export const part = z.discriminatedUnion('is', [count, distinct, sum])
export type Part = z.output<typeof part>

const named = { key, title: z.string().trim().max(100).default('') }

/** What is told of each group. A rate is one part over another, never a sum of rates. */
export const measure = z.discriminatedUnion('is', [
  count.extend(named),
  distinct.extend(named),
  sum.extend(named),
  z.strictObject({ is: z.literal('min'), column: columnId, where, ...named }),
  z.strictObject({ is: z.literal('max'), column: columnId, where, ...named }),
  z.strictObject({ is: z.literal('rate'), part, whole: part, ...named }),
])
export type Measure = z.output<typeof measure>

/** unit: of times, what they are put together by. */
export const groupedBy = z.strictObject({
  column: columnId,
  unit: z.enum(UNITS).nullable().default(null),
})
export type GroupedBy = z.output<typeof groupedBy>

export const parameter = z.strictObject({
  key,
  title: z.string().trim().max(100).default(''),
  /** What is taken where nothing is given; null: it must be given. */
  values: values.nullable().default(null),
})
export type Parameter = z.output<typeof parameter>

/** A saved question over one subject: its rows, or groups of them. */
export const viewDefinition = z.strictObject({
  version: z.literal(VIEW_VERSION),
  subject: z.enum(SUBJECTS),
  /** Of rows, in their order; empty where rows are grouped. */
  columns: z.array(columnId).max(COLUMNS_MAX).default([]),
  where,
  group: z
    .strictObject({
      /** Empty: one group of all. */
      by: z.array(groupedBy).max(GROUPED_BY_MAX),
      measures: z.array(measure).min(1, 'Measure something.').max(MEASURES_MAX),
    })
    .nullable()
    .default(null),
  /** By a column; of groups, by a column they are grouped by or by a measure's key. */
  sort: z
    .array(
      z.strictObject({
        by: columnId,
        direction: z.enum(['asc', 'desc']).default('asc'),
      }),
    )
    .max(SORTED_BY_MAX)
    .default([]),
  limit: z.number().int().min(1).max(LIMIT_MAX).nullable().default(null),
  parameters: z.array(parameter).max(PARAMETERS_MAX).default([]),
})
export type ViewDefinition = z.output<typeof viewDefinition>
/** As somebody may write it: what has a default may be left out. */
export type WrittenView = z.input<typeof viewDefinition>
