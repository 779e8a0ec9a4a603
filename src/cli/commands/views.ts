import { Option, type Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { view, viewCell, viewPage, viewRow } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { download } from '../download.ts'
import { foot, paged, readPages, type PageOptions } from '../paging.ts'
import { sheet, table } from '../table.ts'
import { moment, number, rate } from '../words.ts'
import { open, type Cli } from '../work.ts'
import { viewScheduleCommands } from './view-schedules.ts'

type View = z.output<typeof viewRow>
type WholeView = z.output<typeof view>
type Definition = WholeView['definition']
type Page = z.output<typeof viewPage>
type Cell = z.output<typeof viewCell>
type Given = Record<string, (string | number | boolean)[]>

/** homing views list | show | run | make | archive | restore | schedule */
export function viewCommands(root: Command, cli: Cli): void {
  const group = root.command('views').description('saved questions over everything that is known')
  reading(group, cli)
  running(group, cli)
  saving(group, cli)
  viewScheduleCommands(group, cli, valuesOf)
}

function reading(group: Command, cli: Cli): void {
  paged(group.command('list'))
    .description('saved views by name; --presets: those that ship with Homing')
    .option('--search <text>', 'part of the name')
    .option('--archived', 'those that were put away')
    .option('--presets', 'those that ship with Homing')
    .action(
      async (
        options: PageOptions & { search?: string; archived?: boolean; presets?: boolean },
        command: Command,
      ) => {
        const work = open(cli, command)
        if (options.presets === true) {
          const found = await work.call('views.presets', {})
          return work.print(found, () => viewTable(found.items))
        }
        const { search, archived } = options
        const only = { search, ...(archived && { archived: 'true' as const }) }
        const page = await readPages(options, (query) =>
          work.call('views.list', { query: { ...query, ...only } }),
        )
        work.print(page, () => viewTable(page.items) + foot(page, 'No view is saved.'))
      },
    )
  group
    .command('show <id>')
    .description('one view, with its definition as it can be given to make')
    .action(async (viewId: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const found = await work.call('views.show', { params: { viewId } })
      work.print(found, () => viewSheet(found))
    })
}

interface RunOptions extends PageOptions {
  set: string[]
  csv?: boolean
  xlsx?: boolean
  pdf?: boolean
  output?: string
}

function running(group: Command, cli: Cli): void {
  const given = new Option('--set <key=value>', 'a parameter; again for several values')
  paged(group.command('run <id>'))
    .description('what a view finds now; a preset goes by its word, such as who-opted-out')
    .addOption(given.argParser((one, all: string[]) => [...all, one]).default([], 'none'))
    .option('--csv', 'everything, as CSV')
    .option('--xlsx', 'everything, as a workbook; needs --output')
    .option('--pdf', 'the first 2,000 rows, as PDF; needs --output')
    .option('-o, --output <file>', 'where the file goes')
    .action(async (viewId: string, options: RunOptions, command: Command) => {
      const work = open(cli, command)
      const params = { viewId }
      const parameters = valuesOf(options.set)
      const format = formatOf(options)
      if (format !== null) {
        const query = { parameters: JSON.stringify(parameters) }
        const response = await work.call(`views.${format}Saved`, { params, query })
        return download(response, cli.terminal, options.output)
      }
      let last: Page | null = null
      const { items, next } = await readPages(options, async (query) => {
        last = await work.call('views.runSaved', { params, body: { parameters, ...query } })
        return { items: last.rows, next: last.next }
      })
      const page = { ...last!, rows: items, next }
      work.print(page, () => pageTable(page) + foot({ items, next }, 'Nothing is found.'))
    })
}

function formatOf(options: RunOptions): 'csv' | 'xlsx' | 'pdf' | null {
  const asked = (['csv', 'xlsx', 'pdf'] as const).filter((format) => options[format] === true)
  const [format, another] = asked
  if (another !== undefined) throw new Complaint(2, 'Ask for one of --csv, --xlsx and --pdf.')
  if (format === undefined) return null
  // A terminal shows text, and these are none.
  if (format !== 'csv' && options.output === undefined) {
    throw new Complaint(2, `Say where the file goes: --output view.${format}.`)
  }
  return format
}

interface MakeOptions {
  description: string
  seenBy: View['seenBy']
}

function saving(group: Command, cli: Cli): void {
  group
    .command('make <name> <file>')
    .description('save a view; its definition as JSON (- reads standard input)')
    .option('--description <text>', 'what it is for', '')
    .addOption(
      new Option('--seen-by <who>', 'who may see it')
        .choices(['owner', 'everybody'])
        .default('owner'),
    )
    .action(async (name: string, file: string, options: MakeOptions, command: Command) => {
      const work = open(cli, command)
      const { description, seenBy } = options
      const definition = await definitionIn(file, cli)
      const made = await work.call('views.make', {
        body: { name, description, definition, seenBy },
      })
      work.print(made, () => viewTable([made]))
    })
  for (const [verb, description] of [
    ['archive', 'put a view away'],
    ['restore', 'bring a view back'],
  ] as const) {
    group
      .command(`${verb} <id>`)
      .description(description)
      .action(async (viewId: string, _: unknown, command: Command) => {
        const work = open(cli, command)
        const done = await work.call(`views.${verb}`, { params: { viewId } })
        work.print(done, () => viewTable([done]))
      })
  }
}

/** Numbers and yes or no as such, everything else as the text it is. */
function valuesOf(set: string[]): Given {
  const given: Given = {}
  for (const one of set) {
    const at = one.indexOf('=')
    if (at < 1) throw new Complaint(2, `${one} is not key=value.`)
    const [key, text] = [one.slice(0, at), one.slice(at + 1)]
    const isNumber = /^-?\d+(\.\d+)?$/.test(text)
    const value = isNumber ? Number(text) : text === 'true' || (text === 'false' ? false : text)
    given[key] = [...(given[key] ?? []), value]
  }
  return given
}

/** The server judges the definition; here it only has to be JSON. */
async function definitionIn(file: string, cli: Cli): Promise<Definition> {
  let text = ''
  if (file === '-') for await (const piece of cli.stdin) text += String(piece)
  try {
    return JSON.parse(file === '-' ? text : readFileSync(file, 'utf8')) as Definition
  } catch (error) {
    throw new Complaint(1, `${file} cannot be read: ${(error as Error).message}`)
  }
}

function viewTable(views: View[]): string {
  return table(
    [
      { title: 'Id', value: (one) => one.id, isFigure: true },
      { title: 'Name', value: (one) => one.name },
      { title: 'About', value: (one) => one.subject },
      { title: 'Owner', value: (one) => (one.isPreset ? 'Homing' : one.owner) },
      {
        title: 'Seen by',
        value: (one) => (one.seenBy === 'roles' ? one.roles.join(', ') : one.seenBy),
      },
      { title: 'Changed', value: (one) => moment(one.updatedAt) },
    ],
    views,
  )
}

function viewSheet(found: WholeView): string {
  const words = sheet([
    ['Name', found.name],
    ['Description', found.description],
    ['Owner', found.isPreset ? 'Homing' : found.owner],
    ['Seen by', found.seenBy === 'roles' ? found.roles.join(', ') : found.seenBy],
  ])
  return `${words}\n${JSON.stringify(found.definition, null, 2)}\n`
}

function pageTable({ columns, rows }: Page): string {
  return table(
    columns.map(({ title, type, unit }, at) => ({
      title,
      value: (row: Cell[]) => {
        const cell = row[at] ?? null
        return type === 'time' && typeof cell === 'string' ? timeWord(cell, unit) : word(cell)
      },
      isFigure: type === 'number' || type === 'rate',
    })),
    rows,
  )
}

/** A time that was grouped by is told by the day it begins with. */
function timeWord(iso: string, unit: Page['columns'][number]['unit']): string {
  return unit === null || unit === 'hour' ? moment(iso) : iso.slice(0, 10)
}

function word(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  if (typeof cell === 'number') return number(cell)
  if (typeof cell === 'string') return cell
  if ('name' in cell) return cell.name || `#${cell.id}`
  return `${rate(cell.rate)} (${number(cell.part)} / ${number(cell.whole)})`
}
