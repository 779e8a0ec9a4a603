import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { activitiesTold, campaignTold, targetTold } from '../../api/contract/index.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { pickConnection } from '../pick.ts'
import { linkCommands } from './campaign-links.ts'
import { figureCommands } from './figure-fields.ts'
import { sheet, table, type Column } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Told = z.output<typeof activitiesTold>
type Campaign = z.output<typeof campaignTold>
type Target = z.output<typeof targetTold>
type Kind = Told['kinds'][number]['kind']

/** homing activities show | campaigns | targets | change | retry; campaigns there; figures */
export function activityCommands(root: Command, cli: Cli): void {
  const group = root
    .command('activities')
    .description('what a CRM is told of campaigns and of what their targets did')
  readCommands(group, cli)
  changeCommands(group, cli)
  linkCommands(group, cli)
  figureCommands(group, cli)
}

function readCommands(group: Command, cli: Cli): void {
  group
    .command('show <connection>')
    .description('which kinds it is told of, how much waits and what failed')
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await work.call('activities.show', { params })
      work.print(answer, () => toldSheet(answer))
    })
  paged(group.command('campaigns <connection>'))
    .description('the campaigns it is told of, newest first')
    .action(async (typed: string, options: PageOptions, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const answer = await readPages(options, (query) =>
        work.call('activities.campaigns', { params, query }),
      )
      work.print(answer, () => table(CAMPAIGNS, answer.items) + foot(answer, 'No campaign yet.'))
    })
  paged(group.command('targets <connection>'))
    .argument('<campaign>', 'the campaign’s number', positive)
    .addOption(new Option('--status <status>', 'only these').choices(STATUSES))
    .description('the recipients of a campaign, each with how it stands and why')
    .action(async (typed: string, campaignId: number, options: TargetOptions, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed), campaignId }
      const { status } = options
      const answer = await readPages(options, (page) => {
        const query = { ...page, ...(status !== undefined && { status }) }
        return work.call('activities.targets', { params, query })
      })
      work.print(answer, () => table(TARGETS, answer.items) + foot(answer, 'Nobody.'))
    })
}

interface ChangeOptions {
  on?: true
  off?: true
  since?: string
  skip?: Kind[]
}

function changeCommands(group: Command, cli: Cli): void {
  group
    .command('change <connection>')
    .option('--on', 'tell it')
    .option('--off', 'tell it nothing of activities; opt-outs are told all the same')
    .option('--since <day>', 'only campaigns sent since then, such as 2026-01-31')
    .addOption(new Option('--skip <kind...>', 'kinds it is not told of; all others are'))
    .description('choose what it is told of')
    .action(async (typed: string, options: ChangeOptions, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const { since, skip } = options
      const body = {
        ...(options.on && { isOn: true }),
        ...(options.off && { isOn: false }),
        ...(since !== undefined && { since: since.includes('T') ? since : `${since}T00:00:00Z` }),
        ...(skip !== undefined && { offKinds: skip }),
      }
      const answer = await work.call('activities.change', { params, body })
      work.print(answer, () => toldSheet(answer))
    })
  group
    .command('retry <connection>')
    .addOption(new Option('--campaign <number>', 'only of this one').argParser(positive))
    .description('tell it again what it did not take')
    .action(async (typed: string, options: { campaign?: number }, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const { campaign: campaignId } = options
      const body = campaignId === undefined ? {} : { campaignId }
      const answer = await work.call('activities.retry', { params, body })
      work.print(answer, () => `${number(answer.asked)} are told again.\n`)
    })
}

const STATUSES = ['told', 'waiting', 'failed', 'unknown'] as const
type TargetOptions = PageOptions & { status?: Target['status'] }

function toldSheet(item: Told): string {
  if (!item.canBeTold) return 'This connection cannot be told of activities.\n'
  return sheet([
    ['Told', item.isOn ? 'yes' : 'no: it is switched off'],
    ['Campaigns since', item.since === null ? '' : moment(item.since)],
    ...item.kinds.map(
      ({ kind, word, isOn }) =>
        [kind, word === null ? 'it has no place for it' : isOn ? word : 'not told'] as const,
    ),
    ['Campaigns', number(item.campaigns)],
    ['Recipients told', number(item.told)],
    ['Waiting', number(item.waiting)],
    ['Failed', number(item.failed + item.campaignsFailed)],
    ...(item.pausedUntil === null
      ? []
      : [['Paused until', `${moment(item.pausedUntil)}: ${item.fault}`] as const]),
  ])
}

const CAMPAIGNS: Column<Campaign>[] = [
  { title: 'Campaign', value: (one) => String(one.campaignId), isFigure: true },
  { title: 'Name', value: (one) => one.name },
  { title: 'Sent', value: (one) => moment(one.sentAt) },
  { title: 'Recipients', value: (one) => number(one.recipients), isFigure: true },
  { title: 'Told', value: (one) => number(one.told), isFigure: true },
  { title: 'Waiting', value: (one) => number(one.waiting), isFigure: true },
  { title: 'Failed', value: (one) => number(one.failed), isFigure: true },
  { title: 'Unknown there', value: (one) => number(one.unknown), isFigure: true },
  { title: 'There', value: (one) => one.outcome || one.remoteId },
]

const TARGETS: Column<Target>[] = [
  { title: 'Address', value: (one) => one.address },
  { title: 'Person', value: (one) => one.person },
  { title: 'Status', value: (one) => one.status },
  { title: 'Record', value: (one) => `${one.module} ${one.recordId}`.trim() },
  {
    title: 'What',
    value: (one) => one.activities.map(({ kind, count }) => `${kind} ${count}`).join(', '),
  },
  { title: 'Why', value: (one) => one.outcome },
]
