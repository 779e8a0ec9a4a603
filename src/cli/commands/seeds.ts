import type { Command } from 'commander'
import { Complaint } from '../complaint.ts'
import { table } from '../table.ts'
import { moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

/** homing seeds list | add | remove */
export function seedCommands(root: Command, cli: Cli): void {
  const seeds = root
    .command('seeds')
    .description('the seed list: colleagues who look at every mailing')
  seeds
    .command('list')
    .description('their addresses, with whoever uses them')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('seeds.list', {})
      work.print(answer, () =>
        answer.items.length === 0
          ? 'No address is on the seed list. Add one: homing seeds add <address>\n'
          : table(
              [
                { title: 'ADDRESS', value: (row) => row.address },
                { title: 'WHO', value: (row) => row.people.map((one) => one.name).join(', ') },
                { title: 'NOTE', value: (row) => row.note },
                { title: 'ADDED BY', value: (row) => row.addedBy },
                { title: 'ADDED', value: (row) => moment(row.addedAt) },
              ],
              answer.items,
              work.terminal.width,
            ),
      )
    })
  seeds
    .command('add <address>')
    .description('put a colleague’s address on it')
    .option('--note <text>', 'why', '')
    .action(async (address: string, options: { note: string }, command: Command) => {
      const work = open(cli, command)
      await work.call('seeds.add', { body: { address, note: options.note } })
      work.print(null, () => `${address} is on the seed list.\n`)
    })
  seeds
    .command('remove <address>')
    .description('take an address off it')
    .action(async (address: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const { items } = await work.call('seeds.list', {})
      const wanted = address.trim().toLowerCase()
      const found = items.find((one) => one.address.toLowerCase() === wanted)
      if (found === undefined) {
        const remedy = 'Look at homing seeds list.'
        throw new Complaint(1, `"${address}" is not on the seed list.`, { remedy })
      }
      await work.call('seeds.remove', { params: { addressId: found.addressId } })
      work.print(null, () => `${found.address} is off the seed list.\n`)
    })
}
