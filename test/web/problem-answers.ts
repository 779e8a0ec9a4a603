import type { RouteName } from '../../src/api/contract/index.ts'
import type { Given } from './feedback-answers.ts'
import { paged } from './paged.ts'
import { ago, type FeedbackWorld, type Problem, type Task } from './feedback-world.ts'

type Answers = Partial<Record<RouteName, (world: FeedbackWorld, given: Given) => unknown>>

/** Answers about problems and the tasks that decide of many of them. */
export const problemAnswers: Answers = {
  'problems.groups': (world, { query }) => ({
    items: groups(withStatus(world, query.get('status') ?? 'open')),
  }),
  'problems.list': (world, { query }) => {
    const group = query.get('group')
    const found = withStatus(world, query.get('status') ?? 'open')
    return paged(
      found.filter((problem) => group === null || keyOf(problem) === group),
      query,
    )
  },
  'problems.count': (world) => ({ open: withStatus(world, 'open').length }),
  'problems.show': (world, { params }) => problemOf(world, params),
  'problems.surroundings': (_, { params }) => ({
    receiptId: 31,
    rows: [11, 12, 13].map((row) => ({
      row,
      isIt: row === 12,
      text: JSON.stringify({ contact_id: `c-${params['problemId']}-${row}` }, null, 2),
    })),
  }),
  'problems.decide': (world, { params, body }) => {
    const decided = problemOf(world, params)
    if (!decided) return undefined
    const { decision } = body as { decision: string }
    decided.status = decision === 'retry' ? 'resolved' : decision === 'ignore' ? 'ignored' : 'open'
    decided.decided = { by: 'Ada Example', at: ago(0) }
    return { status: decided.status, sentence: 'Done.' }
  },
  'problems.fix': (world, { params, body }) => {
    const fixed = problemOf(world, params)
    if (!fixed) return undefined
    const { value } = body as { value: string }
    fixed.status = 'resolved'
    const was = 'ada@@example'
    fixed.mend = { id: 1, field: fixed.field, was, became: value, by: 'Ada Example', at: ago(0) }
    return { status: 'resolved', sentence: 'Put right. The record is in the ledger.' }
  },
  'problems.decideGroup': (world, { params, body }) => {
    const { decision } = body as { decision: Task['kind'] }
    const decided = withStatus(world, decision === 'reopen' ? 'ignored' : 'open').filter(
      (problem) => keyOf(problem) === params['group'],
    )
    for (const problem of decided) problem.status = decision === 'retry' ? 'resolved' : 'ignored'
    return add(world, decision, decided.length)
  },
  'tasks.list': (world) => ({ items: world.tasks }),
  'tasks.show': (world, { params }) =>
    world.tasks.find(({ id }) => id === Number(params['taskId'])),
  'tasks.undo': (world) => {
    const ignored = withStatus(world, 'ignored')
    for (const problem of ignored) problem.status = 'open'
    for (const task of world.tasks) task.canUndo = false
    return add(world, 'reopen', ignored.length)
  },
}

function add(world: FeedbackWorld, kind: Task['kind'], count: number): Task {
  const name = { retry: 'resolved', ignore: 'ignored', reopen: 'opened again' }[kind as 'retry']
  const task: Task = {
    id: world.tasks.length + 1,
    kind,
    title: `${kind} ${count} problems`,
    status: 'done',
    done: count,
    total: count,
    outcome: [{ name, count }],
    message: null,
    startedBy: 'Ada Example',
    canUndo: kind === 'ignore',
    queuedAt: ago(0),
    startedAt: ago(0),
    endedAt: ago(0),
  }
  world.tasks.unshift(task)
  return task
}

function withStatus(world: FeedbackWorld, status: string): Problem[] {
  return world.problems.filter((problem) => problem.status === status)
}

function problemOf(world: FeedbackWorld, params: Record<string, string>): Problem | undefined {
  return world.problems.find(({ id }) => id === Number(params['problemId']))
}

function groups(problems: Problem[]) {
  const keys = [...new Set(problems.map(keyOf))]
  return keys.map((key) => {
    const own = problems.filter((problem) => keyOf(problem) === key)
    const { cause, whoMustAct, remedy, connection } = own[0]!
    return {
      key,
      cause,
      whoMustAct,
      remedy,
      count: own.length,
      oldestAt: own.map(({ firstAt }) => firstAt).sort()[0],
      newestAt: own
        .map(({ lastAt }) => lastAt)
        .sort()
        .at(-1),
      connections: connection === null ? [] : [{ ...connection, count: own.length }],
    }
  })
}

/** A group's key is an id of the server's; here the length of the cause tells two apart. */
function keyOf({ cause }: Problem): string {
  return `00000000-0000-4000-8000-${String(cause.length).padStart(12, '0')}`
}
