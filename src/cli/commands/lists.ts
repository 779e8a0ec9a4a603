import { Option, type Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { listMember, personList, personListWhole } from '../../api/contract/index.ts'
import type { Call } from '../../api/contract/client.ts'
import { Complaint } from '../complaint.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { sheet, table } from '../table.ts'
import { counted, moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type List = z.output<typeof personList>
type WholeList = z.output<typeof personListWhole>
type Member = z.output<typeof listMember>
type Definition = NonNullable<WholeList['definition']>
type Kind = List['kind']

/** Addresses one question takes. */
const ADDRESSES_AT_ONCE = 1_000
/** Addresses nobody uses that are told one by one. */
const UNKNOWN_TOLD = 10

/** homing lists list | show | members | make | add | preview | archive | restore */
export function listCommands(root: Command, cli: Cli): void {
  const group = root.command('lists').description('lists of people, suppression lists, segments')
  reading(group, cli)
  changing(group, cli)
}

interface ListOptions extends PageOptions {
  kind?: Kind
  search?: string
  archived?: boolean
}

function reading(group: Command, cli: Cli): void {
  paged(group.command('list'))
    .description('lists by name')
    .addOption(kinds('only of this kind'))
    .option('--search <text>', 'part of the name')
    .option('--archived', 'those that were put away')
    .action(async (options: ListOptions, command: Command) => {
      const work = open(cli, command)
      const { kind, search, archived } = options
      const only = { kind, search, ...(archived && { archived: 'true' as const }) }
      const page = await readPages(options, (query) =>
        work.call('personLists.list', { query: { ...query, ...only } }),
      )
      work.print(page, () => listTable(page.items) + foot(page, 'There is no such list.'))
    })
  group
    .command('show')
    .argument('<id>', 'as the list shows it', positive)
    .description('one list, how many are on it, and the conditions of a segment')
    .action(async (listId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const found = await work.call('personLists.show', { params: { listId } })
      const { people } = await work.call('personLists.size', { params: { listId } })
      work.print({ ...found, people }, () => listSheet(found, people))
    })
  paged(group.command('members').argument('<id>', 'as the list shows it', positive))
    .description('the people on a list, or in a segment now')
    .action(async (listId: number, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const params = { listId }
      const page = await readPages(options, (query) =>
        work.call('personLists.members', { params, query }),
      )
      work.print(page, () => memberTable(page.items) + foot(page, 'Nobody is on it.'))
    })
  group
    .command('preview <file>')
    .description('how many people a definition (JSON, - reads standard input) finds now')
    .action(async (file: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const definition = await definitionIn(file, cli)
      const found = await work.call('personLists.preview', { body: { definition } })
      const names = found.sample.map((one) => `  ${one.name || (one.address ?? 'no name')}\n`)
      work.print(found, () => `${counted(found.count, 'person', 'people')}\n${names.join('')}`)
    })
}

interface MakeOptions {
  kind: Kind
  description: string
  definition?: string
}

function changing(group: Command, cli: Cli): void {
  group
    .command('make <name>')
    .description('make a list, or a segment; --definition gives its people or its conditions')
    .addOption(kinds('what it is').default('static'))
    .option('--description <text>', 'what it is for', '')
    .option('--definition <file>', 'conditions as JSON (- reads standard input)')
    .action(async (name: string, options: MakeOptions, command: Command) => {
      const work = open(cli, command)
      const { kind, description, definition: file } = options
      const definition = file === undefined ? null : await definitionIn(file, cli)
      const body = { name, kind, description, definition }
      const made = await work.call('personLists.make', { body })
      work.print(made, () => listTable([made]))
    })
  group
    .command('add')
    .argument('<id>', 'as the list shows it', positive)
    .argument('<file>', 'CSV with the addresses in its first column; - reads standard input')
    .description('put people on a list by their addresses')
    .action(async (listId: number, file: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const sum = await addAll(work.call, listId, addressesIn(await textOf(file, cli)))
      work.print(sum, () => addedWords(sum))
    })
  for (const [verb, description] of [
    ['archive', 'put a list away, with everybody on it'],
    ['restore', 'bring an archived list back'],
  ] as const) {
    group
      .command(verb)
      .argument('<id>', 'as the list shows it', positive)
      .description(description)
      .action(async (listId: number, _: unknown, command: Command) => {
        const work = open(cli, command)
        const list = await work.call(`personLists.${verb}`, { params: { listId } })
        work.print(list, () => listTable([list]))
      })
  }
}

function kinds(description: string): Option {
  return new Option('--kind <kind>', description).choices(['static', 'suppression', 'segment'])
}

async function textOf(file: string, cli: Cli): Promise<string> {
  if (file !== '-') {
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      throw new Complaint(1, `${file} cannot be read: ${(error as Error).message}`)
    }
  }
  let text = ''
  for await (const piece of cli.stdin) text += String(piece)
  return text
}

/** The server judges the conditions; here it only has to be JSON. */
async function definitionIn(file: string, cli: Cli): Promise<Definition> {
  try {
    return JSON.parse(await textOf(file, cli)) as Definition
  } catch (error) {
    if (error instanceof Complaint) throw error
    throw new Complaint(1, `${file} is no JSON: ${(error as Error).message}`)
  }
}

/** The first column; a header, which is no address, is left out. */
function addressesIn(text: string): string[] {
  const cells = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => (line.split(/[,;\t]/)[0] ?? '').trim().replace(/^"(.*)"$/, '$1'))
  return [...new Set(cells.filter((cell) => cell.includes('@')))]
}

interface Sum {
  added: number
  already: number
  unknown: string[]
}

async function addAll(call: Call, listId: number, addresses: string[]): Promise<Sum> {
  if (addresses.length === 0) throw new Complaint(1, 'There is no address in that file.')
  const sum: Sum = { added: 0, already: 0, unknown: [] }
  for (let from = 0; from < addresses.length; from += ADDRESSES_AT_ONCE) {
    const body = { addresses: addresses.slice(from, from + ADDRESSES_AT_ONCE) }
    const one = await call('personLists.add', { params: { listId }, body })
    sum.added += one.added
    sum.already += one.already
    sum.unknown.push(...one.unknown)
  }
  return sum
}

function addedWords({ added, already, unknown }: Sum): string {
  const lines = [
    `Added ${counted(added, 'person', 'people')}; ${number(already)} on the list already.`,
    ...(unknown.length === 0
      ? []
      : [
          `Nobody’s here: ${counted(unknown.length, 'address', 'addresses')}.`,
          ...unknown.slice(0, UNKNOWN_TOLD).map((address) => `  ${address}`),
        ]),
  ]
  return `${lines.join('\n')}\n`
}

function listTable(lists: readonly List[]): string {
  if (lists.length === 0) return ''
  return table<List>(
    [
      { title: 'ID', value: (list) => String(list.id), isFigure: true },
      { title: 'NAME', value: (list) => list.name },
      { title: 'KIND', value: (list) => list.kind },
      {
        title: 'PEOPLE',
        value: (list) => (list.members === null ? '' : number(list.members)),
        isFigure: true,
      },
      { title: 'CHANGED', value: (list) => moment(list.updatedAt) },
    ],
    lists,
  )
}

function listSheet(list: WholeList, people: number): string {
  const lines = sheet([
    ['Name', list.name],
    ['Kind', list.kind],
    ['People', number(people)],
    ['What it is for', list.description],
    ['Made by', list.createdBy],
    ['Changed', moment(list.updatedAt)],
    ['Archived', list.archivedAt === null ? '' : moment(list.archivedAt)],
  ])
  const { definition } = list
  return definition === null ? lines : `${lines}\n${JSON.stringify(definition, null, 2)}\n`
}

function memberTable(members: readonly Member[]): string {
  if (members.length === 0) return ''
  return table<Member>(
    [
      { title: 'ID', value: (one) => String(one.id), isFigure: true },
      { title: 'NAME', value: (one) => one.name },
      { title: 'ADDRESS', value: (one) => one.address ?? '' },
      { title: 'PUT ON IT', value: (one) => (one.addedAt === null ? '' : moment(one.addedAt)) },
      { title: 'BY', value: (one) => one.addedBy ?? '' },
    ],
    members,
  )
}
