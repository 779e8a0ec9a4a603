import { z } from 'zod'
import type { Fault } from '../faults/fault.ts'

const common = {
  match: z
    .strictObject({
      method: z.string().optional(),
      /** A plain text found anywhere in path and query, or `/…/` for a regular expression. */
      path: z.string().optional(),
      /** The whole name of an operation, or `/…/`, where all requests go to one address. */
      operation: z.string().optional(),
    })
    .optional(),
  times: z.number().int().positive().optional(),
  after: z.number().int().nonnegative().optional(),
}

const plainKinds = [
  'throttle',
  'quota',
  'missing-scope',
  'expired-token',
  'html200',
  'reset',
  'lost-answer',
  'repeated-request',
  'duplicate-page',
  'self-next',
  'reordered-rows',
  'empty-source',
  'revoke-refresh-token',
  'lost-rotated-answer',
  'lost-webhook',
  'repeated-webhook',
] as const

const kinds = z.union([
  z.strictObject({ ...common, kind: z.enum(plainKinds) }),
  z.strictObject({
    ...common,
    kind: z.literal('server-error'),
    status: z.union([500, 502, 503, 504].map((status) => z.literal(status))).optional(),
    applied: z.boolean().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('timeout'),
    holdMs: z.number().optional(),
    applied: z.boolean().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('slow-body'),
    totalMs: z.number().optional(),
    chunks: z.number().int().positive().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('truncated-body'),
    keep: z.number().min(0).max(1).optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.enum(['duplicate-rows', 'drifted-rows', 'skipped-rows']),
    count: z.number().int().positive().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('late-rows'),
    every: z.number().int().min(2).optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('malformed-row'),
    variant: z.enum([
      'missing-contact-id',
      'impossible-date',
      'unknown-type',
      'unparseable-address',
      'future-date',
      'epoch-date',
      'no-object',
    ]),
    replace: z.boolean().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('skewed-totals'),
    stats: z.record(z.string(), z.number().int()),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('hidden-activity'),
    role: z.enum(['resend', 'primary_email']),
  }),
])

/** A fault as it comes over HTTP, where a regular expression is written between slashes. */
export const faultInput = kinds.transform(({ match, ...input }): Fault => {
  const { path, operation, ...rest } = match ?? {}
  const patterns = {
    ...(path !== undefined && { path: pattern(path) }),
    ...(operation !== undefined && { operation: pattern(operation) }),
  }
  return { ...input, ...(match !== undefined && { match: { ...rest, ...patterns } }) } as Fault
})

function pattern(text: string): RegExp | string {
  const inner = /^\/(.+)\/$/.exec(text)?.[1]
  return inner === undefined ? text : new RegExp(inner)
}
