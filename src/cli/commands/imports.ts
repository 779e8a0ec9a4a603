import type { Command } from 'commander'
import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Call } from '../../api/contract/client.ts'
import { Complaint } from '../complaint.ts'
import { download } from '../download.ts'
import { followImport, type ImportRun } from '../follow.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { progress, type Progress } from '../progress.ts'
import { table } from '../table.ts'
import { counted, moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

/** Refused rows told right after an import; the rest is one command away. */
const REFUSALS_TOLD = 10

interface ImportOptions {
  dryRun?: boolean
  wait: boolean
}

/** homing import FILE, and homing imports list | show | refusals */
export function importCommands(root: Command, cli: Cli, leaveWith: (code: 1) => void): void {
  root
    .command('import <file>')
    .description('import people from CSV, with consent and interests (- reads standard input)')
    .option('--dry-run', 'judge every row, change nothing')
    .option('--wait', 'stay until it has ended (the default)')
    .option('--no-wait', 'answer as soon as the file has been received')
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const work = open(cli, command)
      const bar = progress(work.terminal, basename(file))
      const upload = openUpload(file, cli, bar)
      const begun = await importPeople(work.call, upload, options.dryRun === true)
      const ended = options.wait === false ? begun : await followImport(work.call, begun.id, bar)
      work.print(ended, () => '')
      if (!work.asJson) await tellRefusals(work.call, ended, (text) => work.terminal.err(text))
      if (ended.status === 'failed' || ended.status === 'cancelled') leaveWith(1)
    })
  pastImports(root, cli)
}

function pastImports(root: Command, cli: Cli): void {
  const imports = root.command('imports').description('imports of the past')
  paged(imports.command('list'))
    .description('imports, newest first')
    .action(async (options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) => work.call('imports.list', { query }))
      work.print(page, () => importTable(page.items) + foot(page, 'No import yet.'))
    })
  imports
    .command('show')
    .argument('<id>', 'as the list shows it', positive)
    .description('progress and result of an import')
    .action(async (id: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const found = await work.call('imports.show', { params: { importId: id } })
      work.print(found, () => importTable([found]))
    })
  paged(imports.command('refusals').argument('<id>', 'as the list shows it', positive))
    .description('refused rows with line and reason')
    .option('--csv', 'as CSV, whole, ready to be mended and imported again')
    .option('--out <file>', 'write the CSV to a file')
    .action(async (id: number, options: PageOptions & { csv?: boolean; out?: string }, command) => {
      const work = open(cli, command)
      const params = { importId: id }
      if (options.csv === true || options.out !== undefined) {
        const response = await work.call('imports.refusalsCsv', { params })
        return download(response, work.terminal, options.out)
      }
      const page = await readPages(options, (query) =>
        work.call('imports.refusals', { params, query }),
      )
      work.print(page, () => refusalTable(page.items) + foot(page, 'No row was refused.'))
    })
}

interface Upload {
  fileName: string
  body: ReadableStream<Uint8Array>
}

/** Sends the file as it is read: however large, little of it is held in memory. */
export function importPeople(call: Call, upload: Upload, dryRun: boolean): Promise<ImportRun> {
  const query = { fileName: upload.fileName, ...(dryRun && { dryRun: 'true' as const }) }
  return call('imports.create', { query, body: upload.body })
}

function openUpload(file: string, cli: Cli, bar: Progress): Upload {
  if (file === '-') {
    const stdin = Readable.toWeb(Readable.from(cli.stdin)) as ReadableStream<Uint8Array>
    return { fileName: 'standard-input.csv', body: stdin }
  }
  const total = sizeOf(file)
  let done = 0
  const counting = async function* () {
    for await (const chunk of createReadStream(file)) {
      done += (chunk as Uint8Array).length
      bar.show({ done, total, words: 'sending' })
      yield chunk as Uint8Array
    }
  }
  const body = Readable.toWeb(Readable.from(counting(), { objectMode: false }))
  return { fileName: basename(file).slice(0, 200), body: body as ReadableStream<Uint8Array> }
}

function sizeOf(file: string): number {
  try {
    const found = statSync(file)
    if (found.isFile()) return found.size
  } catch (cause) {
    throw new Complaint(2, `${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      field: 'file',
      cause,
    })
  }
  throw new Complaint(2, `${file} is no file.`, { field: 'file' })
}

async function tellRefusals(call: Call, ended: ImportRun, tell: (text: string) => void) {
  if (ended.rowsRefused === 0) return
  const params = { importId: ended.id }
  const page = await call('imports.refusals', { params, query: { limit: REFUSALS_TOLD } })
  tell(`${counted(ended.rowsRefused, 'row was', 'rows were')} refused; the others are kept.\n`)
  tell(refusalTable(page.items))
  tell(`As CSV, to be mended: homing imports refusals ${ended.id} --out refused.csv\n`)
}

interface RefusedLine {
  line: number
  field: string
  reason: string
}

function refusalTable(rows: readonly RefusedLine[]): string {
  if (rows.length === 0) return ''
  return table<RefusedLine>(
    [
      { title: 'LINE', value: (row) => number(row.line), isFigure: true },
      { title: 'FIELD', value: (row) => row.field },
      { title: 'REASON', value: (row) => row.reason },
    ],
    rows,
  )
}

function importTable(items: readonly ImportRun[]): string {
  if (items.length === 0) return ''
  return table<ImportRun>(
    [
      { title: 'ID', value: (item) => String(item.id), isFigure: true },
      { title: 'FILE', value: (item) => item.fileName },
      { title: 'STATUS', value: (item) => item.status },
      { title: 'STARTED', value: (item) => moment(item.startedAt) },
      { title: 'ROWS', value: (item) => number(item.rowsRead), isFigure: true },
      { title: 'CREATED', value: (item) => number(item.peopleCreated), isFigure: true },
      { title: 'UPDATED', value: (item) => number(item.peopleUpdated), isFigure: true },
      { title: 'UNCHANGED', value: (item) => number(item.peopleUnchanged), isFigure: true },
      { title: 'REFUSED', value: (item) => number(item.rowsRefused), isFigure: true },
    ],
    items,
  )
}
