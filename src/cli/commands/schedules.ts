import type { Command } from 'commander'
import type { z } from 'zod'
import { syncKind, type schedule } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { pickConnection } from '../pick.ts'
import { table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Schedule = z.output<typeof schedule>

interface SetOptions {
  every?: number
  at?: string
  on?: boolean
  off?: boolean
}

/** homing schedules list | set */
export function scheduleCommands(root: Command, cli: Cli): void {
  const group = root.command('schedules').description('when each kind is synced by itself')
  group
    .command('list <connection>')
    .description('the schedules of a connection, by id or name')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const { schedules } = await work.call('connections.show', { params })
      work.print({ items: schedules }, () => scheduleTable(schedules, work.terminal.width))
    })
  group
    .command('set <connection> <kind>')
    .description(`of ${syncKind.options.join(', ')}`)
    .option('--every <minutes>', 'every so many minutes', Number)
    .option('--at <time>', 'once a day, such as 02:00 in the firm’s time zone')
    .option('--on', 'sync it by itself')
    .option('--off', 'sync it only when somebody asks')
    .action(async (typed: string, kind: string, options: SetOptions, command: Command) => {
      const work = open(cli, command)
      const connectionId = await pickConnection(work.call, typed)
      const params = { connectionId, kind: kindOf(kind) }
      const changed = await work.call('schedules.change', { params, body: changeOf(options) })
      work.print(changed, () => scheduleTable(changed.schedules, work.terminal.width))
    })
}

/** "opt-outs" */
export function kindWord(kind: z.output<typeof syncKind>): string {
  return kind.replace('_', '-')
}

/** "every 30 minutes, next 2026-05-03 09:00 UTC" */
export function scheduleWords(item: Schedule): string {
  return item.isOn ? `${rhythm(item)}, next ${moment(item.nextAt)}` : 'only when somebody asks'
}

function rhythm({ everyMinutes, atTime }: Schedule): string {
  return everyMinutes === null ? `at ${atTime}` : `every ${number(everyMinutes)} minutes`
}

function scheduleTable(items: readonly Schedule[], width: number | null): string {
  return table<Schedule>(
    [
      { title: 'KIND', value: (item) => kindWord(item.kind) },
      { title: 'WHEN', value: (item) => (item.isOn ? rhythm(item) : 'off') },
      { title: 'NEXT', value: (item) => moment(item.nextAt) },
      { title: 'LAST GOOD', value: (item) => moment(item.lastGoodAt) },
    ],
    items,
    width,
  )
}

function kindOf(typed: string) {
  const kind = syncKind.safeParse(typed.replace('-', '_'))
  if (kind.success) return kind.data
  throw new Complaint(2, `There is no kind “${typed}”.`, {
    field: 'kind',
    remedy: `There are: ${syncKind.options.join(', ')}.`,
  })
}

function changeOf({ every, at, on, off }: SetOptions) {
  return {
    ...(every === undefined ? {} : { everyMinutes: every }),
    ...(at === undefined ? {} : { atTime: at }),
    ...(on || off ? { isOn: on === true } : {}),
  }
}
