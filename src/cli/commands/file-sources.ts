import type { Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { contract, fileSource, foundFile } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Source = z.output<typeof fileSource>
type Found = z.output<typeof foundFile>
type Added = z.input<(typeof contract)['fileSources.add']['body']>
type Changed = z.input<(typeof contract)['fileSources.change']['body']>

/** homing files sources | add-source | change-source | look | found | remove-source */
export function fileSourceCommands(files: Command, cli: Cli): void {
  files
    .command('sources')
    .argument('<connection>', 'id of the connection', positive)
    .description('where a connection fetches files from by itself')
    .action(async (connectionId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('fileSources.list', { params: { connectionId } })
      work.print(answer, () => sourceTable(answer.items) || 'It fetches no files by itself.\n')
    })
  files
    .command('add-source')
    .argument('<connection>', 'id of the connection', positive)
    .requiredOption('--settings <file>', 'a JSON file (docs/files.md); - reads standard input')
    .description('fetch files from a folder of the server, by SFTP or from an https address')
    .action(async (connectionId: number, { settings }: SettingsOption, command: Command) => {
      const work = open(cli, command)
      const body = settingsIn(settings) as Added
      const added = await work.call('fileSources.add', { params: { connectionId }, body })
      work.print(added, () => sourceTable([added]))
    })
  files
    .command('change-source')
    .argument('<id>', 'as the list shows it', positive)
    .requiredOption('--settings <file>', 'a JSON file with what is to change; - reads input')
    .description('change a source; what the file does not name stays')
    .action(async (sourceId: number, { settings }: SettingsOption, command: Command) => {
      const work = open(cli, command)
      const body = settingsIn(settings) as Changed
      const changed = await work.call('fileSources.change', { params: { sourceId }, body })
      work.print(changed, () => sourceTable([changed]))
    })
  oneSource(files, cli)
}

function oneSource(files: Command, cli: Cli): void {
  files
    .command('look')
    .argument('<source>', 'as the list shows it', positive)
    .description('look at a source now; files that were refused are tried once more')
    .action(async (sourceId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const asked = await work.call('fileSources.look', { params: { sourceId } })
      work.print(asked, () => `${asked.title} is looked at.\n`)
    })
  paged(files.command('found').argument('<source>', 'as the list shows it', positive))
    .description('files that were found at a source, newest first, and what became of each')
    .action(async (sourceId: number, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) =>
        work.call('fileSources.found', { params: { sourceId }, query }),
      )
      work.print(page, () => foundTable(page.items) + foot(page, 'Nothing was found yet.'))
    })
  files
    .command('remove-source')
    .argument('<source>', 'as the list shows it', positive)
    .description('remove a source: its secrets are destroyed, what it brought stays')
    .action(async (sourceId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      await work.call('fileSources.remove', { params: { sourceId } })
      work.print({ removed: sourceId }, () => 'Removed; what it brought stays.\n')
    })
}

interface SettingsOption {
  settings: string
}

function settingsIn(file: string): Record<string, unknown> {
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8')
    return JSON.parse(text) as Record<string, unknown>
  } catch (cause) {
    const sentence = `${file} is no JSON file that can be read.`
    throw new Complaint(2, sentence, { field: 'settings', cause })
  }
}

function sourceTable(items: readonly Source[]): string {
  if (items.length === 0) return ''
  return table<Source>(
    [
      { title: 'ID', value: ({ id }) => String(id), isFigure: true },
      { title: 'FROM', value: ({ title }) => title },
      { title: 'FILES', value: ({ pattern }) => pattern },
      { title: 'EVERY', value: ({ everyMinutes }) => `${everyMinutes} min`, isFigure: true },
      { title: 'STATE', value: stateOf },
      { title: 'LOOKED', value: ({ lookedAt }) => (lookedAt === null ? '' : moment(lookedAt)) },
      { title: 'HOST KEY', value: ({ hostKey }) => hostKey },
      { title: 'WHY', value: ({ fault, remedy }) => `${fault} ${remedy}`.trim() },
    ],
    items,
  )
}

function stateOf({ isOn, fault, lookedAt }: Source): string {
  if (!isOn) return 'paused'
  if (fault !== '') return 'failing'
  return lookedAt === null ? 'new' : 'works'
}

function foundTable(items: readonly Found[]): string {
  if (items.length === 0) return ''
  return table<Found>(
    [
      { title: 'FILE', value: ({ name }) => name },
      { title: 'STATUS', value: ({ status, isRepeated }) => (isRepeated ? 'known' : status) },
      { title: 'FOUND', value: ({ foundAt }) => moment(foundAt) },
      { title: 'BYTES', value: ({ bytes }) => number(bytes), isFigure: true },
      { title: 'ROWS', value: ({ rows }) => number(rows), isFigure: true },
      { title: 'PROBLEMS', value: ({ problems }) => number(problems), isFigure: true },
      { title: 'MOVED TO', value: ({ movedTo }) => movedTo },
      { title: 'WHY', value: ({ fault, remedy }) => `${fault} ${remedy}`.trim() },
    ],
    items,
  )
}
