import type { Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { connection, health } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { pickConnection } from '../pick.ts'
import { sheet, table } from '../table.ts'
import { moment, number } from '../words.ts'
import { kindWord, scheduleWords } from './schedules.ts'
import { steeringCommands } from './steering.ts'
import { open, type Cli, type Work } from '../work.ts'

export type Connection = z.output<typeof connection>
type Health = z.output<typeof health>

/** homing connections list | add | show | check | authorise | remove */
export function connectionCommands(root: Command, cli: Cli, leaveWith: (code: 1) => void): void {
  const group = root.command('connections').description('accounts at the senders Homing reads from')
  group
    .command('list')
    .description('connections with their health')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('connections.list', {})
      work.print(answer, () => connectionTable(answer.items, work.terminal.width))
    })
  group
    .command('add <connector>')
    .description('add a connection, such as: homing connections add constant-contact')
    .requiredOption('--settings <file>', 'JSON with the settings (- reads standard input)')
    .option('--name <name>')
    .action(async (connector: string, options: { settings: string; name?: string }, command) => {
      const work = open(cli, command)
      const settings = readSettings(options.settings)
      const name = options.name === undefined ? {} : { name: options.name }
      const made = await work.call('connections.create', { body: { connector, settings, ...name } })
      work.print(made, () => connectionSheet(made) + nextStep(made))
    })
  oneConnection(group, cli, leaveWith)
  steeringCommands(group, cli)
}

function oneConnection(group: Command, cli: Cli, leaveWith: (code: 1) => void): void {
  const on =
    (act: (work: Work, connectionId: number) => Promise<void>) =>
    async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      await act(work, await pickConnection(work.call, typed))
    }
  group
    .command('show <connection>')
    .description('one connection, by id or name')
    .action(
      on(async (work, connectionId) => {
        const found = await work.call('connections.show', { params: { connectionId } })
        work.print(found, () => connectionSheet(found) + healthLines(found.health))
      }),
    )
  group
    .command('check <connection>')
    .description('look at the account now: grant, scopes, reachability')
    .action(
      on(async (work, connectionId) => {
        const found = await work.call('connections.check', { params: { connectionId } })
        work.print(found, () => healthLines(found))
        if (!found.ok) leaveWith(1)
      }),
    )
  group
    .command('authorise <connection>')
    .description("print the vendor's consent page, to be opened in a browser")
    .action(
      on(async (work, connectionId) => {
        const answer = await work.call('connections.authorise', { params: { connectionId } })
        work.print(answer, () => `${answer.url}\n`)
      }),
    )
  group
    .command('remove <connection>')
    .description('remove a connection: its secrets are destroyed, what came home stays')
    .action(
      on(async (work, connectionId) => {
        await work.call('connections.remove', { params: { connectionId } })
        work.print(null, () => `Connection ${connectionId} is removed; what came home stays.\n`)
      }),
    )
}

function readSettings(file: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    throw new Complaint(2, `${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      field: 'settings',
      cause,
    })
  }
  try {
    const settings: unknown = JSON.parse(text)
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) {
      return settings as Record<string, unknown>
    }
  } catch {
    // Told below: the parser's own message could quote a secret out of the file.
  }
  throw new Complaint(2, `${file} holds no JSON object.`, {
    field: 'settings',
    remedy: 'Write the settings as {"clientId": "…", …}; docs/connectors.md names them all.',
  })
}

function connectionTable(items: readonly Connection[], width: number | null): string {
  if (items.length === 0) return 'No connection yet. Add one with homing connections add.\n'
  return table<Connection>(
    [
      { title: 'ID', value: (item) => String(item.id), isFigure: true },
      { title: 'NAME', value: (item) => item.name },
      { title: 'CONNECTOR', value: (item) => item.connectorTitle },
      { title: 'STATUS', value: (item) => item.status.replaceAll('_', ' ') },
      { title: 'HEALTH', value: (item) => healthWord(item.health) },
      { title: 'LAST PULL', value: (item) => moment(item.lastPullAt) },
      { title: 'NEXT RUN', value: (item) => moment(item.nextRunAt) },
    ],
    items,
    width,
  )
}

function connectionSheet(item: Connection): string {
  const { quota } = item
  return sheet([
    ['Connection', String(item.id)],
    ['Name', item.name],
    ['Connector', item.connectorTitle],
    ['Status', item.status.replaceAll('_', ' ')],
    ['Last pull', moment(item.lastPullAt)],
    ['Next run', moment(item.nextRunAt)],
    ...item.schedules.map((one) => [`Syncs ${kindWord(one.kind)}`, scheduleWords(one)] as const),
    ['Held back above', `${item.removalsPercentMax} % of what is held`],
    ['Opt-outs taken within', `${item.toldWithinMinutes} minutes`],
    ...(quota === null ? [] : [['Requests today', quotaWords(quota)] as const]),
    ...Object.entries(item.settings).map(([name, value]) => [name, String(value)] as const),
  ])
}

/** "214 of 10,000, at this pace they suffice; new budget 2026-05-04 00:00 UTC" */
export function quotaWords(quota: NonNullable<Connection['quota']>): string {
  const { usedToday, perDay, resetsAt, lastsUntil } = quota
  const forecast = lastsUntil === null ? 'they suffice' : `they last until ${moment(lastsUntil)}`
  const used = `${number(usedToday)} of ${number(perDay)}`
  return `${used}, at this pace ${forecast}; new budget ${moment(resetsAt)}`
}

function healthWord(found: Health | null): string {
  if (found === null) return 'not looked at'
  return found.ok ? 'ok' : 'not ok'
}

function healthLines(found: Health | null): string {
  if (found === null) return ''
  const lines = found.checks.map((check) => {
    const remedy = !check.ok && check.remedy ? `\n        Remedy: ${check.remedy}` : ''
    return `${check.ok ? 'ok      ' : 'not ok  '}${check.name}: ${check.sentence}${remedy}\n`
  })
  return `Account ${found.account}\n${lines.join('')}`
}

function nextStep(made: Connection): string {
  if (made.status === 'active') return `Bring its news home with: homing sync ${made.id}\n`
  return `It awaits authorisation: homing connections authorise ${made.id}\n`
}
