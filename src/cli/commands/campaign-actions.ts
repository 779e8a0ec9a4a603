import type { Command } from 'commander'
import type { z } from 'zod'
import type { raisedByRule } from '../../api/contract/index.ts'
import { pickCampaign } from '../pick.ts'
import { table } from '../table.ts'
import { number } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Raised = z.output<typeof raisedByRule>

/** homing campaigns actions: what the clicks on a campaign raised */
export function actionsCommand(campaigns: Command, cli: Cli): void {
  campaigns
    .command('actions <campaign>')
    .description(
      'click rules its clicks counted for; who they are: log --figure clicks --rule <id>',
    )
    .action(async (typed: string, _: unknown, command: Command) => {
      const work = open(cli, command)
      const campaignId = await pickCampaign(work.call, typed)
      const found = await work.call('campaigns.actions', { params: { campaignId } })
      work.print(found, () => actionTable(found.items, work.terminal.width) + foot(found))
    })
}

function actionTable(rows: readonly Raised[], width: number | null): string {
  if (rows.length === 0) return ''
  return table<Raised>(
    [
      { title: 'RULE', value: (row) => String(row.ruleId), isFigure: true },
      { title: 'NAME', value: (row) => row.rule },
      { title: 'RAISES', value: (row) => row.outcomes.map(outcomeWords).join(', ') },
      { title: 'PEOPLE', value: (row) => number(row.people), isFigure: true },
      { title: 'CLICKS', value: (row) => number(row.clicks), isFigure: true },
    ],
    rows,
    width,
  )
}

function outcomeWords({ kind, name, code, points }: Raised['outcomes'][number]): string {
  if (kind === 'tag') return `tag ${name}`
  return `${kind === 'interest' ? `interest ${code}` : `action ${name}`} ${number(points)}`
}

function foot(found: { items: readonly Raised[]; rules: number; behind: number }): string {
  const lines = []
  if (found.items.length === 0) {
    lines.push(
      found.rules === 0
        ? 'No click rule yet: homing click-rules add makes one.'
        : `No click counted for one of ${number(found.rules)} click rules.`,
    )
  }
  if (found.behind > 0) {
    lines.push(`${number(found.behind)} links have not been held against the newest rules yet.`)
  }
  return lines.map((line) => `${line}\n`).join('')
}
