import type { Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { hook } from '../../api/contract/index.ts'
import { pickConnection } from '../pick.ts'
import { sheet, table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli, type Work } from '../work.ts'

type Hook = z.output<typeof hook>

/** homing hooks show | address | key | end-key | close | reopen */
export function hookCommands(root: Command, cli: Cli): void {
  const group = root.command('hooks').description('what senders deliver by themselves')
  const on: OnConnection = (act) => async (typed, options, command) => {
    const work = open(cli, command)
    await act(work, await pickConnection(work.call, typed), options)
  }
  group
    .command('show <connection>')
    .description('address, what proves deliveries, last delivery, refusals by reason')
    .action(
      on(async (work, connectionId) => {
        const found = await work.call('hooks.show', { params: { connectionId } })
        work.print(found, () => hookSheet(found, work.terminal.width))
      }),
    )
  group
    .command('address <connection>')
    .description('make or replace the hook address, shown this once')
    .option('--at-once', 'end the address before at once, and not in a day')
    .action(
      on<{ atOnce?: true }>(async (work, connectionId, { atOnce = false }) => {
        const given = { params: { connectionId }, body: { endsOldNow: atOnce } }
        const made = await work.call('hooks.makeAddress', given)
        work.print(made, () =>
          made.url === null
            ? 'It is made, and Homing enters it at the service.\n'
            : `${made.url}\n`,
        )
      }),
    )
  keyCommands(group, on)
  for (const [name, isClosed, words] of TURNS) {
    group
      .command(`${name} <connection>`)
      .description(words)
      .action(
        on(async (work, connectionId) => {
          const given = { params: { connectionId }, body: { isClosed } }
          const turned = await work.call('hooks.close', given)
          work.print(turned, () => hookSheet(turned, work.terminal.width))
        }),
      )
  }
}

type Act<Options> = (work: Work, connectionId: number, options: Options) => Promise<void>
type OnConnection = <Options>(
  act: Act<Options>,
) => (typed: string, options: Options, command: Command) => Promise<void>

function keyCommands(group: Command, on: OnConnection): void {
  group
    .command('key <connection>')
    .description('enter what proves deliveries, read from standard input; those before stay valid')
    .action(
      on(async (work, connectionId) => {
        const body = { key: readFileSync(0, 'utf8').trim() }
        const kept = await work.call('hooks.addKey', { params: { connectionId }, body })
        work.print(kept, () => hookSheet(kept, work.terminal.width))
      }),
    )
  group
    .command('end-key <connection>')
    .description('end a key that the sender no longer uses')
    .requiredOption('--id <id>', 'as homing hooks show --json names it')
    .action(
      on<{ id: string }>(async (work, connectionId, { id }) => {
        await work.call('hooks.endKey', { params: { connectionId, keyId: id } })
        work.print(null, () => 'It is ended.\n')
      }),
    )
}

const TURNS = [
  ['close', true, 'refuse deliveries; the schedule goes on'],
  ['reopen', false, 'take deliveries again'],
] as const

function enteredWords({ failure, registeredAt }: NonNullable<Hook['signals']>): string {
  if (failure !== null) return `not entered: ${failure.sentence}`
  return registeredAt === null ? 'not entered yet' : `seen ${moment(registeredAt)}`
}

function hookSheet(found: Hook, width: number | null): string {
  if (!found.isAvailable) return 'This sender delivers nothing by itself.\n'
  const { address, endingAddress, closed, keys, refused } = found
  const lines = sheet([
    ['Deliveries', closed === null ? 'taken in' : `refused since ${moment(closed.at)}`],
    ['Address', address === null ? 'none yet' : `ends in ${address.hint}`],
    ...(endingAddress === null
      ? []
      : [
          [
            'Before it',
            `ends in ${endingAddress.hint}, until ${moment(endingAddress.endsAt)}`,
          ] as const,
        ]),
    ...(found.signals === null
      ? [[found.keyKind.title, keys.length === 0 ? 'none yet' : `${keys.length} valid`] as const]
      : [['At the service', enteredWords(found.signals)] as const]),
    ['Last delivery', moment(found.lastDeliveryAt)],
    ['Taken in', number(found.stored)],
    ['Came again', number(found.repeated)],
    ['Waiting', number(found.waiting)],
  ])
  if (refused.length === 0) return lines
  return (
    lines
    + '\n'
    + table<Hook['refused'][number]>(
      [
        { title: 'REFUSED', value: (one) => number(one.count), isFigure: true },
        { title: 'WHY', value: (one) => one.sentence },
        { title: 'LAST', value: (one) => moment(one.lastAt) },
      ],
      refused,
      width,
    )
  )
}
