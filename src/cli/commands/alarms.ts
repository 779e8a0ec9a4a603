import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { alarm, freshness } from '../../api/contract/index.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { table } from '../table.ts'
import { counted, moment } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Alarm = z.output<typeof alarm>
type Freshness = z.output<typeof freshness>
type State = Alarm['state']
const DAY_MS = 24 * 3_600_000

/** homing alarms list | silence | hear, homing freshness */
export function alarmCommands(root: Command, cli: Cli): void {
  const alarms = root.command('alarms').description('what has gone silent or will be lost')
  paged(alarms.command('list'))
    .description('alarms, newest first')
    .addOption(new Option('--state <state>').choices(['open', 'silenced', 'over']).default('open'))
    .action(async (options: PageOptions & { state: State }, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) =>
        work.call('alarms.list', { query: { ...query, state: options.state } }),
      )
      work.print(page, () => {
        const nothing = `No alarm is ${options.state}.`
        return alarmTable(page.items, work.terminal.width) + foot(page, nothing)
      })
    })
  alarms
    .command('silence')
    .argument('<id>', 'as the list shows it', positive)
    .requiredOption('--days <days>', 'for how many days', positive)
    .description('hear nothing of an alarm for some days')
    .action(async (alarmId: number, { days }: { days: number }, command: Command) => {
      const work = open(cli, command)
      const until = new Date(Date.now() + days * DAY_MS).toISOString()
      const answer = await work.call('alarms.silence', { params: { alarmId }, body: { until } })
      work.print(answer, () => `Silent until ${moment(answer.silencedUntil)}: ${answer.title}\n`)
    })
  alarms
    .command('hear')
    .argument('<id>', 'as the list shows it', positive)
    .description('hear of a silenced alarm again')
    .action(async (alarmId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const body = { until: null }
      const answer = await work.call('alarms.silence', { params: { alarmId }, body })
      work.print(answer, () => `Heard of again: ${answer.title}\n`)
    })
  freshnessCommand(root, cli)
}

function freshnessCommand(root: Command, cli: Cli): void {
  root
    .command('freshness')
    .description('how fresh each connection is, and what will be lost if nobody acts')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const [fresh, named, retention] = await Promise.all([
        work.call('freshness.list', {}),
        work.call('connections.list', {}),
        work.call('retention.show', {}),
      ])
      const nameOf = new Map(named.items.map((one) => [one.id, one.name]))
      const connections = fresh.items.map((item) => ({
        name: nameOf.get(item.connectionId) ?? String(item.connectionId),
        ...item,
      }))
      work.print({ connections, retention }, () => {
        const width = work.terminal.width
        return freshnessTable(connections, width) + retentionTable(retention, width)
      })
    })
}

function alarmTable(alarms: readonly Alarm[], width: number | null): string {
  if (alarms.length === 0) return ''
  return table<Alarm>(
    [
      { title: 'ID', value: (item) => String(item.id), isFigure: true },
      { title: 'SEVERITY', value: (item) => item.severity.replace('_', ' ') },
      { title: 'SINCE', value: (item) => moment(item.since) },
      { title: 'WORSE', value: (item) => moment(item.dueAt) },
      { title: 'WHO MUST ACT', value: (item) => item.whoMustAct },
      { title: 'ALARM', value: (item) => item.sentence },
      { title: 'NEXT STEP', value: (item) => item.nextStep },
    ],
    alarms,
    width,
  )
}

function freshnessTable(
  rows: readonly (Freshness & { name: string })[],
  width: number | null,
): string {
  if (rows.length === 0) return 'No connection yet.\n'
  return table<(typeof rows)[number]>(
    [
      { title: 'CONNECTION', value: (row) => row.name },
      { title: 'STATE', value: (row) => row.state },
      { title: 'LAST EVENT', value: (row) => moment(row.lastEventAt) },
      { title: 'LEARNT', value: (row) => moment(row.lastLearntAt) },
      { title: 'LAST PULL', value: (row) => moment(row.lastPullAt) },
      { title: 'NEXT', value: (row) => moment(row.nextPullAt) },
      { title: 'WHY', value: (row) => row.reasons.join(' ') },
    ],
    rows,
    width,
  )
}

interface AtStake {
  campaign: { name: string }
  vendor: string
  lastPullAt: string | null
  retention: { endsAt: string; isDocumented: boolean }
}

function retentionTable(
  { items, atStake, downloaded }: { items: AtStake[]; atStake: number; downloaded: number },
  width: number | null,
): string {
  if (atStake === 0) return `\nNothing will be lost: ${counted(downloaded, 'campaign')} all here.\n`
  const rows = table<AtStake>(
    [
      { title: 'NOT ALL HERE', value: (row) => row.campaign.name },
      { title: 'KEPT UNTIL', value: (row) => moment(row.retention.endsAt) },
      { title: 'SURE', value: (row) => (row.retention.isDocumented ? 'yes' : 'a guess') },
      { title: 'READ IN FULL', value: (row) => moment(row.lastPullAt) },
      { title: 'AT', value: (row) => row.vendor },
    ],
    items,
    width,
  )
  const more = atStake - items.length
  return `\n${rows}${more > 0 ? `And ${more} more.\n` : ''}`
}
