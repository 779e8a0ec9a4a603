import type { Command } from 'commander'
import { Complaint } from '../complaint.ts'
import { followRun, type Run } from '../follow.ts'
import { pickCampaign, pickConnection } from '../pick.ts'
import { progress } from '../progress.ts'
import { open, type Cli, type Work } from '../work.ts'
import { runSheet } from './runs.ts'

interface SyncOptions {
  campaign?: string
  kinds?: string
  wait: boolean
}

/** homing sync */
export function syncCommand(root: Command, cli: Cli, leaveWith: (code: 1) => void): void {
  root
    .command('sync [connection]')
    .description('bring the news home now; without a connection, of all that are active')
    .option('--campaign <id or name>', 'this campaign only')
    .option('--kinds <names>', 'only these: opt_outs,totals,activities,lists,contacts')
    .option('--wait', 'stay until it has ended (the default)')
    .option('--no-wait', 'answer as soon as it is queued')
    .action(async (connection: string | undefined, options: SyncOptions, command: Command) => {
      const work = open(cli, command)
      if (connection !== undefined && options.campaign !== undefined) {
        throw new Complaint(2, 'Name a connection or a campaign, not both.', {
          field: 'campaign',
          remedy: 'A campaign knows the connection it came from.',
        })
      }
      const queued = await begin(work, connection, options)
      const runs = options.wait === false ? queued : await follow(work, queued)
      const answer = runs.length === 1 ? runs[0] : { items: runs }
      work.print(answer, () => runs.map(runSheet).join('\n'))
      if (runs.some((run) => run.status === 'failed')) leaveWith(1)
    })
}

async function begin(
  work: Work,
  connection: string | undefined,
  { campaign, kinds }: SyncOptions,
): Promise<Run[]> {
  const query = kinds === undefined ? {} : { kinds }
  if (campaign !== undefined) {
    const campaignId = await pickCampaign(work.call, campaign)
    return [await work.call('campaigns.sync', { params: { campaignId }, query })]
  }
  const ids =
    connection === undefined ? await active(work) : [await pickConnection(work.call, connection)]
  const runs: Run[] = []
  for (const connectionId of ids) {
    runs.push(await work.call('connections.sync', { params: { connectionId }, query }))
  }
  return runs
}

async function active(work: Work): Promise<number[]> {
  const { items } = await work.call('connections.list', {})
  const ids = items.filter((item) => item.status === 'active').map((item) => item.id)
  if (ids.length > 0) return ids
  throw new Complaint(1, 'There is no active connection to sync.', {
    remedy: 'See homing connections list; add one with homing connections add.',
  })
}

async function follow(work: Work, queued: readonly Run[]): Promise<Run[]> {
  const ended: Run[] = []
  for (const run of queued) {
    const title = run.campaign?.name ?? run.connectionName
    ended.push(await followRun(work.call, run.id, progress(work.terminal, title)))
  }
  return ended
}
