import type { Command } from 'commander'
import { Complaint } from '../complaint.ts'
import { foot, paged, positive, readPages, type PageOptions } from '../paging.ts'
import { table } from '../table.ts'
import { moment, number } from '../words.ts'
import { open, type Cli } from '../work.ts'

interface Which {
  campaign?: number
  domain?: string
}

/** homing doubts groups | list | person | machine */
export function doubtCommands(root: Command, cli: Cli): void {
  const doubts = root
    .command('doubts')
    .description('opt-outs that no person may have made; they hold until somebody decides')
  doubts
    .command('groups')
    .description('by mailing and domain, the most first')
    .action(async (_: unknown, command: Command) => {
      const work = open(cli, command)
      const answer = await work.call('doubts.groups', {})
      work.print(answer, () =>
        answer.items.length === 0
          ? NOTHING
          : table(
              [
                { title: 'COUNT', value: (row) => number(row.count), isFigure: true },
                { title: 'DOMAIN', value: (row) => row.domain },
                { title: 'CAMPAIGN', value: (row) => row.campaign?.name ?? '-' },
                { title: 'ID', value: (row) => String(row.campaign?.id ?? '-'), isFigure: true },
                { title: 'WHAT SPEAKS AGAINST A PERSON', value: (row) => row.doubt },
              ],
              answer.items,
              work.terminal.width,
            ),
      )
    })
  paged(part(doubts.command('list')))
    .description('one by one, newest first')
    .action(async (options: PageOptions & Which, command: Command) => {
      const work = open(cli, command)
      const page = await readPages(options, (query) =>
        work.call('doubts.list', { query: { ...query, ...filterOf(options) } }),
      )
      work.print(page, () => {
        const rows = table(
          [
            { title: 'ID', value: (row) => String(row.factId), isFigure: true },
            { title: 'WHEN', value: (row) => moment(row.occurredAt) },
            { title: 'ADDRESS', value: (row) => row.address },
            { title: 'CAMPAIGN', value: (row) => row.campaign?.name ?? '-' },
            { title: 'WHAT SPEAKS AGAINST A PERSON', value: (row) => row.doubt },
          ],
          page.items,
          work.terminal.width,
        )
        return (page.items.length === 0 ? '' : rows) + foot(page, NOTHING.trim())
      })
    })
  decision(doubts, cli, 'person', 'it was the person: the opt-outs stand')
  decision(doubts, cli, 'machine', 'it was a machine: the opt-outs are lifted, with evidence')
}

const NOTHING = 'No opt-out is in doubt.\n'

function decision(doubts: Command, cli: Cli, name: 'person' | 'machine', words: string): void {
  part(doubts.command(name).argument('[ids...]', 'as the list shows them'))
    .description(words)
    .option('--evidence <text>', 'how it is known')
    .action(async (ids: string[], options: Which & { evidence?: string }, command: Command) => {
      const work = open(cli, command)
      const filter = filterOf(options)
      if (ids.length > 0 === Object.keys(filter).length > 0) {
        throw new Complaint(2, 'Name opt-outs, or a campaign or domain: one of the two.', {
          remedy: 'See homing doubts groups, and homing doubts list.',
        })
      }
      const which = ids.length > 0 ? { factIds: ids.map(positive) } : filter
      const { evidence = '' } = options
      const body = { decision: name, evidence, ...which }
      const answer = await work.call('doubts.decide', { body })
      const left = answer.leftAsTheyAre
      work.print(
        answer,
        () =>
          `${number(answer.decided)} decided, ${number(answer.lifted)} lifted`
          + `${left === 0 ? '' : `; ${number(left)} left: another opt-out holds`}.\n`,
      )
    })
}

function part(command: Command): Command {
  return command
    .option('--campaign <id>', 'of one mailing', positive)
    .option('--domain <name>', 'of addresses at one domain')
}

function filterOf({ campaign, domain }: Which): { campaignId?: number; domain?: string } {
  return {
    ...(campaign !== undefined && { campaignId: campaign }),
    ...(domain !== undefined && { domain }),
  }
}
