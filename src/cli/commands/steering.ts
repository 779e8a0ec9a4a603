import type { Command } from 'commander'
import { pickConnection } from '../pick.ts'
import { open, type Cli } from '../work.ts'

/** homing connections pause | resume | cap */
export function steeringCommands(group: Command, cli: Cli): void {
  const turn =
    (isPaused: boolean, done: string) => async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const changed = await work.call('connections.change', { params, body: { isPaused } })
      work.print(changed, () => `${changed.name} ${done}\n`)
    }
  group
    .command('pause <connection>')
    .description('read nothing until it is resumed; a run under way stops after the page at hand')
    .action(turn(true, 'is paused. A run under way goes on where it stopped once it is resumed.'))
  group
    .command('resume <connection>')
    .description('read again, beginning where it stopped')
    .action(turn(false, 'reads again, beginning where it stopped.'))
  group
    .command('cap <connection> <percent>')
    .description('hold back a read that takes away more than this share of what is held')
    .action(async (typed: string, percent: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const body = { removalsPercentMax: Number(percent) }
      const changed = await work.call('connections.change', { params, body })
      const { name, removalsPercentMax: cap } = changed
      work.print(changed, () => `${name}: up to ${cap} % of what is held may go unasked.\n`)
    })
  group
    .command('told-within <connection> <minutes>')
    .description('how long its system has to acknowledge an opt-out before somebody is told')
    .action(async (typed: string, minutes: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const body = { toldWithinMinutes: Number(minutes) }
      const changed = await work.call('connections.change', { params, body })
      const { name, toldWithinMinutes: within } = changed
      work.print(changed, () => `${name}: ${within} minutes to acknowledge an opt-out.\n`)
    })
}
