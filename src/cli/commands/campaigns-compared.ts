import type { Command } from 'commander'
import type { z } from 'zod'
import {
  COMPARED_MAX,
  COMPARED_MIN,
  FIGURE_TITLES,
  FIGURES,
  type contract,
  type figure,
} from '../../api/contract/index.ts'
import { audience } from '../audience-option.ts'
import { Complaint } from '../complaint.ts'
import { pickCampaign } from '../pick.ts'
import { table } from '../table.ts'
import { HIDDEN, number, rate } from '../words.ts'
import { open, type Cli } from '../work.ts'

type Compared = z.output<(typeof contract)['campaigns.compare']['answer']>
type FigureName = (typeof FIGURES)[number]

/** homing campaigns compare: several side by side, and together. */
export function compareCommand(campaigns: Command, cli: Cli): void {
  campaigns
    .command('compare <campaigns...>')
    .description(`${COMPARED_MIN} to ${COMPARED_MAX} campaigns side by side, by id or name`)
    .addOption(audience())
    .action(async (typed: string[], options: { audience: 'human' | 'all' }, command: Command) => {
      const work = open(cli, command)
      const ids = new Set<number>()
      for (const one of typed) ids.add(await pickCampaign(work.call, one))
      if (ids.size < COMPARED_MIN || ids.size > COMPARED_MAX) {
        throw new Complaint(2, `Name ${COMPARED_MIN} to ${COMPARED_MAX} different campaigns.`)
      }
      const query = { ids: [...ids].join(','), audience: options.audience }
      const found = await work.call('campaigns.compare', { query })
      work.print(found, () => comparisonTable(found, work.terminal.width))
    })
}

function comparisonTable({ items, together, best }: Compared, width: number | null): string {
  const rows = table<FigureName>(
    [
      { title: 'FIGURE', value: (name) => FIGURE_TITLES[name] },
      ...items.map(({ id, name: title, figures }) => ({
        title,
        value: (name: FigureName) => cell(figures[name]) + (best[name]?.includes(id) ? ' *' : ''),
        isFigure: true,
      })),
      { title: 'TOGETHER', value: (name) => cell(together[name]), isFigure: true },
    ],
    FIGURES,
    width,
  )
  return `${rows}* the best rate. Together: counts added up, each rate the ratio of these sums.\n`
}

function cell(value: z.output<typeof figure> | null): string {
  if (value === null) return HIDDEN
  const { count, rate: part } = value
  return part === null ? number(count) : `${number(count)} (${rate(part)})`
}
