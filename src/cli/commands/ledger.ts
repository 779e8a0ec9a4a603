import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { EVENT_KINDS } from '../../connectors/index.ts'
import { Complaint } from '../complaint.ts'
import { download } from '../download.ts'
import { progress } from '../progress.ts'
import { open, type Cli } from '../work.ts'

const MEGABYTE = 1_000_000

interface ExportOptions {
  format: 'csv' | 'parquet'
  out: string
  since?: string
  until?: string
  campaign: number[]
  kinds?: string
  after?: string
  upTo?: string
}

/** homing ledger position | export */
export function ledgerCommands(root: Command, cli: Cli): void {
  const group = root.command('ledger').description('every event, as files for other programs')
  group
    .command('position')
    .description('how far the ledger is known, for --after and --up-to')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('ledger.position', {})
      work.print(answer, () => `${answer.position}\n`)
    })
  group
    .command('export')
    .description('events as a file; the position it ends at is told on standard error')
    .addOption(new Option('--format <format>').choices(['csv', 'parquet']).default('csv'))
    .option('--out <file>', 'where it goes; - is standard output', '-')
    .option('--since <moment>', 'what happened from this moment on: 2026-05-01', momentOf)
    .option('--until <moment>', 'what happened before this moment', momentOf)
    .option('--campaign <id>', 'of this campaign; may be given several times', campaignsOf, [])
    .option('--kinds <kinds>', `separated by commas: ${EVENT_KINDS.join(', ')}`)
    .option('--after <position>', 'what came to be known since an earlier export ended')
    .option('--up-to <position>', 'what was known then: the same export once more')
    .action(async (options: ExportOptions, command: Command) => {
      const work = open(cli, command)
      const { format, out, campaign, since, until, kinds, after } = options
      if (format === 'parquet' && out === '-') {
        throw new Complaint(2, 'Parquet is no text: say where it goes, --out ledger.parquet.')
      }
      const upTo = options.upTo ?? (await work.call('ledger.position', {})).position
      const query = {
        ...{ since, until, kinds, after, upTo },
        ...(campaign.length > 0 && { campaigns: campaign.join(',') }),
      }
      const response = await work.call(`ledger.${format}`, { query })
      if (out === '-') await download(response, work.terminal)
      else await keep(response, out, work)
      work.terminal.err(`The next export goes on from here: --after ${upTo}\n`)
    })
}

/** Beside the file first: what broke off is no file, and what was there is as it was. */
async function keep(response: Response, file: string, { terminal }: Cli): Promise<void> {
  if (response.body === null) throw new Complaint(1, 'The server answered an empty file.')
  const part = `${file}.part`
  const bar = progress(terminal, 'Exporting')
  let bytes = 0
  const counting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length
      bar.show({ done: bytes, total: null, words: megabytes(bytes) })
      done(null, chunk)
    },
  })
  const body = Readable.fromWeb(response.body as ReadableStream)
  try {
    await pipeline(body, counting, createWriteStream(part))
  } catch (cause) {
    await rm(part, { force: true })
    throw new Complaint(1, `The export broke off after ${megabytes(bytes)}.`, {
      remedy: 'Nothing was written. Run the same command once more.',
      cause,
    })
  }
  await rename(part, file)
  bar.end(`${megabytes(bytes)} written to ${file}.`)
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`
}

/** A day is its beginning in UTC. */
function momentOf(text: string): string {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new InvalidArgumentError('That is no moment: 2026-05-01T09:00:00Z.')
  return new Date(at).toISOString()
}

function campaignsOf(text: string, before: number[]): number[] {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('That is no id of a campaign.')
  return [...before, Number(text)]
}
