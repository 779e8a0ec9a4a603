import type { Command } from 'commander'
import type { z } from 'zod'
import type { goingOut, plannedWriteBacks } from '../../api/contract/index.ts'
import { pickConnection } from '../pick.ts'
import { sheet } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type GoingOut = z.output<typeof goingOut>
type Planned = z.output<typeof plannedWriteBacks>

/** homing going-out show | plan | approve | refuse */
export function goingOutCommands(root: Command, cli: Cli): void {
  const group = root
    .command('going-out')
    .description('opt-outs, corrections and dead addresses that a system must be told')
  group
    .command('show <connection>')
    .description('what waits, what was acknowledged, what fails, what is held')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('goingOut.show', { params })
      work.print(answer, () => goingOutSheet(answer))
    })
  group
    .command('plan <connection>')
    .description('what would be told now; nothing is')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('goingOut.plan', { params })
      work.print(answer, () => planSheet(answer))
    })
  const decide = (decision: 'approve' | 'refuse', words: string, done: string) =>
    group
      .command(`${decision} <connection>`)
      .description(words)
      .action(async (typed: string, _: unknown, command: Command) => {
        const work = open(cli, command)
        const params = { connectionId: await pickConnection(work.call, typed) }
        const { held } = await work.call('goingOut.show', { params })
        const heldAt = held?.heldAt ?? new Date(0).toISOString()
        const answer = await work.call('goingOut.decide', { params, body: { decision, heldAt } })
        work.print(answer, () => `${number(answer.decided)} ${done}.\n`)
      })
  decide('approve', 'tell the system what was held', 'will be told')
  decide('refuse', 'do not tell it; the opt-outs go on holding in Homing', 'will not be told')
}

function goingOutSheet(item: GoingOut): string {
  if (!item.canBeTold) return 'This connection cannot be told anything.\n'
  const { held } = item
  return sheet([
    ['Waiting', waiting(item)],
    ['Acknowledged', `${number(item.acknowledged)} within 24 hours`],
    ['To be confirmed', number(item.confirming)],
    ...item.failing.map(
      (one) => ['Failing', `${number(one.count)}: ${one.reason} (${one.whoMustAct})`] as const,
    ),
    ...(held === null
      ? []
      : [
          ['Held for you', `${number(held.count)}: ${held.reason}`] as const,
          ...held.sample.map((address) => ['Would go', address] as const),
        ]),
    ...(item.pausedUntil === null
      ? []
      : [['Paused until', `${moment(item.pausedUntil)}: ${item.fault}`] as const]),
  ])
}

function waiting({ waiting, waitingSince }: GoingOut): string {
  return waitingSince === null ? 'nothing' : `${number(waiting)}, since ${moment(waitingSince)}`
}

const VERBS: Record<Planned['verbs'][number]['verb'], string> = {
  opt_out: 'Unsubscribe',
  leave: 'Take off lists',
  resubscribe: 'Bring back',
  replace_address: 'Correct addresses',
  erase: 'Delete contacts of erased people',
  invalidate: 'Mark as invalid',
  validate: 'Mark as good again',
}

function planSheet({ isCompared, verbs, heldBecause }: Planned): string {
  if (verbs.length === 0) return 'Nothing would be told.\n'
  return sheet([
    ...verbs.flatMap(({ verb, count, sample }) => [
      [VERBS[verb], number(count)] as const,
      ...sample.map((address) => ['', address] as const),
    ]),
    ...(heldBecause === null ? [] : [['Would be held', heldBecause] as const]),
    ...(isCompared ? [] : [['Not compared', 'the contacts there have not been read yet'] as const]),
  ])
}
