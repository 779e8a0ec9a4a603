import type { Command } from 'commander'
import type { z } from 'zod'
import type { membership } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { positive } from '../paging.ts'
import { table, type Column } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

const MEMBERSHIPS: Column<z.output<typeof membership>>[] = [
  { title: 'List', value: (one) => String(one.listId), isFigure: true },
  { title: 'Name', value: (one) => one.list },
  { title: 'Service', value: (one) => one.connectionName },
  { title: 'Address', value: (one) => one.address },
  { title: 'Since', value: (one) => moment(one.since) },
]
const LISTS: Column<{ id: number; name: string; connectionName: string }>[] = [
  { title: 'List', value: (one) => String(one.id), isFigure: true },
  { title: 'There is', value: (one) => one.name },
  { title: 'Service', value: (one) => one.connectionName },
]

/** homing memberships list | add | remove */
export function membershipCommands(root: Command, cli: Cli): void {
  const group = root
    .command('memberships')
    .description('which lists of the services a person is on, and changes of them')
  group
    .command('list')
    .argument('<person>', 'the number of a person', positive)
    .description('the lists a person is on at each service, and the lists there are')
    .action(async (personId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('memberships.list', { query: { personId } })
      const held = () => table(MEMBERSHIPS, answer.items)
      work.print(answer, () => `${held()}\n${table(LISTS, answer.lists)}`)
    })
  group
    .command('add')
    .argument('<person>', 'the number of a person', positive)
    .argument('<list>', 'the number of a list', positive)
    .description('put a person on a list, at once')
    .action(async (personId: number, listId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const body = { adds: [{ personId, listId }] }
      const answer = await work.call('memberships.change', { body })
      work.print(answer, () => `Push ${answer.pushIds.join(', ')} is under way.\n`)
    })
  group
    .command('remove')
    .argument('<person>', 'the number of a person', positive)
    .argument('<list>', 'the number of a list', positive)
    .description('take a person off a list, at once; the person stays subscribed')
    .action(async (personId: number, listId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const held = await work.call('memberships.list', { query: { personId } })
      const removals = held.items
        .filter((one) => one.listId === listId)
        .map(({ addressId }) => ({ addressId, listId }))
      if (removals.length === 0) {
        throw new Complaint(1, `Person ${personId} is not on list ${listId}.`, {
          remedy: `homing memberships list ${personId} shows where they are.`,
        })
      }
      const answer = await work.call('memberships.change', { body: { removals } })
      work.print(answer, () => `Push ${answer.pushIds.join(', ')} is under way.\n`)
    })
}
