import type { Command } from 'commander'
import type { z } from 'zod'
import type { campaignInCrm, foundCampaign } from '../../api/contract/index.ts'
import { positive } from '../paging.ts'
import { pickConnection } from '../pick.ts'
import { table, type Column } from '../table.ts'
import { number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type InCrm = z.output<typeof campaignInCrm>
type Found = z.output<typeof foundCampaign>

/** homing activities of | find | link */
export function linkCommands(group: Command, cli: Cli): void {
  group
    .command('of')
    .argument('<campaign>', 'the campaign’s number', positive)
    .description('which campaign of each CRM a campaign is told to')
    .action(async (campaignId: number, _: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('activities.inCrms', { params: { campaignId } })
      const nothing = 'No CRM is told of campaigns.\n'
      work.print(answer, () => (answer.items.length === 0 ? nothing : table(CRMS, answer.items)))
    })
  group
    .command('find <connection> [words...]')
    .description('campaigns of a CRM with these words in their names')
    .action(async (typed: string, words: string[], _: unknown, command: Command) => {
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed) }
      const query = { words: words.join(' ') }
      const answer = await work.call('activities.find', { params, query })
      const foot = answer.hasMore ? 'There are more: say more of the name.\n' : ''
      const nothing = 'It has no such campaign.\n'
      work.print(answer, () =>
        answer.items.length === 0 ? nothing : table(FOUND, answer.items) + foot,
      )
    })
  linkCommand(group, cli)
}

interface LinkOptions {
  made?: true
  again?: true
}

function linkCommand(group: Command, cli: Cli): void {
  group
    .command('link <connection>')
    .argument('<campaign>', 'the campaign’s number', positive)
    .argument('[id]', 'the CRM’s own id of its campaign, as find shows it')
    .option('--made', 'have one made there, as it is without a choice')
    .option('--again', 'though another was told: that stays, and this one is told everything')
    .description('choose the campaign of a CRM that a campaign is told to')
    .action(async (...given: [string, number, string | undefined, LinkOptions, Command]) => {
      const [typed, campaignId, remoteId, { made, again }, command] = given
      if ((remoteId === undefined) !== (made === true)) {
        command.error('Say either the id of a campaign of the CRM, or --made.')
      }
      const work = open(cli, command)
      const params = { connectionId: await pickConnection(work.call, typed), campaignId }
      const body = { remoteId: remoteId ?? null, ...(again && { isAgain: true }) }
      const answer = await work.call('activities.link', { params, body })
      work.print(answer, () => table(CRMS, [answer]))
    })
}

const CRMS: Column<InCrm>[] = [
  { title: 'Connection', value: (one) => String(one.connectionId), isFigure: true },
  { title: 'Name', value: (one) => one.connection },
  { title: 'Its campaign', value: (one) => (one.isLinked ? one.linkName : 'is made for it') },
  { title: 'Id there', value: (one) => one.remoteId },
  { title: 'Stands', value: (one) => one.outcome || (one.status === 'none' ? '' : one.status) },
  { title: 'Told', value: (one) => number(one.told), isFigure: true },
]

const FOUND: Column<Found>[] = [
  { title: 'Id', value: (one) => one.id },
  { title: 'Name', value: (one) => one.name },
  { title: 'Begins', value: (one) => one.day ?? '' },
  { title: 'Status', value: (one) => one.status },
]
