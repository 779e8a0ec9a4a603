import type { Command } from 'commander'
import { createReadStream, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import type { feedbackFile } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'
import { fileSourceCommands } from './file-sources.ts'

type File = z.output<typeof feedbackFile>

/** homing files take | list | show | preset | mapping | map */
export function fileCommands(root: Command, cli: Cli): void {
  const files = root.command('files').description('feedback from files, read by a mapping')
  files
    .command('take <file>')
    .description('bring a file of feedback to a connection')
    .requiredOption('--connection <id>', 'which connection reads it', positive)
    .action(async (file: string, options: { connection: number }, command: Command) => {
      const work = open(cli, command)
      const taken = await work.call('files.take', {
        params: { connectionId: options.connection },
        query: { fileName: basename(file).slice(0, 200) },
        body: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
      })
      work.print(taken, () => fileTable([taken]))
    })
  pastFiles(files, cli)
  mappingCommands(files, cli)
  fileSourceCommands(files, cli)
}

function pastFiles(files: Command, cli: Cli): void {
  paged(files.command('list').argument('<connection>', 'id of the connection', positive))
    .description('files that were brought to a connection, newest first')
    .action(async (connectionId: number, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) =>
        work.call('files.list', { params: { connectionId }, query }),
      )
      work.print(page, () => fileTable(page.items) + foot(page, 'No file yet.'))
    })
  files
    .command('show')
    .argument('<id>', 'as the list shows it', positive)
    .description('a file, and what became of its rows')
    .action(async (fileId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const found = await work.call('files.show', { params: { fileId } })
      work.print(found, () => fileTable([found]))
    })
}

function mappingCommands(files: Command, cli: Cli): void {
  files
    .command('mapping')
    .argument('<connection>', 'id of the connection', positive)
    .description('the mapping in force, as JSON')
    .action(async (connectionId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const state = await work.call('files.mapping', { params: { connectionId } })
      work.print(state, () => `${JSON.stringify(state.inForce, null, 2)}\n`)
    })
  files
    .command('map')
    .argument('<connection>', 'id of the connection', positive)
    .description('save a mapping: one that is shipped, or one from a JSON file')
    .option('--preset <id>', 'highroad, campaign-master, sugar-market, intellipad or generic')
    .option('--rules <file>', 'a JSON file (docs/files.md)')
    .option('--name <name>', 'what it is called')
    .action(async (connectionId: number, options: MapOptions, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId }
      const { inForce, presets } = await work.call('files.mapping', { params })
      const preset = presets.find(({ id }) => id === options.preset)
      const mapping = options.rules === undefined ? preset?.mapping : rulesIn(options.rules)
      if (mapping === undefined) {
        const known = presets.map(({ id }) => id).join(', ')
        throw new Complaint(2, `There is no such preset; there are: ${known}.`, { field: 'preset' })
      }
      const name = options.name ?? preset?.title ?? 'Mapping'
      const body = { name, mapping, from: inForce?.version ?? 0 }
      const saved = await work.call('files.saveMapping', { params, body })
      work.print(saved, () => `Saved as version ${saved.version}.\n`)
    })
}

interface MapOptions {
  preset?: string
  rules?: string
  name?: string
}

function rulesIn(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  } catch (cause) {
    throw new Complaint(2, `${file} is no JSON file that can be read.`, { field: 'rules', cause })
  }
}

function fileTable(items: readonly File[]): string {
  if (items.length === 0) return ''
  return table<File>(
    [
      { title: 'ID', value: (item) => String(item.id), isFigure: true },
      { title: 'FILE', value: (item) => item.name },
      { title: 'STATUS', value: (item) => item.status },
      { title: 'CAME', value: (item) => moment(item.receivedAt) },
      { title: 'ROWS', value: (item) => number(item.rows), isFigure: true },
      { title: 'VERSION', value: (item) => String(item.mappingVersion), isFigure: true },
      { title: 'WAITING', value: (item) => number(item.waiting), isFigure: true },
      { title: 'PROBLEMS', value: (item) => number(item.problems), isFigure: true },
      { title: 'MESSAGE', value: (item) => item.message ?? '' },
    ],
    items,
  )
}
