import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Command } from 'commander'
import type { z } from 'zod'
import type { Call } from '../../api/contract/client.ts'
import type { erasure, erasurePreview } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { download } from '../download.ts'
import { pickPerson } from '../pick.ts'
import { progress, type Progress } from '../progress.ts'
import { table } from '../table.ts'
import { counted, moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Erasure = z.output<typeof erasure>
type Preview = z.output<typeof erasurePreview>

const POLL_MS = 400
/** Two days are enough for any erasure. */
const POLLS_MAX = (48 * 3600 * 1000) / POLL_MS

/** homing people export-person | erase; homing erasures list | log | repeat */
export function erasureCommands(root: Command, cli: Cli): void {
  const people = root.commands.find((command) => command.name() === 'people')!
  people
    .command('export-person <person>')
    .description('everything that is kept about a person, as a ZIP')
    .requiredOption('--out <file>', 'where to write it')
    .action(async (typed: string, options: { out: string }, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      await download(await work.call('people.archive', { params }), work.terminal, options.out)
    })
  people
    .command('erase <person>')
    .description('what erasing a person would do; with --confirm, erase the person for good')
    .option('--confirm <name>', 'what the person is called, exactly')
    .action(async (typed: string, options: { confirm?: string }, command: Command) => {
      const work = open(cli, command)
      const params = { personId: await pickPerson(work.call, typed) }
      if (options.confirm === undefined) {
        const preview = await work.call('erasures.preview', { params })
        return work.print(preview, () => previewWords(preview, typed))
      }
      const body = { confirm: options.confirm }
      const started = await work.call('erasures.start', { params, body })
      const ended = await follow(work.call, started.id, progress(work.terminal, 'Erasing'))
      work.print(ended, () => erasureTable([ended]))
    })
  logCommands(root, cli)
}

function logCommands(root: Command, cli: Cli): void {
  const erasures = root.command('erasures').description('who was erased when; it names nobody')
  erasures
    .command('list')
    .description('the newest erasures, with how far they are')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('erasures.list', {})
      work.print(answer, () => erasureTable(answer.items) || 'Nobody was erased.\n')
    })
  erasures
    .command('log')
    .description('the log, to be kept beside the backups')
    .option('--out <file>')
    .action(async (options: { out?: string }, command: Command) => {
      const work = open(cli, command)
      await download(await work.call('erasures.log', {}), work.terminal, options.out)
    })
  erasures
    .command('repeat <log>')
    .description('erase again whom the log names, after an older backup was restored')
    .action(async (file: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>
      const answer = await work.call('erasures.repeat', { body: body as never })
      work.print(answer, () => {
        const passed = `the others are not in this database`
        return `${number(answer.erased)} of ${number(answer.read)} erased again; ${passed}.\n`
      })
    })
}

async function follow(call: Call, erasureId: number, bar: Progress): Promise<Erasure> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const now = await call('erasures.show', { params: { erasureId } })
    if (now.status === 'done') {
      bar.end('done')
      return now
    }
    if (now.step === 'waiting') {
      bar.end('nearly done; it waits for an import that is under way, and ends by itself')
      return now
    }
    bar.show({
      done: now.done,
      total: now.total,
      words: `${number(now.done)} pages looked through`,
    })
    await sleep(POLL_MS)
  }
  throw new Complaint(1, `Erasure ${erasureId} has not ended in two days.`)
}

function previewWords({ name, erased, kept, receipts, elsewhere }: Preview, typed: string): string {
  return [
    `${name} would be erased for good. What goes:\n`,
    table<Preview['erased'][number]>(
      [
        { title: 'COUNT', value: (row) => number(row.count), isFigure: true },
        { title: 'WHAT', value: (row) => row.what },
      ],
      erased,
    ),
    '\nWhat stays:\n',
    table<Preview['kept'][number]>(
      [
        { title: 'COUNT', value: (row) => number(row.count), isFigure: true },
        { title: 'WHAT', value: (row) => row.what },
        { title: 'WHY', value: (row) => row.why },
      ],
      kept,
    ),
    elsewhere.length === 0 ? '' : '\nAt the e-mail services:\n',
    ...elsewhere.map(({ connection, contacts, isAsked, rule }) => {
      const what = counted(contacts, 'contact', 'contacts')
      const does = isAsked ? 'will be deleted' : 'to delete by hand'
      return `${connection}: ${what} ${does}. ${rule}\n`
    }),
    `\n${counted(receipts, 'page', 'pages')} of e-mail services will be looked through.\n`,
    `To do it: homing people erase ${typed} --confirm ${JSON.stringify(name)}\n`,
  ].join('')
}

function elsewhereWords({ connection, state }: Erasure['elsewhere'][number]): string {
  return `${connection}: ${STATES[state]}`
}

const STATES = {
  waiting: 'asked',
  done: 'deleted',
  by_hand: 'by hand',
  failed: 'failed',
} as const

function erasureTable(items: readonly Erasure[]): string {
  if (items.length === 0) return ''
  return table<Erasure>(
    [
      { title: 'ID', value: (item) => String(item.id), isFigure: true },
      { title: 'STATUS', value: (item) => item.status },
      { title: 'STARTED', value: (item) => moment(item.startedAt) },
      { title: 'ENDED', value: (item) => moment(item.endedAt) },
      { title: 'BY', value: (item) => item.askedBy },
      {
        title: 'DONE',
        value: (item) =>
          item.outcome.map(({ name, count }) => `${number(count)} ${name}`).join(', ') || '-',
      },
      {
        title: 'ELSEWHERE',
        value: (item) => item.elsewhere.map(elsewhereWords).join(', ') || '-',
      },
    ],
    items,
  )
}
