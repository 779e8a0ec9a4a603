import type { Command } from 'commander'
import type { Run } from '../follow.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { pickConnection } from '../pick.ts'
import { sheet, table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'
import { kindWord } from './schedules.ts'

/** homing runs list | show | cancel */
export function runCommands(root: Command, cli: Cli): void {
  const runs = root.command('runs').description('what was synced, when, and what came of it')
  paged(runs.command('list'))
    .description('runs, newest first')
    .option('--connection <id or name>')
    .action(async (options: PageOptions & { connection?: string }, command: Command) => {
      const work = open(cli, command)
      const only =
        options.connection === undefined
          ? {}
          : { connectionId: await pickConnection(work.call, options.connection) }
      const page = await readPages(options, (query) =>
        work.call('runs.list', { query: { ...query, ...only } }),
      )
      work.print(page, () => runTable(page.items, work.terminal.width) + foot(page, 'No run yet.'))
    })
  runs
    .command('show')
    .argument('<id>', 'as the list shows it', positive)
    .description('one run: what it read, wrote, skipped and why')
    .action(async (id: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const run = await work.call('runs.show', { params: { runId: id } })
      work.print(run, () => runSheet(run))
    })
  runs
    .command('cancel')
    .argument('<id>', 'as the list shows it', positive)
    .description('stop a run after the page at hand; what it wrote stays')
    .action(async (id: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const run = await work.call('runs.cancel', { params: { runId: id } })
      work.print(run, () => runSheet(run))
    })
}

/** A run as names and values. */
export function runSheet(run: Run): string {
  return sheet([
    ['Run', String(run.id)],
    ['Connection', run.connectionName],
    ...(run.campaign === null ? [] : [['Campaign', run.campaign.name] as const]),
    ['Of', run.kinds.map(kindWord).join(', ')],
    ['Status', statusWords(run)],
    ['Started', `${moment(run.startedAt)}, from ${run.startedFrom}`],
    ['Ended', moment(run.endedAt)],
    ['Requests', number(run.requests)],
    ['Pages', number(run.pages)],
    ['Events read', number(run.eventsRead)],
    ['Events new', number(run.eventsWritten)],
    ...run.skipped.map(({ reason, count }) => ['Skipped', `${number(count)}: ${reason}`] as const),
    ['Problems', number(run.problems)],
    ...(run.message === null ? [] : [['Message', run.message] as const]),
  ])
}

function statusWords(run: Run): string {
  if (run.status === 'running') return `running, ${run.phase}`
  if (run.status !== 'waiting') return run.status
  return run.waitingUntil === null
    ? 'waiting until the connection is resumed'
    : `waiting until ${moment(run.waitingUntil)}`
}

function runTable(runs: readonly Run[], width: number | null): string {
  if (runs.length === 0) return ''
  return table<Run>(
    [
      { title: 'ID', value: (run) => String(run.id), isFigure: true },
      { title: 'STATUS', value: (run) => run.status },
      { title: 'QUEUED', value: (run) => moment(run.queuedAt) },
      { title: 'READ', value: (run) => number(run.eventsRead), isFigure: true },
      { title: 'NEW', value: (run) => number(run.eventsWritten), isFigure: true },
      { title: 'REQUESTS', value: (run) => number(run.requests), isFigure: true },
      { title: 'PROBLEMS', value: (run) => number(run.problems), isFigure: true },
      { title: 'CONNECTION', value: (run) => run.connectionName },
      { title: 'CAMPAIGN', value: (run) => run.campaign?.name ?? 'all' },
    ],
    runs,
    width,
  )
}
