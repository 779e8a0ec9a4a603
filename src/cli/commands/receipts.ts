import { InvalidArgumentError, type Command } from 'commander'
import { followTask } from '../follow-task.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { pickConnection } from '../pick.ts'
import { progress } from '../progress.ts'
import { sheet, table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

interface ListOptions extends PageOptions {
  connection?: string
  run?: number
}

interface ReadAgainOptions {
  connection: string
  since: string
  readerOlderThan?: number
  wait: boolean
}

/** homing receipts list | show | body | read-again */
export function receiptCommands(root: Command, cli: Cli, leaveWith: (code: 1) => void): void {
  const receipts = root.command('receipts').description('what came in, page by page as it came')
  paged(receipts.command('list'))
    .description('receipts, newest first')
    .option('--connection <id or name>')
    .option('--run <id>', 'of one run', positive)
    .action(async (options: ListOptions, command: Command) => {
      const work = open(cli, command)
      const only = {
        ...(options.connection !== undefined && {
          connectionId: await pickConnection(work.call, options.connection),
        }),
        ...(options.run !== undefined && { runId: options.run }),
      }
      const page = await readPages(options, (query) =>
        work.call('receipts.list', { query: { ...query, ...only } }),
      )
      work.print(
        page,
        () => receiptTable(page.items, work.terminal.width) + foot(page, 'No receipt yet.'),
      )
    })
  paged(receipts.command('show'))
    .argument('<id>', 'as the list shows it', positive)
    .description('one receipt, and what became of each of its rows')
    .action(async (id: number, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const params = { receiptId: id }
      const receipt = await work.call('receipts.show', { params })
      const rows = await readPages(options, (query) =>
        work.call('receipts.rows', { params, query }),
      )
      work.print(
        { ...receipt, rows },
        () =>
          `${receiptSheet(receipt)}\n${rowTable(rows.items, work.terminal.width)}`
          + foot(rows, 'No row was found in it.'),
      )
    })
  receipts
    .command('body')
    .argument('<id>', 'as the list shows it', positive)
    .description('the page as it came, cut at a bound')
    .action(async (id: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const body = await work.call('receipts.body', { params: { receiptId: id } })
      work.print(body, () => `${body.text}\n`)
    })
  readAgain(receipts, cli, leaveWith)
}

function readAgain(receipts: Command, cli: Cli, leaveWith: (code: 1) => void): void {
  receipts
    .command('read-again')
    .description('read old receipts with the reader of today; known rows change nothing')
    .requiredOption('--connection <id or name>')
    .requiredOption('--since <date>', 'receipts that came since: 2026-01-01', day)
    .option('--reader-older-than <version>', 'only those an older version read', positive)
    .option('--no-wait', 'answer as soon as it is queued')
    .action(async (options: ReadAgainOptions, command: Command) => {
      const work = open(cli, command)
      const connectionId = await pickConnection(work.call, options.connection)
      const { since, readerOlderThan } = options
      const queued = await work.call('receipts.readAgain', {
        params: { connectionId },
        body: { since, ...(readerOlderThan !== undefined && { readerOlderThan }) },
      })
      const task = options.wait
        ? await followTask(work.call, queued.id, progress(work.terminal, queued.title))
        : queued
      work.print(task, () => `${task.title}: ${task.status}\n`)
      if (task.status === 'failed') leaveWith(1)
    })
}

/** A day or a moment; throws what Commander tells as a usage error. */
function day(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? new Date(text) : null
  if (at !== null && !Number.isNaN(at.getTime())) return at.toISOString()
  throw new InvalidArgumentError('It must be a day such as 2026-01-01.')
}

interface Receipt {
  id: number
  connection: { name: string }
  campaign: { name: string } | null
  kind: string | null
  stream: string
  runId: number | null
  receivedAt: string
  settledAt: string | null
  status: string
  reason: string | null
  reader: string | null
  problems: number
}

function receiptTable(receipts: readonly Receipt[], width: number | null): string {
  if (receipts.length === 0) return ''
  return table<Receipt>(
    [
      { title: 'ID', value: (receipt) => String(receipt.id), isFigure: true },
      { title: 'CAME', value: (receipt) => moment(receipt.receivedAt) },
      { title: 'STATUS', value: (receipt) => receipt.status },
      { title: 'WHAT', value: (receipt) => receipt.kind ?? receipt.stream },
      { title: 'PROBLEMS', value: (receipt) => number(receipt.problems), isFigure: true },
      { title: 'CONNECTION', value: (receipt) => receipt.connection.name },
      { title: 'CAMPAIGN', value: (receipt) => receipt.campaign?.name ?? '' },
    ],
    receipts,
    width,
  )
}

function receiptSheet(receipt: Receipt): string {
  return sheet([
    ['Receipt', String(receipt.id)],
    ['Connection', receipt.connection.name],
    ...(receipt.campaign === null ? [] : [['Campaign', receipt.campaign.name] as const]),
    ['What', receipt.kind ?? receipt.stream],
    ['Came', moment(receipt.receivedAt)],
    ['By', receipt.runId === null ? 'the service itself' : `run ${receipt.runId}`],
    ['Status', receipt.status],
    ...(receipt.reason === null ? [] : [['Reason', receipt.reason] as const]),
    ['Reader', `${receipt.reader ?? '-'}, ${moment(receipt.settledAt)}`],
  ])
}

interface Row {
  row: number
  outcome: string
  sentence: string
  address: string | null
  occurredAt: string | null
  eventId: string | null
}

function rowTable(rows: readonly Row[], width: number | null): string {
  if (rows.length === 0) return ''
  return table<Row>(
    [
      { title: 'ROW', value: (row) => number(row.row), isFigure: true },
      { title: 'OUTCOME', value: (row) => row.outcome },
      { title: 'ADDRESS', value: (row) => row.address ?? '' },
      { title: 'TIME', value: (row) => moment(row.occurredAt) },
      { title: 'EVENT', value: (row) => row.eventId ?? '' },
      { title: 'WHAT BECAME OF IT', value: (row) => row.sentence },
    ],
    rows,
    width,
  )
}
