import { z } from 'zod'
import {
  COMPARISONS,
  givenValues,
  SUBJECTS,
  UNITS,
  viewDefinition,
} from '../../reports/definitions/index.ts'
import { route } from './route.ts'
import { flag, page, PAGE_MAX, pageQuery, time } from './shapes.ts'
import { ROLES } from './accounts.ts'

/** How a column's values look: reference types answer { id, name }. */
const COLUMN_TYPES = [
  ...(['text', 'number', 'time', 'day', 'flag', 'choice'] as const),
  ...(['campaign', 'person', 'organization'] as const),
] as const

/** A number for a saved view; a word for one that ships with Homing. */
export const viewId = z
  .string()
  .regex(/^(?:[1-9]\d{0,8}|[a-z][a-z0-9-]{1,59})$/, 'This is no view’s id.')
export const viewParams = z.object({ viewId })
const params = viewParams
const name = z.string().trim().min(1, 'A view needs a name.').max(100)
const description = z.string().trim().max(1_000)

/** A column of a subject, with what may be done with it. */
const catalogueColumn = z.object({
  id: z.string(),
  title: z.string(),
  type: z.enum(COLUMN_TYPES),
  description: z.string(),
  /** How it is filtered; those of its type. */
  comparisons: z.array(z.enum(COMPARISONS)),
  /** Of a choice. */
  choices: z.array(z.object({ value: z.string(), title: z.string() })),
  /** A group for each value; of a time, for each unit. */
  isGroupable: z.boolean(),
  isSortable: z.boolean(),
  /** Different values may be counted: count distinct people. */
  isCountable: z.boolean(),
  isSummable: z.boolean(),
  /** Has a least and a greatest value. */
  isRanged: z.boolean(),
})

const catalogueSubject = z.object({
  id: z.enum(SUBJECTS),
  title: z.string(),
  /** What a row is. */
  description: z.string(),
  columns: z.array(catalogueColumn),
  /** The columns a new view begins with. */
  usual: z.array(z.string()),
})

export const viewRow = z.object({
  id: viewId,
  name: z.string(),
  description: z.string(),
  subject: z.enum(SUBJECTS),
  /** Ships with Homing: it may be run and copied, not changed. */
  isPreset: z.boolean(),
  /** Whose it is; empty of a preset. */
  owner: z.string(),
  /** Whether the caller may change it. */
  isYours: z.boolean(),
  seenBy: z.enum(['owner', 'everybody', 'roles']),
  /** Of seenBy roles: which. */
  roles: z.array(z.enum(ROLES)),
  /** Grows with every change. */
  version: z.number().int(),
  createdAt: time.nullable(),
  updatedAt: time.nullable(),
  archivedAt: time.nullable(),
})

export const view = viewRow.extend({ definition: viewDefinition })

const reference = z.object({ id: z.number().int(), name: z.string() })
/** The numbers a rate is of; rate is null where nothing is to be divided by, or it exceeds one. */
const rate = z.object({ part: z.number(), whole: z.number(), rate: z.number().nullable() })
/** Times are ISO 8601 in UTC, days 2026-05-31; null: nothing is known. */
export const viewCell = z.union([z.string(), z.number(), z.boolean(), reference, rate]).nullable()

const viewColumn = z.object({
  /** The column's id, or the measure's key. */
  id: z.string(),
  title: z.string(),
  type: z.enum([...COLUMN_TYPES, 'rate']),
  /** A figure that opens the rows behind it. */
  isMeasure: z.boolean(),
  /** Of a time that was grouped by. */
  unit: z.enum(UNITS).nullable(),
})

export const viewPage = z.object({
  /** The moment that relative times are relative to. */
  asOf: time,
  columns: z.array(viewColumn),
  /** Cells in the order of the columns. */
  rows: z.array(z.array(viewCell)),
  next: z.string().nullable(),
})

/** The column of the group's value, in the order it is grouped by: what its cell held. */
const groupCell = z.union([z.string(), z.number(), z.boolean(), reference]).nullable()

export const unsaved = { definition: viewDefinition, parameters: givenValues.default({}) }
const pageBody = {
  after: z.string().max(60_000).optional(),
  limit: z.number().int().min(1).max(PAGE_MAX).default(50),
}
const words = {
  name,
  description: description.default(''),
  definition: viewDefinition,
  seenBy: z.enum(['owner', 'everybody', 'roles']).default('owner'),
  roles: z.array(z.enum(ROLES)).max(ROLES.length).default([]),
}

export const views = {
  'views.catalogue': route({
    method: 'GET',
    path: '/api/views/catalogue',
    summary: 'What views may be about, and every column of it',
    permission: 'see',
    answer: z.object({
      subjects: z.array(catalogueSubject),
      /** A view under way can be cancelled: not in the embedded database. */
      canCancel: z.boolean(),
    }),
  }),
  'views.presets': route({
    method: 'GET',
    path: '/api/views/presets',
    summary: 'The views that ship with Homing',
    permission: 'see',
    answer: z.object({ items: z.array(view) }),
  }),
  'views.run': route({
    method: 'POST',
    path: '/api/views/run',
    summary: 'A page of what a definition finds now, without keeping it',
    permission: 'see',
    body: z.strictObject({ ...unsaved, ...pageBody }),
    answer: viewPage,
  }),
  'views.size': route({
    method: 'POST',
    path: '/api/views/size',
    summary: 'How many rows or groups a definition finds, and its measures over all of them',
    permission: 'see',
    body: z.strictObject(unsaved),
    answer: z.object({
      asOf: time,
      /** Rows, or groups; the limit of the definition counts. */
      count: z.number().int(),
      /** Of groups: each measure over every row, in their order; whatever the limit is. */
      totals: z.array(viewCell).nullable(),
    }),
  }),
  'views.forecast': route({
    method: 'POST',
    path: '/api/views/forecast',
    summary: 'How long a definition’s first page will take, by how long it took before',
    permission: 'see',
    body: z.strictObject({ ...unsaved, limit: pageBody.limit }),
    /** Null where it has not run long before: then nobody knows. */
    answer: z.object({ ms: z.number().int().nullable() }),
  }),
  'views.open': route({
    method: 'POST',
    path: '/api/views/open',
    summary: 'The definition of the rows behind a figure of a group',
    permission: 'see',
    body: z.strictObject({
      ...unsaved,
      /** The group's values, as their cells held them. */
      group: z.array(groupCell).max(4),
      /** The key of the measure. */
      measure: z.string(),
      /** Of a rate: the rows of which of its numbers. */
      part: z.enum(['part', 'whole']).default('part'),
    }),
    /** Its size is the figure of a count and of different values; rows of a sum add up to it. */
    answer: z.object({ definition: viewDefinition }),
  }),
  'views.list': route({
    method: 'GET',
    path: '/api/views',
    summary: 'Saved views the caller may see, by name',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      search: z.string().max(200).optional(),
      subject: z.enum(SUBJECTS).optional(),
      archived: flag.optional(),
    }),
    answer: page(viewRow),
  }),
  'views.show': route({
    method: 'GET',
    path: '/api/views/{viewId}',
    summary: 'One view with its definition, saved or a preset',
    permission: 'see',
    params,
    answer: view,
  }),
  'views.make': route({
    method: 'POST',
    path: '/api/views',
    summary: 'Save a view',
    permission: 'keep_views',
    body: z.strictObject(words),
    answer: view,
    status: 201,
  }),
  'views.change': route({
    method: 'PUT',
    path: '/api/views/{viewId}',
    summary: 'Change a saved view: its owner, or an administrator',
    permission: 'keep_views',
    params,
    /** The version that was read: two people never overwrite each other unseen. */
    body: z.strictObject({ ...words, version: z.number().int().positive() }),
    answer: view,
  }),
  'views.archive': route({
    method: 'POST',
    path: '/api/views/{viewId}/archive',
    summary: 'Put a saved view away; it can be brought back',
    permission: 'keep_views',
    params,
    answer: view,
  }),
  'views.restore': route({
    method: 'POST',
    path: '/api/views/{viewId}/restore',
    summary: 'Bring an archived view back',
    permission: 'keep_views',
    params,
    answer: view,
  }),
  'views.runSaved': route({
    method: 'POST',
    path: '/api/views/{viewId}/run',
    summary: 'A page of what a view finds now',
    permission: 'see',
    params,
    body: z.strictObject({ parameters: givenValues.default({}), ...pageBody }),
    answer: viewPage,
  }),
} as const
