import type { Call } from '../contract/client.ts'
import type { Asked } from './ask.ts'
import { lookUp } from './look-up.ts'

/** Whether all is well: what needs somebody, what is silent, what was read when. */
export const operatingTools = [
  lookUp('session.show', {
    name: 'show_access',
    title: 'Who am I here',
    description: 'The firm, the role of the API key in use, and what it may do.',
  }),
  lookUp('problems.groups', {
    name: 'list_problem_groups',
    title: 'Problems by cause',
    description: 'What needs somebody, grouped by cause and by who must act, with how many each.',
  }),
  lookUp('problems.list', {
    name: 'list_problems',
    title: 'Problems',
    description: 'Records that need somebody, newest first, in plain words with what to do.',
    count: countProblems,
  }),
  lookUp('problems.show', {
    name: 'show_problem',
    title: 'One problem',
    description: 'One problem with the record it is about and what Homing does of itself.',
  }),
  lookUp('alarms.list', {
    name: 'list_alarms',
    title: 'Alarms',
    description: 'What has gone silent or will be lost, and the next step, newest first.',
    count: countAlarms,
  }),
  lookUp('connections.list', {
    name: 'list_connections',
    title: 'Connections',
    description: 'Connections to CRMs and e-mail services: status, health, schedules, quota.',
  }),
  lookUp('freshness.list', {
    name: 'list_freshness',
    title: 'How fresh each connection is',
    description: 'Whether each connection is fresh, late or silent, and why.',
  }),
  lookUp('runs.list', {
    name: 'list_runs',
    title: 'Runs',
    description: 'Syncs, newest first: what each read, wrote and skipped, and how it ended.',
  }),
  lookUp('runs.show', {
    name: 'show_run',
    title: 'One run',
    description: 'One sync: progress, what it read, wrote, skipped and why.',
  }),
]

/** Open problems are counted; of one group, the group tells. */
async function countProblems(asked: Asked, call: Call): Promise<number | null> {
  const narrower = ['connectionId', 'runId'].some((field) => asked[field] !== undefined)
  if (narrower || asked['status'] !== 'open') return null
  if (asked['group'] === undefined) return (await call('problems.count', {})).open
  const { items } = await call('problems.groups', { query: { status: 'open' } })
  return items.find(({ key }) => key === asked['group'])?.count ?? null
}

async function countAlarms({ state }: Asked, call: Call): Promise<number | null> {
  const { open, silenced } = await call('alarms.count', {})
  return state === 'open' ? open : state === 'silenced' ? silenced : null
}
