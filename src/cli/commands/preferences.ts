import { createReadStream } from 'node:fs'
import { InvalidArgumentError, type Command } from 'commander'
import { csvLine } from '../../platform/csv.ts'
import type { AnswerOf, Contract } from '../../api/contract/index.ts'
import type { Call } from '../../api/contract/client.ts'
import { Complaint } from '../complaint.ts'
import { positive } from '../paging.ts'
import { counted } from '../words.ts'
import { open, type Cli } from '../work.ts'

/** Addresses sent in one call; the API takes no more. */
const LINKS_A_CALL = 10_000
/** Characters of a list of addresses read at most: about a million addresses. */
const TEXT_MAX = 32 * 1024 * 1024

interface LinkOptions {
  campaign?: number
  file?: string
}

type Link = AnswerOf<Contract['preferenceLinks.make']>['items'][number]

/** homing preferences links | topic | change-key */
export function preferenceCommands(root: Command, cli: Cli): void {
  const preferences = root
    .command('preferences')
    .description('links to the preference page, for the mails of an ESP')
  preferences
    .command('links [addresses...]')
    .description('links for these addresses as CSV, with the header lines of RFC 8058')
    .option('--campaign <id>', 'the mailing they stand in', positive)
    .option('--file <file>', 'a file with an address on each line (- reads standard input)')
    .action(async (named: string[], options: LinkOptions, command: Command) => {
      const work = open(cli, command)
      const addresses = [...named, ...(await addressesIn(options.file, cli))]
      if (addresses.length === 0) {
        throw new Complaint(2, 'No address is given.', { remedy: 'Name some, or a --file.' })
      }
      const { items, problem } = await makeLinks(work.call, addresses, options.campaign ?? null)
      work.print(items, () => linksCsv(items))
      const missing = items.filter((item) => item.preferenceUrl === null).length
      if (missing > 0)
        work.terminal.err(`No link for ${counted(missing, 'address', 'addresses')}.\n`)
      if (problem !== null) work.terminal.err(`${problem}\n`)
    })
  preferences
    .command('topic')
    .argument('<campaign>', 'its id', positive)
    .argument('<topic>', 'the id of what the mailing is about, or none', topicId)
    .description('what leaving the mailing by its link leaves')
    .action(async (campaignId: number, topic: TopicId, _: unknown, command: Command) => {
      const work = open(cli, command)
      const body = { topicId: topic.id }
      const answer = await work.call('campaigns.setTopic', { params: { campaignId }, body })
      const words = answer.topic === null ? 'everything' : `“${answer.topic.name}”`
      work.print(answer, () => `Leaving it by its link leaves ${words}.\n`)
    })
  preferences
    .command('change-key')
    .option('--end-old-links', 'links that are out there lead nowhere from now on')
    .description('make links under a new key')
    .action(async (options: { endOldLinks?: true }, command: Command) => {
      const work = open(cli, command)
      const body = { endsOldLinks: options.endOldLinks === true }
      const answer = await work.call('preferencePage.changeKey', { body })
      work.print(answer, () => `Links are made under key ${answer.linkKey} from now on.\n`)
    })
}

async function makeLinks(call: Call, addresses: string[], campaignId: number | null) {
  const items: Link[] = []
  let problem: string | null = null
  for (let from = 0; from < addresses.length; from += LINKS_A_CALL) {
    const some = addresses.slice(from, from + LINKS_A_CALL)
    const answer = await call('preferenceLinks.make', { body: { addresses: some, campaignId } })
    items.push(...answer.items)
    problem = answer.baseUrlProblem
  }
  return { items, problem }
}

function linksCsv(items: Link[]): string {
  const head = ['email', 'preference_link', 'unsubscribe_link', 'list_unsubscribe', 'reason']
  return [head, ...items.map(cellsOf)].map(csvLine).join('')
}

function cellsOf(item: Link) {
  const header = item.headers?.['List-Unsubscribe']
  return [item.address, item.preferenceUrl, item.unsubscribeUrl, header, item.reason]
}

async function addressesIn(file: string | undefined, cli: Cli): Promise<string[]> {
  if (file === undefined) return []
  const source = file === '-' ? cli.stdin : createReadStream(file, 'utf8')
  let text = ''
  for await (const chunk of source) {
    text += String(chunk)
    if (text.length > TEXT_MAX) throw new Complaint(1, 'The list of addresses is too long.')
  }
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

interface TopicId {
  id: number | null
}

function topicId(text: string): TopicId {
  if (text === 'none') return { id: null }
  const id = Number(text)
  if (Number.isSafeInteger(id) && id > 0) return { id }
  throw new InvalidArgumentError('It must be the id of a topic, or none.')
}
