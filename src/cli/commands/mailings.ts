import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { z } from 'zod'
import type { campaignDraft } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { pickCampaign, pickConnection } from '../pick.ts'
import { sheet } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Draft = z.output<typeof campaignDraft>

interface Words {
  name?: string
  description?: string
  subject?: string
  preheader?: string
  fromName?: string
  from?: string
  replyTo?: string
  html?: string
  connection?: string
  list?: string[]
  master?: string
}

/** homing campaigns make | edit | draft | tell | test | schedule | cancel | discard | adopt */
export function mailingCommands(campaigns: Command, cli: Cli): void {
  withWords(campaigns.command('make'))
    .description('begin a campaign here, blank or from an earlier one; nobody is told yet')
    .option('--copy-of <campaign>', 'with the content of one that was made here, by id or name')
    .action(async (options: Words & { copyOf?: string }, command: Command) => {
      const work = open(cli, command)
      const { copyOf } = options
      const from = copyOf === undefined ? {} : { copyOf: await pickCampaign(work.call, copyOf) }
      const body = { ...(await wordsOf(work, options)), ...from }
      show(work, await work.call('campaigns.make', { body }))
    })
  withWords(campaigns.command('edit <campaign>'))
    .description('change what is written of a campaign')
    .action(async (typed: string, options: Words, command: Command) => {
      const work = open(cli, command)
      const params = { campaignId: await pickCampaign(work.call, typed) }
      const { version, connection } = await work.call('campaigns.draft', { params })
      const words = await wordsOf(work, options, connection?.id)
      show(work, await work.call('campaigns.edit', { params, body: { ...words, version } }))
    })
  campaigns
    .command('test <campaign> <addresses...>')
    .description('have its service send a test to some addresses')
    .option('--message <text>', 'a word to them', '')
    .action(async (typed: string, addresses: string[], options: { message: string }, command) => {
      const work = open(cli, command as Command)
      const params = { campaignId: await pickCampaign(work.call, typed) }
      await work.call('campaigns.test', { params, body: { addresses, ...options } })
      work.print({ sent: addresses.length }, () => 'The test is on its way.\n')
    })
  campaigns
    .command('schedule <campaign>')
    .description('have it sent at a moment, or at once')
    .option('--at <moment>', 'ISO 8601: 2027-05-03T09:00:00+02:00')
    .option('--now', 'at once')
    .action(async (typed: string, options: { at?: string; now?: boolean }, command: Command) => {
      const work = open(cli, command)
      const at = momentOf(options)
      const params = { campaignId: await pickCampaign(work.call, typed) }
      show(work, await work.call('campaigns.schedule', { params, body: { at } }))
    })
  deeds(campaigns, cli)
}

const DEEDS = [
  ['draft', 'campaigns.draft', 'what is written, what its service holds, and what is missing'],
  ['tell', 'campaigns.tell', 'have its service hold it as it is written'],
  ['cancel', 'campaigns.cancel', 'take back the schedule: it is a draft again'],
  ['discard', 'campaigns.discard', 'give it up, at its service too'],
  ['adopt', 'campaigns.adopt', 'take over a draft that was made at its service'],
] as const

function deeds(campaigns: Command, cli: Cli): void {
  for (const [verb, route, description] of DEEDS) {
    campaigns
      .command(`${verb} <campaign>`)
      .description(description)
      .action(async (typed: string, _: unknown, command: Command) => {
        const work = open(cli, command)
        const params = { campaignId: await pickCampaign(work.call, typed) }
        show(work, await work.call(route, { params }))
      })
  }
}

function withWords(command: Command): Command {
  return command
    .option('--name <text>', 'how it is called')
    .option('--description <text>', 'what it is for; only colleagues see it')
    .option('--subject <text>')
    .option('--preheader <text>')
    .option('--from-name <text>', "the sender's name")
    .option('--from <address>', "the sender's address")
    .option('--reply-to <address>', 'where answers go')
    .option('--html <file>', 'the content, from a file')
    .option('--connection <connection>', 'the service it is sent with, by id or name')
    .option('--master <mailing>', 'the mailing of its service it is a copy of, by id or name')
    .option('--list <list...>', 'the lists it goes to, by id or name')
}

async function wordsOf(work: Work, options: Words, connectionBefore?: number) {
  const { connection, list, html, from, master, ...plain } = options
  const connectionId =
    connection === undefined ? connectionBefore : await pickConnection(work.call, connection)
  return {
    ...plain,
    ...(from !== undefined && { fromAddress: from }),
    ...(html !== undefined && { html: contentOf(html) }),
    ...(connection !== undefined && { connectionId }),
    ...(master !== undefined && { fields: { master: await masterIn(work, master, connectionId) } }),
    ...(list !== undefined && { lists: await listsOf(work, list, connectionId) }),
  }
}

async function listsOf(work: Work, typed: string[], connectionId: number | undefined) {
  if (connectionId === undefined) {
    throw new Complaint(2, 'Lists are those of a service: name it with --connection.')
  }
  const { lists } = await work.call('connections.mailingChoices', { params: { connectionId } })
  return typed.map((word) => {
    const found = lists.find(({ id, name }) => id === word || name === word)
    if (found === undefined) {
      const names = lists.map(({ name }) => name).join(', ')
      throw new Complaint(2, `There is no list “${word}”. There are: ${names}.`)
    }
    return { id: found.id, name: found.name }
  })
}

/** The one that is called so; of several with one name, the id says which. */
async function masterIn(work: Work, typed: string, connectionId: number | undefined) {
  if (connectionId === undefined) {
    throw new Complaint(2, 'Mailings are those of a service: name it with --connection.')
  }
  const { masters } = await work.call('connections.mailingChoices', { params: { connectionId } })
  const found = masters.filter(({ id, name }) => id === typed || name === typed)
  if (found.length === 1) return found[0]!.id
  const names = masters.map(({ id, name }) => `${name} (${id})`).join(', ')
  const fault = found.length === 0 ? 'There is no mailing' : 'There are several mailings'
  throw new Complaint(2, `${fault} “${typed}”. There are: ${names}.`)
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Complaint(2, `The content could not be read: ${(error as Error).message}`)
  }
}

function momentOf({ at, now }: { at?: string; now?: boolean }): string | null {
  if ((at === undefined) === (now !== true)) {
    throw new Complaint(2, 'Say when: --at with a moment, or --now.')
  }
  if (at === undefined) return null
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) throw new Complaint(2, `“${at}” is no moment.`)
  return moment.toISOString()
}

function show(work: Work, draft: Draft): void {
  work.print(draft, () => draftSheet(draft))
}

function draftSheet(draft: Draft): string {
  const held =
    draft.heldAt === null ? 'not held yet' : `${draft.heldStatus}, read ${moment(draft.heldAt)}`
  const lines: [string, string][] = [
    ['Campaign', `${draft.campaignId} ${draft.name}`],
    ['Status', draft.status],
    ['Subject', draft.subject],
    ['Lists', draft.lists.map(({ id, name }) => name || id).join(', ')],
    [draft.connection?.connectorTitle ?? 'Service', held],
    ...(draft.outcome === '' ? [] : ([['Outcome', draft.outcome]] as [string, string][])),
    ...draft.differences.map(({ field, here, there }): [string, string] => [
      `Differs: ${field}`,
      `“${there}” there, “${here}” here`,
    ]),
    ...draft.sendingLacks.map(({ field, sentence }): [string, string] => [
      `Missing: ${field}`,
      sentence,
    ]),
  ]
  return sheet(lines)
}
