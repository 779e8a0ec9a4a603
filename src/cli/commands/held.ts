import type { Command } from 'commander'
import type { z } from 'zod'
import type { heldChange } from '../../api/contract/index.ts'
import { positive } from '../paging.ts'
import { pickConnection } from '../pick.ts'
import { sheet } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type HeldChange = z.output<typeof heldChange>

/** homing held list | approve | refuse */
export function heldCommands(root: Command, cli: Cli): void {
  const group = root
    .command('held')
    .description('changes that would take away too much, waiting for a person')
  group
    .command('list <connection>')
    .description('what waits for a decision, with the reasons and some of what would go')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('heldChanges.list', { params })
      work.print(answer, () =>
        answer.items.length === 0
          ? 'Nothing waits for a decision.\n'
          : answer.items.map(heldSheet).join('\n'),
      )
    })
  const decide = (decision: 'approve' | 'refuse', words: string) =>
    group
      .command(decision)
      .argument('<id>', 'as the list shows it', positive)
      .description(words)
      .action(async (heldChangeId: number, _: unknown, command: Command) => {
        const work = open(cli, command)
        await work.call('heldChanges.decide', { params: { heldChangeId }, body: { decision } })
        work.print(null, () => `Change ${heldChangeId}: ${words}.\n`)
      })
  decide('approve', 'carried out as it was read')
  decide('refuse', 'thrown away; nothing was taken away')
}

function heldSheet(item: HeldChange): string {
  const { counts } = item
  return sheet([
    ['Change', String(item.id)],
    ['Of', item.kind],
    ['Read', moment(item.readAt)],
    ...item.reasons.map((reason) => ['Held because', reason] as const),
    ['Would add', `${number(counts.adds)}, and ${number(counts.joins)} to lists`],
    ['Would change', number(counts.changes)],
    ['Would remove', `${number(counts.removals)}, and ${number(counts.leaves)} from lists`],
    ...item.sample.map(({ from, what }) => ['Would go', `${what} (from ${from})`] as const),
  ])
}
