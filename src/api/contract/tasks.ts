import { z } from 'zod'
import { route } from './route.ts'
import { flag, id, idParams, time } from './shapes.ts'

export const task = z.object({
  id,
  kind: z.enum([
    'retry',
    'ignore',
    'reopen',
    'read_receipts',
    'judge_addresses',
    'match_links',
    'carry_opt_outs',
  ]),
  title: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  done: z.number().int(),
  total: z.number().int(),
  /** What came of it: { name: "resolved", count: 12 }. */
  outcome: z.array(z.object({ name: z.string(), count: z.number().int() })),
  message: z.string().nullable(),
  startedBy: z.string(),
  canUndo: z.boolean(),
  queuedAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
})

const taskParams = idParams('taskId')

export const tasks = {
  'tasks.list': route({
    method: 'GET',
    path: '/api/tasks',
    summary: 'Work on many records that somebody set in motion, newest first',
    permission: 'see',
    query: z.object({ isOpen: flag.optional() }),
    answer: z.object({ items: z.array(task) }),
  }),
  'tasks.show': route({
    method: 'GET',
    path: '/api/tasks/{taskId}',
    summary: 'One task: how far it is, and what came of it',
    permission: 'see',
    params: taskParams,
    answer: task,
  }),
  'tasks.cancel': route({
    method: 'POST',
    path: '/api/tasks/{taskId}/cancellation',
    summary: 'Stop a task after the batch at hand; what it did stays',
    permission: 'sync',
    params: taskParams,
    answer: task,
  }),
  'tasks.undo': route({
    method: 'POST',
    path: '/api/tasks/{taskId}/undo',
    summary: 'Open again what a task ignored',
    permission: 'sync',
    params: taskParams,
    answer: task,
    status: 202,
  }),
} as const
