import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { person, personRow } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { download } from '../download.ts'
import { foot, paged, readPages, type PageOptions } from '../paging.ts'
import { pickPerson } from '../pick.ts'
import { sheet, table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Person = z.output<typeof person>
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

/** homing people list | show | timeline | opt-out | opt-in | correct-address | export */
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
    .action(async (options: { out?: string }, command: Command) => {
      const work = open(cli, command)
      await download(await work.call('people.export', {}), work.terminal, options.out)
    })
  timelineCommand(people, cli)
  corrections(people, cli)
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

function corrections(people: Command, cli: Cli): void {
  people
    .command('opt-out <person>')
    .description('record that the person no longer wants mailings')
    .option('--reason <text>', 'in their words', '')
    .option('--evidence <text>', 'how it is known', '')
    .action(async (typed: string, body: { reason: string; evidence: string }, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const { reason, evidence } = body
      const found = await work.call('people.optOut', { params, body: { reason, evidence } })
      work.print(found, () => personSheet(found))
    })
  people
    .command('opt-in <person>')
    .description('lift an opt-out, because the person asked for it')
    .requiredOption('--evidence <text>', 'how it is known that they asked')
    .action(async (typed: string, options: { evidence: string }, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const body = { evidence: options.evidence }
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

/** Which address is meant: the one that was named, or the only one there is. */
function addressOf({ addresses, name }: Person, typed: string): number {
  const current = addresses.filter((one) => one.endedAt === null && one.kind === 'email')
  const named = current.find((one) => one.address.toLowerCase() === typed.trim().toLowerCase())
  const found = named ?? (current.length === 1 && !typed.includes('@') ? current[0] : undefined)
  if (found !== undefined) return found.id
  const all = current.map((one) => one.address).join(', ')
  throw new Complaint(1, `Which address of ${name} is meant is not clear.`, {
    field: 'old',
    remedy: all === '' ? 'There is none to correct.' : `Name one with --old: ${all}.`,
  })
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

function personSheet(found: Person): string {
  const latest = found.consent.facts.find((fact) => fact.decides)
  const why = latest === undefined ? '' : `, ${moment(latest.occurredAt)}, ${latest.from}`
  return sheet([
    ['Person', `${found.name} (${found.id})`],
    ['Job title', found.jobTitle],
    ['Organizations', found.organizations.map((one) => one.name).join(', ')],
    ['Owner', found.owner ?? '-'],
    ['May we write', `${consentWords(found)}${why}`],
    ...found.addresses.map((one) => ['Address', addressWords(one)] as const),
  ])
}

function consentWords({ consent }: Person): string {
  if (consent.complainedAt !== null) return 'no, reported as spam: transactional only'
  return consent.isOptedOut ? 'no, opted out' : 'yes'
}

function addressWords(one: Person['addresses'][number]): string {
  if (one.endedAt !== null) return `${one.address}, corrected ${moment(one.endedAt)}`
  if (one.isValid) return `${one.address}${one.isPrimary ? ', primary' : ''}`
  return `${one.address}, invalid since ${moment(one.invalidSince)}: ${one.invalidReason ?? ''}`
}
