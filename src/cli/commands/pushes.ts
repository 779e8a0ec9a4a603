import type { Command } from 'commander'
import type { z } from 'zod'
import type { push, pushRow } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { positive } from '../paging.ts'
import { sheet, table, type Column } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Push = z.output<typeof push>
type PushRow = z.output<typeof pushRow>

/** Plans are looked at this often until they are made, and no longer than so many times. */
const LOOK_MS = 1_000
const LOOKS_MAX = 600

/** homing pushes list, show, begin, dry-run, retry, start, approve, refuse, pause and so on. */
export function pushCommands(root: Command, cli: Cli): void {
  const group = root
    .command('pushes')
    .description('intended changes of lists at the services: plan, approval, progress, outcome')
  group
    .command('list')
    .description('the newest first')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('pushes.list', { query: {} })
      work.print(answer, () => pushTable(answer.items))
    })
  group
    .command('show')
    .argument('<id>', 'as the list shows it', positive)
    .description('one push with a count for each fate of its people')
    .action(async (pushId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('pushes.show', { params: { pushId } })
      work.print(answer, () => pushSheet(answer))
    })
  beginCommand(group, cli)
  group
    .command('dry-run')
    .argument('<id>', 'as the list shows it', positive)
    .description('plan a push and show what would change; nothing is called')
    .action(async (pushId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const begun = await work.call('pushes.steer', { params: { pushId }, body: { do: 'plan' } })
      const answer = await planned(work, begun)
      work.print(answer, () => pushSheet(answer))
    })
  group
    .command('retry')
    .argument('<id>', 'a push that is over', positive)
    .description('plan another push of those that failed, and show what would change')
    .action(async (pushId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const begun = await work.call('pushes.retry', { params: { pushId } })
      const answer = await planned(work, begun)
      work.print(answer, () => pushSheet(answer))
    })
  steeringCommands(group, cli)
}

interface Beginning {
  on: number
  list?: string
  make?: string
  exact?: boolean
}

/** homing pushes begin: everybody on a list or segment of our own, for a service's or a CRM's. */
function beginCommand(group: Command, cli: Cli): void {
  group
    .command('begin')
    .argument('<own-list>', 'the number of a list or segment of your own', positive)
    .requiredOption('--on <connection>', 'the number of the connection whose list it is', positive)
    .option('--list <name>', 'which of its lists')
    .option('--make <name>', 'make a list of this name there')
    .option('--exact', 'the list shall hold exactly these people')
    .description('choose everybody on a list or segment for a service’s or a CRM’s list, and plan')
    .action(async (own: number, options: Beginning, command: Command) => {
      const work = open(cli, command)
      const listId = await wantedList(work, options)
      const connectionId = options.on
      const body = { connectionId, isExact: options.exact === true }
      const { id: pushId } = await work.call('pushes.create', { body })
      const choice = { listId, whom: { personListId: own } }
      await work.call('pushes.choose', { params: { pushId }, body: choice })
      const begun = await work.call('pushes.steer', { params: { pushId }, body: { do: 'plan' } })
      const answer = await planned(work, begun)
      work.print(answer, () => pushSheet(answer))
    })
}

async function wantedList(work: Work, { on, list, make }: Beginning): Promise<number> {
  const params = { connectionId: on }
  if ((list === undefined) === (make === undefined)) {
    throw new Complaint(2, 'Name a list with --list, or one to be made with --make.')
  }
  if (make !== undefined) {
    return (await work.call('lists.create', { params, body: { name: make } })).id
  }
  const { items } = await work.call('lists.list', { params })
  const found = items.filter(({ name, goneAt }) => name === list && goneAt === null)
  if (found.length === 1) return found[0]!.id
  throw new Complaint(1, `Connection ${on} has ${found.length} lists called “${list}”.`, {
    remedy: 'Write the name as it is there, or make a list with --make.',
  })
}

/** What changes a push, in one word each. */
function steeringCommands(group: Command, cli: Cli): void {
  for (const verb of ['start', 'pause', 'resume', 'cancel'] as const) {
    group
      .command(verb)
      .argument('<id>', 'as the list shows it', positive)
      .description(`${verb} a push`)
      .action(async (pushId: number, _: unknown, command: Command) => {
        const work = open(cli, command)
        const params = { pushId }
        const answer = await work.call('pushes.steer', { params, body: { do: verb } })
        work.print(answer, () => `Push ${pushId} is ${answer.status}.\n`)
      })
  }
  for (const decision of ['approve', 'refuse'] as const) {
    group
      .command(decision)
      .argument('<id>', 'as the list shows it', positive)
      .description(`${decision} a push that would take off too many`)
      .action(async (pushId: number, _: unknown, command: Command) => {
        const work = open(cli, command)
        const params = { pushId }
        const answer = await work.call('pushes.decide', { params, body: { decision } })
        work.print(answer, () => `Push ${pushId} is ${answer.status}.\n`)
      })
  }
}

/** Waits until the plan is made. */
async function planned(work: Work, begun: Push): Promise<Push> {
  let push = begun
  for (let look = 0; push.status === 'planning' && look < LOOKS_MAX; look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    push = await work.call('pushes.show', { params: { pushId: push.id } })
  }
  return push
}

function pushTable(items: readonly PushRow[]): string {
  if (items.length === 0) return 'There are no pushes yet.\n'
  return table(COLUMNS, items)
}

const COLUMNS: Column<PushRow>[] = [
  { title: 'Push', value: (one) => String(one.id), isFigure: true },
  { title: 'Connection', value: (one) => one.connectionName },
  { title: 'Lists', value: (one) => one.lists.join(', ') },
  { title: 'On', value: (one) => number(one.adds), isFigure: true },
  { title: 'Off', value: (one) => number(one.removals), isFigure: true },
  { title: 'Told', value: (one) => number(one.tells), isFigure: true },
  { title: 'Status', value: (one) => one.status },
  { title: 'By', value: (one) => one.createdBy },
  { title: 'When', value: (one) => moment(one.createdAt) },
]

const VERBS = { add: 'put on', remove: 'taken off', tell: 'told' }
const FATES: Record<Push['counts'][number]['status'], string> = {
  chosen: 'chosen',
  waiting: 'to be',
  sent: 'asked to be',
  done: 'done:',
  not_needed: 'not needed:',
  skipped: 'left out:',
  failed: 'failed:',
}

function pushSheet(item: Push): string {
  return sheet([
    ['Push', `${item.id}, ${item.status}`],
    ['Connection', item.connectionName],
    ['Compared with', item.comparedWith === null ? 'never read' : moment(item.comparedWith)],
    ...item.reasons.map((reason) => ['Held because', reason] as const),
    ...item.counts.map(
      (one) =>
        [
          one.list,
          `${number(one.count)} ${FATES[one.status]} ${VERBS[one.verb]}`
            + (one.sentence === '' ? '' : ` (${one.sentence})`),
        ] as const,
    ),
    ...(item.jobs.total === 0
      ? []
      : [['Jobs', `${number(item.jobs.over)} of ${number(item.jobs.total)} over`] as const]),
    ...(item.outcome === '' ? [] : [['Outcome', item.outcome] as const]),
  ])
}
