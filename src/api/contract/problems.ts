import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { task } from './tasks.ts'
import { tells } from './tells.ts'
import { FIELD_IDS } from '../../accounts/fields/index.ts'

const named = z.object({ id, name: z.string() })
const whoMustAct = z.enum(['you', 'vendor', 'homing'])
const status = z.enum(['open', 'ignored', 'resolved'])
const groupKey = z.guid()
const decision = z.enum(['retry', 'ignore', 'reopen'])

export const mend = z.object({
  id,
  field: z.string(),
  was: z.string(),
  became: z.string(),
  by: z.string(),
  at: time,
})

export const problem = z.object({
  id,
  cause: z.string(),
  sentence: z.string(),
  remedy: z.string(),
  whoMustAct,
  field: z.string(),
  /** As it came: it may hold anything that is decided by role. */
  record: tells(z.unknown(), ...FIELD_IDS),
  occurrences: z.number().int(),
  status,
  connection: named.nullable(),
  campaign: named.nullable(),
  receiptId: id.nullable(),
  runId: id.nullable(),
  /** What a person may enter to put the record right; null where nothing can be mended. */
  fix: z.enum(['address', 'time']).nullable(),
  /** What Homing does of itself about it. nextAt null: nothing more, or nobody knows when. */
  retry: z
    .object({
      by: z.enum(['run', 'reading']),
      tries: z.number().int(),
      nextAt: time.nullable(),
      /** It was tried as often as Homing does alone. */
      needsPerson: z.boolean(),
    })
    .nullable(),
  decided: z.object({ by: z.string(), at: time }).nullable(),
  mend: mend.nullable(),
  firstAt: time,
  lastAt: time,
})

const problemGroup = z.object({
  key: groupKey,
  cause: z.string(),
  whoMustAct,
  remedy: z.string(),
  count: z.number().int(),
  oldestAt: time,
  newestAt: time,
  connections: z.array(named.extend({ count: z.number().int() })),
})

const problemParams = idParams('problemId')
const decided = z.object({ status, sentence: z.string() })

export const problems = {
  'problems.groups': route({
    method: 'GET',
    path: '/api/problems/groups',
    summary: 'What needs somebody, grouped by cause and by who must act',
    permission: 'see',
    query: z.object({ status: status.default('open') }),
    answer: z.object({ items: z.array(problemGroup) }),
  }),
  'problems.list': route({
    method: 'GET',
    path: '/api/problems',
    summary: 'What needs somebody, newest first; of one group where asked',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      status: status.default('open'),
      group: groupKey.optional(),
      connectionId: id.optional(),
      runId: id.optional(),
    }),
    answer: page(problem),
  }),
  'problems.count': route({
    method: 'GET',
    path: '/api/problems/count',
    summary: 'How many problems are open',
    permission: 'see',
    answer: z.object({ open: z.number().int() }),
  }),
  'problems.show': route({
    method: 'GET',
    path: '/api/problems/{problemId}',
    summary: 'One problem',
    permission: 'see',
    params: problemParams,
    answer: problem,
  }),
  'problems.surroundings': route({
    method: 'GET',
    path: '/api/problems/{problemId}/surroundings',
    summary: 'The rows around the record in the page it came from, as the vendor told them',
    permission: 'sync',
    tells: FIELD_IDS,
    params: problemParams,
    answer: z.object({
      receiptId: id.nullable(),
      rows: z.array(z.object({ row: z.number().int(), isIt: z.boolean(), text: z.string() })),
    }),
  }),
  'problems.decide': route({
    method: 'POST',
    path: '/api/problems/{problemId}/decision',
    summary: 'Read the record again, ignore the problem, or take that back',
    permission: 'sync',
    params: problemParams,
    body: z.strictObject({ decision }),
    answer: decided,
  }),
  'problems.fix': route({
    method: 'POST',
    path: '/api/problems/{problemId}/fix',
    summary: 'Put the field right for which the record could not be read; the receipt stays',
    permission: 'sync',
    params: problemParams,
    /** An e-mail address alone, or a moment such as 2026-05-03T09:00:00Z. */
    body: z.strictObject({ value: z.string().trim().min(1).max(1000) }),
    answer: decided,
  }),
  'problems.decideGroup': route({
    method: 'POST',
    path: '/api/problems/groups/{group}/decision',
    summary: 'Decide for every problem of a group as it stands now, as a task with progress',
    permission: 'sync',
    params: z.object({ group: groupKey }),
    body: z.strictObject({ decision }),
    answer: task,
    status: 202,
  }),
} as const
