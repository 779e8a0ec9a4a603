import type { Command } from 'commander'
import type { z } from 'zod'
import type { bounces } from '../../api/contract/index.ts'
import { Complaint } from '../complaint.ts'
import { followTask, taskWords } from '../follow-task.ts'
import { progress } from '../progress.ts'
import { sheet } from '../table.ts'
import { number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Policy = z.output<(typeof bounces)['bounces.policy']['answer']>

interface SetOptions {
  times?: number
  days?: number
  never?: boolean
}

/** homing bounces policy | set */
export function bounceCommands(root: Command, cli: Cli): void {
  const group = root.command('bounces').description('when soft bounces make an address invalid')
  group
    .command('policy')
    .description('the rule, and how many addresses it concerns')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const policy = await work.call('bounces.policy', {})
      work.print(policy, () => policySheet(policy))
    })
  group
    .command('set')
    .description('change the rule; every address is judged again')
    .option('--times <number>', 'so many in a row, without a sign of life in between', Number)
    .option('--days <number>', 'the first and the last at least so many days apart', Number)
    .option('--never', 'soft bounces never make an address invalid')
    .action(async (options: SetOptions, command: Command) => {
      const work = open(cli, command)
      const now = await work.call('bounces.policy', {})
      const body = changeOf(options, now)
      const { id } = await work.call('bounces.changePolicy', { body })
      const shown = progress(work.terminal, 'Judging addresses')
      const task = await followTask(work.call, id, shown)
      work.print(task, () => `${taskWords(task)}\n`)
    })
}

function changeOf({ times, days, never }: SetOptions, now: Policy) {
  if (times === undefined && days === undefined && !never) {
    throw new Complaint(2, 'Nothing is to be changed.', {
      remedy: 'Give --times, --days or --never.',
    })
  }
  return {
    softTimes: never ? null : (times ?? now.softTimes),
    softDays: days ?? now.softDays,
  }
}

function policySheet(policy: Policy): string {
  const rule =
    policy.softTimes === null
      ? 'never'
      : `after ${policy.softTimes} in a row, over ${policy.softDays} days or more`
  return sheet([
    ['Soft bounces end an address', rule],
    ['Addresses that bounced softly', number(policy.bouncing)],
    ['Of them invalid for it', number(policy.wornOut)],
  ])
}
