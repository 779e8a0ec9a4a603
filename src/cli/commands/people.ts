import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { Call } from '../../api/contract/client.ts'
import type { personRow } from '../../api/contract/index.ts'
import { download } from '../download.ts'
import { foot, paged, readPages, type PageOptions } from '../paging.ts'
import { pickPerson, pickTopic } from '../pick.ts'
import { addressOf, personSheet } from '../person-sheet.ts'
import { sheet, table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'
import { identityCommands } from './identity.ts'

type PersonRow = z.output<typeof personRow>

interface ListOptions extends PageOptions {
  search?: string
  owner?: string
  state: 'all' | 'opted_out' | 'complained' | 'invalid_address' | 'not_in_crm'
}

interface Correction {
  old?: string
  note: string
}

/** homing people list | show | timeline | mailings | opt-out | opt-in | and more */
export function peopleCommands(root: Command, cli: Cli): void {
  const people = root.command('people').description('people, their addresses and their consent')
  paged(people.command('list'))
    .description('people, by name')
    .option('--search <text>', 'part of a name, an address or an organization')
    .option('--owner <name>')
    .addOption(
      new Option('--state <state>')
        .choices(['all', 'opted_out', 'complained', 'invalid_address', 'not_in_crm'])
        .default('all'),
    )
    .action(async (options: ListOptions, command: Command) => {
      const work = open(cli, command)
      const { search, owner, state } = options
      const asked = {
        state,
        ...(search !== undefined && { search }),
        ...(owner !== undefined && { owner }),
      }
      const page = await readPages(options, (query) =>
        work.call('people.list', { query: { ...query, ...asked } }),
      )
      const width = work.terminal.width
      work.print(page, () => peopleTable(page.items, width) + foot(page, 'Nobody is found.'))
    })
  people
    .command('show <person>')
    .description('one person, by id or e-mail address')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const personId = await pickPerson(work.call, typed)
      const found = await work.call('people.show', { params: { personId } })
      work.print(found, () => personSheet(found))
    })
  people
    .command('export')
    .description('people as CSV, in the columns the import takes')
    .option('--out <file>')
    .option('--preference-links', "with links to each person's preference page")
    .action(async (options: { out?: string; preferenceLinks?: true }, command: Command) => {
      const work = open(cli, command)
      const query = options.preferenceLinks ? { preferenceLinks: 'true' as const } : {}
      await download(await work.call('people.export', { query }), work.terminal, options.out)
    })
  timelineCommand(people, cli)
  mailingsCommand(people, cli)
  corrections(people, cli)
  identityCommands(people, cli)
}

function timelineCommand(people: Command, cli: Cli): void {
  paged(people.command('timeline <person>'))
    .description('everything that happened, newest first')
    .action(async (typed: string, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const page = await readPages(options, (query) =>
        work.call('people.timeline', { params, query }),
      )
      work.print(page, () => {
        const rows = table(
          [
            { title: 'WHEN', value: (row) => moment(row.occurredAt) },
            { title: 'WHAT', value: (row) => row.kind.replace('_', '-') },
            { title: 'CAMPAIGN', value: (row) => row.campaign.name },
            { title: 'ADDRESS', value: (row) => row.address },
            { title: 'VERDICT', value: (row) => row.verdict ?? '-' },
            { title: 'DETAIL', value: (row) => row.link ?? row.detail ?? '' },
          ],
          page.items,
          work.terminal.width,
        )
        return (page.items.length === 0 ? '' : rows) + foot(page, 'Nothing has happened yet.')
      })
    })
}

function mailingsCommand(people: Command, cli: Cli): void {
  paged(people.command('mailings <person>'))
    .description('each campaign a person got, with opens and clicks, newest first')
    .action(async (typed: string, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const page = await readPages(options, (query) =>
        work.call('people.mailings', { params, query }),
      )
      work.print(page, () => {
        const rows = table(
          [
            { title: 'SENT', value: (row) => moment(row.sentAt) },
            { title: 'CAMPAIGN', value: (row) => row.campaign.name },
            { title: 'ADDRESS', value: (row) => row.address },
            { title: 'OPENS', value: (row) => number(row.opens), isFigure: true },
            { title: 'OF PEOPLE', value: (row) => number(row.humanOpens), isFigure: true },
            { title: 'CLICKS', value: (row) => number(row.clicks), isFigure: true },
            { title: 'BOUNCE', value: (row) => row.bounce ?? '' },
          ],
          page.items,
          work.terminal.width,
        )
        return (page.items.length === 0 ? '' : rows) + foot(page, 'No campaign yet.')
      })
    })
}

function corrections(people: Command, cli: Cli): void {
  people
    .command('opt-out <person>')
    .description('record that the person no longer wants mailings')
    .option('--reason <text>', 'in their words', '')
    .option('--evidence <text>', 'how it is known', '')
    .option('--topic <topics...>', 'only of these topics, by id or name')
    .action(async (typed: string, said: Said, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const { reason, evidence } = said
      const body = { about: await aboutOf(work.call, said.topic), reason, evidence }
      const found = await work.call('people.optOut', { params, body })
      work.print(found, () => personSheet(found))
    })
  people
    .command('opt-in <person>')
    .description('lift an opt-out, because the person asked for it; without evidence: what it does')
    .option('--evidence <text>', 'how it is known that they asked')
    .option('--topic <topics...>', 'only of these topics, by id or name')
    .action(async (typed: string, options: Lifted, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      if (options.evidence === undefined) {
        const preview = await work.call('people.previewOptIn', { params })
        return work.print(preview, () => previewSheet(preview.items))
      }
      const about = await aboutOf(work.call, options.topic)
      const body = { about, evidence: options.evidence }
      const found = await work.call('people.liftOptOut', { params, body })
      work.print(found, () => personSheet(found))
    })
  people
    .command('correct-address <person> <new>')
    .description('replace an address; the old one stays as history')
    .option('--old <address>', 'which of several; the one the person was named by, unless told')
    .option('--note <text>', 'why', '')
    .action(async (typed: string, address: string, options: Correction, command: Command) => {
      const work = open(cli, command)
      const personId = await pickPerson(work.call, typed)
      const before = await work.call('people.show', { params: { personId } })
      const params = { personId, addressId: addressOf(before, options.old ?? typed) }
      const body = { address, note: options.note }
      const found = await work.call('people.correctAddress', { params, body })
      work.print(found, () => personSheet(found))
    })
}

interface Said {
  reason: string
  evidence: string
  topic?: string[]
}

interface Lifted {
  evidence?: string
  topic?: string[]
}

async function aboutOf(call: Call, topics: string[] | undefined) {
  if (topics === undefined) return { scope: 'everything' as const }
  const topicIds: number[] = []
  for (const typed of topics) topicIds.push(await pickTopic(call, typed))
  return { scope: 'topics' as const, topicIds }
}

/** What lifting an opt-out would do, connection by connection; nothing is done yet. */
function previewSheet(items: { connectionName: string; sentence: string }[]): string {
  return (
    sheet(items.map(({ connectionName, sentence }) => [connectionName, sentence] as const))
    + 'Nothing is lifted yet: say with --evidence how it is known that they asked for it.\n'
  )
}

function peopleTable(rows: readonly PersonRow[], width: number | null): string {
  if (rows.length === 0) return ''
  return table<PersonRow>(
    [
      { title: 'ID', value: (row) => String(row.id), isFigure: true },
      { title: 'NAME', value: (row) => row.name },
      { title: 'ADDRESS', value: (row) => row.address ?? '-' },
      { title: 'STATE', value: stateWords },
      { title: 'OWNER', value: (row) => row.owner ?? '-' },
      { title: 'LAST EVENT', value: (row) => moment(row.lastEventAt) },
      {
        title: 'ORGANIZATIONS',
        value: (row) => row.organizations.map((one) => one.name).join(', '),
      },
    ],
    rows,
    width,
  )
}

function stateWords(row: PersonRow): string {
  const words = [
    row.hasComplained ? 'complained' : row.isOptedOut && 'opted out',
    row.hasInvalidAddress && 'invalid address',
  ]
  return words.filter((word) => word !== false).join(', ') || '-'
}
