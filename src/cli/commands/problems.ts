import { Option, type Command } from 'commander'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Status = 'open' | 'ignored' | 'resolved'

/** homing problems list | retry | ignore */
export function problemCommands(root: Command, cli: Cli): void {
  const problems = root.command('problems').description('what needs somebody')
  paged(problems.command('list'))
    .description('problems, newest first')
    .addOption(
      new Option('--status <status>').choices(['open', 'ignored', 'resolved']).default('open'),
    )
    .action(async (options: PageOptions & { status: Status }, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) =>
        work.call('problems.list', { query: { ...query, status: options.status } }),
      )
      work.print(page, () => {
        const nothing = `No problem is ${options.status}.`
        return problemTable(page.items, work.terminal.width) + foot(page, nothing)
      })
    })
  for (const decision of ['retry', 'ignore'] as const) {
    problems
      .command(decision)
      .argument('<id>', 'as the list shows it', positive)
      .description(decision === 'retry' ? 'read the record again' : 'ignore the problem')
      .action(async (id: number, _: unknown, command: Command) => {
        const work = open(cli, command)
        const params = { problemId: id }
        const answer = await work.call('problems.decide', { params, body: { decision } })
        work.print(answer, () => `${answer.status}: ${answer.sentence}\n`)
      })
  }
}

interface Problem {
  id: number
  whoMustAct: string
  sentence: string
  remedy: string
  occurrences: number
  lastAt: string
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
