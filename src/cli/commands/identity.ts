import { Option, type Command } from 'commander'
import { mergeField } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { foot, paged, readPages, type PageOptions } from '../paging.ts'
import { addressOf, personSheet, type Person } from '../person-sheet.ts'
import { pickPerson } from '../pick.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type MergeField = (typeof mergeField.options)[number]

/** homing people duplicates | merge | unmerge | not-same | add-address | end-address | primary */
export function identityCommands(people: Command, cli: Cli): void {
  duplicatesCommand(people, cli)
  mergeCommands(people, cli)
  addressCommands(people, cli)
}

function duplicatesCommand(people: Command, cli: Cli): void {
  paged(people.command('duplicates'))
    .description('pairs of people who may be one, with the reasons')
    .action(async (options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) => work.call('people.duplicates', { query }))
      const rows = page.items.flatMap(({ people: pair, reasons }) =>
        pair.map((person, place) => ({ person, why: place === 0 ? reasons : [] })),
      )
      work.print(page, () => {
        const shown = table(
          [
            { title: 'ID', value: ({ person }) => String(person.id), isFigure: true },
            { title: 'NAME', value: ({ person }) => person.name },
            { title: 'ADDRESS', value: ({ person }) => person.address ?? '-' },
            { title: 'LAST EVENT', value: ({ person }) => moment(person.lastEventAt) },
            { title: 'WHY', value: ({ why }) => why.map(reasonWords).join('; ') },
          ],
          rows,
          work.terminal.width,
        )
        return (rows.length === 0 ? '' : shown) + foot(page, 'No possible duplicates.')
      })
    })
  people
    .command('not-same <person> <other>')
    .description('state that two persons are not the same; the pair is listed no more')
    .action(async (typed: string, other: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      const otherId = await pickPerson(work.call, other)
      await work.call('people.notSame', { params, body: { otherId } })
      work.print({ ...params, otherId }, () => 'They are not listed as duplicates again.\n')
    })
}

function mergeCommands(people: Command, cli: Cli): void {
  people
    .command('merge <kept> <other>')
    .description('merge two persons: the first stands for both; can be undone')
    .addOption(
      new Option('--take <fields...>', 'fields taken over from the other').choices(
        mergeField.options,
      ),
    )
    .action(
      async (typed: string, other: string, options: { take?: MergeField[] }, command: Command) => {
        const work = open(cli, command)
        const params = { personId: await pickPerson(work.call, typed) }
        const body = { otherId: await pickPerson(work.call, other), take: options.take ?? [] }
        const found = await work.call('people.merge', { params, body })
        work.print(found, () => personSheet(found))
      },
    )
  people
    .command('unmerge <person>')
    .description('part two persons again; named by the one who was merged, or by who was kept')
    .option('--dry-run', 'say what it would do, and do nothing')
    .action(async (typed: string, options: { dryRun?: boolean }, command: Command) => {
      const work = open(cli, command)
      const asked = await pickPerson(work.call, typed)
      const found = await work.call('people.show', { params: { personId: asked } })
      const params = { mergeId: mergeOf(found, asked) }
      if (options.dryRun) return tellOutlook(work, params)
      const parted = await work.call('people.undoMerge', { params })
      work.print(parted, () => personSheet(parted))
    })
}

/** The merge of the person who was named; of one who was kept, the only one there is. */
function mergeOf(found: Person, asked: number): number {
  const named = found.mergedFrom.find((one) => one.id === asked)
  const direct = found.mergedFrom.filter((one) => one.into === null)
  const merge = named ?? (direct.length === 1 ? direct[0] : undefined)
  if (merge !== undefined) return merge.mergeId
  const ids = direct.map((one) => `${one.id} (${one.name})`).join(', ')
  throw new Complaint(1, `Which merge of ${found.name} is meant is not clear.`, {
    remedy: ids === '' ? 'Nobody was merged into this person.' : `Name one of ${ids}.`,
  })
}

async function tellOutlook(work: Work, params: { mergeId: number }): Promise<void> {
  const told = await work.call('people.mergeOutlook', { params })
  const { kept, merged } = told
  const lines = [
    told.undoFirst ?? `${merged.name} would be a person of its own again.`,
    ...told.addressesBack.map((address) => `Back to ${merged.name}: ${address}`),
    ...told.addressesEnded.map((address) => `Ended since, for both: ${address}`),
    ...told.addressesStay.map((address) => `Stays with ${kept.name}: ${address}`),
    ...told.consent,
  ]
  work.print(told, () => `${lines.join('\n')}\n`)
}

function addressCommands(people: Command, cli: Cli): void {
  people
    .command('add-address <person> <address>')
    .description('give a person one more address')
    .option('--primary', 'write to it first')
    .action(
      async (typed: string, address: string, options: { primary?: boolean }, command: Command) => {
        const work = open(cli, command)
        const params = { personId: await pickPerson(work.call, typed) }
        const body = { address, isPrimary: options.primary ?? false }
        const found = await work.call('people.addAddress', { params, body })
        work.print(found, () => personSheet(found))
      },
    )
  people
    .command('end-address <person> <address>')
    .description('end the use of an address; it stays as history')
    .option('--note <text>', 'why', '')
    .action(async (typed: string, address: string, options: { note: string }, command: Command) => {
      const work = open(cli, command)
      const params = await namedAddress(work, typed, address)
      const found = await work.call('people.endAddress', { params, body: { note: options.note } })
      work.print(found, () => personSheet(found))
    })
  people
    .command('primary <person> <address>')
    .description('make an address the one the person is written to first')
    .action(async (typed: string, address: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = await namedAddress(work, typed, address)
      const found = await work.call('people.makeAddressPrimary', { params })
      work.print(found, () => personSheet(found))
    })
}

async function namedAddress(work: Work, typed: string, address: string) {
  const personId = await pickPerson(work.call, typed)
  const found = await work.call('people.show', { params: { personId } })
  return { personId, addressId: addressOf(found, address) }
}

function reasonWords({ reason, what }: { reason: string; what: string }): string {
  return `${reason.replaceAll('_', ' ')}: ${what}`
}
