import { Option, type Command } from 'commander'
import { Complaint } from '../complaint.ts'
import { followTask } from '../follow-task.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { progress } from '../progress.ts'
import { sheet, table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Status = 'open' | 'ignored' | 'resolved'

const STATUS = ['open', 'ignored', 'resolved'] as const

/** homing problems groups | list | show | retry | ignore | reopen | fix | undo */
export function problemCommands(root: Command, cli: Cli): void {
  const problems = root.command('problems').description('what needs somebody')
  problems
    .command('groups')
    .description('problems by cause, with who must act')
    .addOption(new Option('--status <status>').choices([...STATUS]).default('open'))
    .action(async (options: { status: Status }, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('problems.groups', { query: options })
      work.print(answer, () => groupTable(answer.items, options.status, work.terminal.width))
    })
  paged(problems.command('list'))
    .description('problems, newest first')
    .addOption(new Option('--status <status>').choices([...STATUS]).default('open'))
    .option('--group <key>', 'of one group, as the groups show it')
    .action(async (options: PageOptions & { status: Status; group?: string }, command: Command) => {
      const work = open(cli, command)
      const { status, group } = options
      const page = await readPages(options, (query) =>
        work.call('problems.list', { query: { ...query, status, ...(group && { group }) } }),
      )
      work.print(page, () => {
        const nothing = `No problem is ${status}.`
        return problemTable(page.items, work.terminal.width) + foot(page, nothing)
      })
    })
  oneProblem(problems, cli)
  decisions(problems, cli)
}

function oneProblem(problems: Command, cli: Cli): void {
  problems
    .command('show')
    .argument('<id>', 'as the list shows it', positive)
    .description('one problem with its record')
    .action(async (id: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const problem = await work.call('problems.show', { params: { problemId: id } })
      work.print(problem, () => problemSheet(problem))
    })
  problems
    .command('fix')
    .argument('<id>', 'as the list shows it', positive)
    .argument('<value>', 'the right address, or the right time such as 2026-05-03T09:00:00Z')
    .description('put the field right for which the record could not be read')
    .action(async (id: number, value: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('problems.fix', { params: { problemId: id }, body: { value } })
      work.print(answer, () => `${answer.status}: ${answer.sentence}\n`)
    })
  problems
    .command('undo')
    .argument('<task>', 'the task that ignored them', positive)
    .description('open again what a task ignored')
    .action(async (taskId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      await follow(work, await work.call('tasks.undo', { params: { taskId } }))
    })
}

const DECISIONS = {
  retry: 'read the record again, or those of a whole group',
  ignore: 'ignore the problem, or a whole group',
  reopen: 'open an ignored problem again, or a whole group',
} as const

function decisions(problems: Command, cli: Cli): void {
  for (const decision of ['retry', 'ignore', 'reopen'] as const) {
    problems
      .command(decision)
      .argument('[id]', 'as the list shows it', positive)
      .option('--group <key>', 'every problem of a group, as the groups show it')
      .description(DECISIONS[decision])
      .action(async (id: number | undefined, options: { group?: string }, command: Command) => {
        const work = open(cli, command)
        const { group } = options
        if ((id === undefined) === (group === undefined)) {
          throw new Complaint(2, 'Name a problem or a group, one of the two.', {
            remedy: 'See homing problems groups, and homing problems list.',
          })
        }
        if (group !== undefined) {
          const params = { group }
          return follow(
            work,
            await work.call('problems.decideGroup', { params, body: { decision } }),
          )
        }
        const params = { problemId: id! }
        const answer = await work.call('problems.decide', { params, body: { decision } })
        work.print(answer, () => `${answer.status}: ${answer.sentence}\n`)
      })
  }
}

async function follow(work: Work, task: { id: number; title: string }): Promise<void> {
  const ended = await followTask(work.call, task.id, progress(work.terminal, task.title))
  work.print(ended, () => '')
}

interface Problem {
  id: number
  whoMustAct: string
  sentence: string
  remedy: string
  occurrences: number
  lastAt: string
}

interface Group {
  key: string
  cause: string
  whoMustAct: string
  count: number
  oldestAt: string
  newestAt: string
}

function groupTable(groups: readonly Group[], status: Status, width: number | null): string {
  if (groups.length === 0) return `No problem is ${status}.\n`
  return table<Group>(
    [
      { title: 'COUNT', value: (group) => number(group.count), isFigure: true },
      { title: 'WHO MUST ACT', value: (group) => group.whoMustAct },
      { title: 'CAUSE', value: (group) => group.cause },
      { title: 'OLDEST', value: (group) => moment(group.oldestAt) },
      { title: 'NEWEST', value: (group) => moment(group.newestAt) },
      { title: 'GROUP', value: (group) => group.key },
    ],
    groups,
    width,
  )
}

function problemTable(problems: readonly Problem[], width: number | null): string {
  if (problems.length === 0) return ''
  return table<Problem>(
    [
      { title: 'ID', value: (item) => String(item.id), isFigure: true },
      { title: 'WHO MUST ACT', value: (item) => item.whoMustAct },
      { title: 'TIMES', value: (item) => number(item.occurrences), isFigure: true },
      { title: 'LAST', value: (item) => moment(item.lastAt) },
      { title: 'PROBLEM', value: (item) => item.sentence },
      { title: 'REMEDY', value: (item) => item.remedy },
    ],
    problems,
    width,
  )
}

function problemSheet(
  problem: Problem & {
    status: string
    field: string
    record?: unknown
    receiptId: number | null
    fix: string | null
    retry: { tries: number; nextAt: string | null; needsPerson: boolean } | null
    mend: { was: string; became: string; by: string } | null
  },
): string {
  const { retry, mend } = problem
  return sheet([
    ['Problem', String(problem.id)],
    ['Status', problem.status],
    ['Who must act', problem.whoMustAct],
    ['What', problem.sentence],
    ['Remedy', problem.remedy],
    ['Times', number(problem.occurrences)],
    ['Last', moment(problem.lastAt)],
    ...(problem.receiptId === null ? [] : [['Receipt', String(problem.receiptId)] as const]),
    ...(problem.fix === null ? [] : [['To fix', `enter the right ${problem.fix}`] as const]),
    ...(retry === null
      ? []
      : [
          [
            'Tried',
            retry.needsPerson
              ? `${number(retry.tries)} times; a person is needed`
              : `${number(retry.tries)} times, next ${moment(retry.nextAt)}`,
          ] as const,
        ]),
    ...(mend === null
      ? []
      : [['Put right', `${mend.was} → ${mend.became}, by ${mend.by}`] as const]),
    ...(problem.record ? [['Record', JSON.stringify(problem.record)] as const] : []),
  ])
}
