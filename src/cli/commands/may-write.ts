import { Option, type Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { z } from 'zod'
import type { mayWriteAnswer } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { pickTopic } from '../pick.ts'
import { table } from '../table.ts'
import { counted, number } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Answer = z.output<typeof mayWriteAnswer>

/** Addresses one question may name, as the API takes them; more go in several. */
const ASKED_MAX = 10_000
/** Addresses one command takes. */
const ADDRESSES_MAX = 1_000_000

interface Options {
  topic?: string
  class: 'marketing' | 'transactional'
  file?: string
}

/** homing may-write: may these addresses be written to, and why? */
export function mayWriteCommand(root: Command, cli: Cli): void {
  root
    .command('may-write [addresses...]')
    .description('may these addresses be written to, and why? - reads them from standard input')
    .option('--file <file>', 'addresses from a file, one a line')
    .option('--topic <topic>', 'about this topic, by id or name')
    .addOption(
      new Option('--class <class>', 'of this class')
        .choices(['marketing', 'transactional'])
        .default('marketing'),
    )
    .action(async (given: string[], options: Options, command: Command) => {
      const work = open(cli, command)
      const addresses = await addressesOf(given, options.file, cli)
      const topicId = options.topic === undefined ? null : await pickTopic(work.call, options.topic)
      const answer = await ask(work, addresses, { topicId, class: options.class })
      work.print(answer, () => answerTable(answer.items, work.terminal.width))
      if (work.asJson) return
      const all = counted(answer.items.length, 'address', 'addresses')
      work.terminal.err(`${number(answer.mayWrite)} of ${all} may be written to.\n`)
    })
}

async function addressesOf(given: string[], file: string | undefined, cli: Cli) {
  const addresses = given.filter((one) => one !== '-')
  if (given.includes('-')) addresses.push(...linesOf(await text(cli.stdin)))
  if (file !== undefined) addresses.push(...linesOf(await read(file)))
  if (addresses.length > ADDRESSES_MAX) {
    throw new Complaint(1, `There are more than ${number(ADDRESSES_MAX)} addresses.`, {
      remedy: 'Split the file.',
    })
  }
  if (addresses.length > 0) return addresses
  throw new Complaint(2, 'No address was given.', {
    remedy: 'Name at least one address, a --file of them, or - for standard input.',
  })
}

function linesOf(words: string): string[] {
  return words
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Complaint(1, `${file} cannot be read.`, {
      remedy: error instanceof Error ? error.message : '',
    })
  }
}

async function ask(
  { call }: Work,
  addresses: readonly string[],
  about: { topicId: number | null; class: Options['class'] },
) {
  const items: Answer[] = []
  let mayWrite = 0
  let asOf = ''
  for (let from = 0; from < addresses.length; from += ASKED_MAX) {
    const body = { addresses: addresses.slice(from, from + ASKED_MAX), ...about }
    const answer = await call('consent.mayWrite', { body })
    items.push(...answer.items)
    mayWrite += answer.mayWrite
    asOf = answer.asOf
  }
  return { items, mayWrite, asOf }
}

function answerTable(rows: readonly Answer[], width: number | null): string {
  return table<Answer>(
    [
      { title: 'ADDRESS', value: (row) => row.address },
      { title: 'MAY WE', value: (row) => (row.mayWrite ? 'yes' : 'no') },
      { title: 'STATE', value: (row) => row.state },
      { title: 'WHY', value: (row) => row.sentence },
    ],
    rows,
    width,
  )
}
