import { Argument, type Command } from 'commander'
import type { z } from 'zod'
import { FIGURE_TITLES, FIGURES, type definedFigure } from '../../api/contract/index.ts'
import { sheet } from '../table.ts'
import { open, type Cli } from '../work.ts'

type Defined = z.output<typeof definedFigure>

/** homing figures: what each counts, and how the connected e-mail services count the same. */
export function figuresCommand(root: Command, cli: Cli): void {
  root
    .command('figures')
    .description('what each figure counts, of what its rate is, and what is left out')
    .addArgument(new Argument('[figure]', 'one of them').choices([...FIGURES]))
    .action(async (name: string | undefined, _: unknown, command: Command) => {
      const work = open(cli, command)
      const told = await work.call('figures.list', {})
      const items = told.items.filter((figure) => name === undefined || figure.name === name)
      const rules = name === undefined ? told.rules.map((rule) => `${rule}\n`) : []
      work.print({ ...told, items }, () => [...items.map(figureSheet), ...rules].join('\n'))
    })
}

function figureSheet({ title, numerator, denominator, leftOut, note, esp }: Defined): string {
  return sheet([
    ['Figure', title],
    ['Counts', numerator],
    ['Rate of', denominator === null ? 'it has no rate' : FIGURE_TITLES[denominator]],
    ['Left out', leftOut],
    ['To know', note],
    ...esp.map(({ vendor, ...own }) => [vendor, espWords(own)] as const),
  ])
}

function espWords(own: Omit<Defined['esp'][number], 'vendor'>): string {
  const { metric, counts, resends, machines, open: doubt, source } = own
  const what = counts === 'people' ? 'people, each once' : 'every time it happened'
  const again = resends === 'once' ? 'a resend counts nobody twice' : 'a resend counts for itself'
  const who = machines === 'included' ? 'machines counted in' : 'machines left out'
  return [`${metric}: ${what}; ${again}; ${who}.`, doubt, `(${source})`].filter(Boolean).join(' ')
}
