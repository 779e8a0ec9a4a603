import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { mappedGroup, topic } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { pickConnection, pickTopic } from '../pick.ts'
import { table } from '../table.ts'
import { number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Topic = z.output<typeof topic>
type Group = z.output<typeof mappedGroup>
type Kind = Group['kind']
type Needed = 'none' | 'implied' | 'express'

const KINDS: Kind[] = ['list', 'group', 'category', 'suppression_group']

interface Words {
  name?: string
  describe?: string
  group?: string
  needs?: Needed | 'firm'
}

/** homing topics list | add | change | archive | restore | group | groups | map | retire */
export function topicCommands(root: Command, cli: Cli): void {
  const topics = root.command('topics').description('what the firm writes about')
  topics
    .command('list')
    .description('topics in their order, archived ones last')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('topics.list', {})
      const names = new Map(answer.groups.map((group) => [group.id, group.name]))
      work.print(answer, () => topicTable(answer.topics, names, work.terminal.width))
    })
  changing(topics, cli)
  withWords(topics.command('add <name>'))
    .description('make a topic people may leave without leaving everything')
    .action(async (name: string, options: Words, command: Command) => {
      const work = open(cli, command)
      const words = await wordsOf(work.call, { ...options, name })
      const made = await work.call('topics.create', { body: { ...words, name } })
      work.print(made, () => `Topic ${made.id} is made.\n`)
    })
  topics
    .command('group <name>')
    .description('make a group: a heading for topics of one kind')
    .action(async (name: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const made = await work.call('topicGroups.create', { body: { name } })
      work.print(made, () => `Group ${made.id} is made.\n`)
    })
  mapping(topics, cli)
}

function withWords(command: Command): Command {
  return command
    .option('--describe <text>', 'what people read beside it')
    .option('--group <group>', 'the group it is in, by id or name')
    .addOption(
      new Option('--needs <consent>', 'what it needs').choices([
        'firm',
        'none',
        'implied',
        'express',
      ]),
    )
}

function changing(topics: Command, cli: Cli): void {
  withWords(topics.command('change <topic>'))
    .description('rename, describe, regroup a topic, or say what it needs')
    .option('--name <name>', 'its new name')
    .action(async (typed: string, options: Words, command: Command) => {
      const work = open(cli, command)
      const params = { topicId: await pickTopic(work.call, typed) }
      await work.call('topics.change', { params, body: await wordsOf(work.call, options) })
      work.print(null, () => 'Done.\n')
    })
  for (const name of ['archive', 'restore'] as const) {
    topics
      .command(`${name} <topic>`)
      .description(name === 'archive' ? 'offer it no more' : 'take it into use again')
      .action(async (typed: string, _: unknown, command: Command) => {
        const work = open(cli, command)
        const params = { topicId: await pickTopic(work.call, typed) }
        await work.call(`topics.${name}`, { params })
        work.print(null, () => `Topic ${params.topicId} is ${name}d.\n`)
      })
  }
}

interface MapOptions {
  kind: Kind
  topic: string[]
  yes?: boolean
}

function mapping(topics: Command, cli: Cli): void {
  topics
    .command('groups')
    .description('lists and groups of the ESPs, with the topics each stands for')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('mappings.list', { query: {} })
      work.print(answer, () => groupTable(answer.items, work.terminal.width))
    })
  ofKind(topics.command('map <connection> <id>'))
    .description('say which topics a group stands for; tells what that does, --yes does it')
    .requiredOption('--topic <topics...>', 'by id or name')
    .option('--yes', 'do it; without, it is only told')
    .action(async (connection: string, externalId: string, options: MapOptions, command) => {
      const work = open(cli, command as Command)
      const connectionId = await pickConnection(work.call, connection)
      const topicIds: number[] = []
      for (const typed of options.topic) topicIds.push(await pickTopic(work.call, typed))
      const body = { connectionId, kind: options.kind, externalId, topicIds }
      const effect = await work.call('mappings.preview', { body })
      if (options.yes === true) await work.call('mappings.create', { body })
      const done = options.yes === true ? 'Mapped.' : 'Nothing is changed yet: add --yes.'
      work.print(effect, () => `${effect.sentence}\n${done}\n`)
    })
  ofKind(topics.command('retire <connection> <id>'))
    .description('end a mapping for what comes; what was read by it keeps its meaning')
    .requiredOption('--topic <topic>', 'by id or name')
    .action(
      async (connection: string, externalId: string, options: { kind: Kind; topic: string }, c) => {
        const work = open(cli, c as Command)
        const connectionId = await pickConnection(work.call, connection)
        const topicId = await pickTopic(work.call, options.topic)
        const body = { connectionId, kind: options.kind, externalId, topicId }
        await work.call('mappings.retire', { body })
        work.print(null, () => 'Retired.\n')
      },
    )
}

function ofKind(command: Command): Command {
  return command.addOption(new Option('--kind <kind>').choices(KINDS).default('list'))
}

async function wordsOf(call: Parameters<typeof pickTopic>[0], options: Words) {
  const { name, describe, group, needs } = options
  return {
    ...(name !== undefined && { name }),
    ...(describe !== undefined && { description: describe }),
    ...(group !== undefined && { groupId: await groupId(call, group) }),
    ...(needs !== undefined && { consentNeeded: needs === 'firm' ? null : needs }),
  }
}

async function groupId(call: Parameters<typeof pickTopic>[0], typed: string): Promise<number> {
  const { groups } = await call('topics.list', {})
  const wanted = typed.trim().toLowerCase()
  const found = groups.find((one) => String(one.id) === wanted || one.name.toLowerCase() === wanted)
  if (found !== undefined) return found.id
  throw new Complaint(1, `There is no group of topics "${typed}".`, {
    field: 'group',
    remedy: 'Make it with homing topics group.',
  })
}

function topicTable(rows: readonly Topic[], groups: Map<number, string>, width: number | null) {
  if (rows.length === 0) return 'No topic yet.\n'
  const archivedLast = [...rows].sort(
    (a, b) => Number(a.archivedAt !== null) - Number(b.archivedAt !== null),
  )
  return table<Topic>(
    [
      { title: 'ID', value: (row) => String(row.id), isFigure: true },
      { title: 'TOPIC', value: (row) => row.name },
      { title: 'GROUP', value: (row) => groups.get(row.groupId ?? 0) ?? '-' },
      { title: 'NEEDS', value: (row) => row.consentNeeded ?? 'as the firm says' },
      { title: 'GROUPS AT ESPS', value: (row) => number(row.mappings), isFigure: true },
      { title: 'LEFT IT', value: (row) => number(row.optedOut), isFigure: true },
      { title: 'STATE', value: (row) => (row.archivedAt === null ? 'in use' : 'archived') },
    ],
    archivedLast,
    width,
  )
}

function groupTable(rows: readonly Group[], width: number | null): string {
  if (rows.length === 0) return 'No list has come home yet.\n'
  const live = (row: Group) => row.mappings.filter((one) => one.retiredAt === null)
  return table<Group>(
    [
      { title: 'CONNECTION', value: (row) => row.connectionName },
      { title: 'KIND', value: (row) => row.kind },
      { title: 'ID', value: (row) => row.externalId },
      { title: 'NAME', value: (row) => row.name },
      {
        title: 'STANDS FOR',
        value: (row) =>
          live(row)
            .map((one) => one.topic)
            .join(', ') || '-',
      },
      { title: 'LEFT IT', value: (row) => number(row.optOuts), isFigure: true },
      { title: 'NOTICE', value: noticeOf },
    ],
    rows,
    width,
  )
}

function noticeOf({ isOpen, formerName, goneAt }: Group): string {
  if (isOpen) return 'needs a topic'
  if (formerName !== null) return `was called ${formerName}`
  return goneAt === null ? '' : 'gone at the ESP'
}
