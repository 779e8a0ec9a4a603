import { parseArgs } from 'node:util'

export const USAGE = `npm run faults -- [--runs N] [--seed S] [--only inline|child] [--verbose] [--json]
npm run faults -- --each [--verbose] [--json]

  --runs N     random worlds x fault schedules x crash points (100)
  --seed S     the first seed (1); a run is its seed, and the same seed is the same run
  --only K     inline: simulated processes; child: real ones, killed by the kernel
  --each       every fault of the matrix by itself instead, each in a world of its own
  --verbose    tell each schedule, and what was wrong
  --json       the result as one JSON document

Status 1 where anything was lost, doubled or wrong. A failed seed is played again with
--runs 1 --seed S --verbose.
`

export interface Options {
  runs: number
  seed: number
  only: 'inline' | 'child' | null
  isEach: boolean
  isVerbose: boolean
  asJson: boolean
}

/** Reads the arguments; throws with a sentence where they cannot be meant. */
export function optionsOf(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      each: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const { only = null } = values
  if (only !== null && only !== 'inline' && only !== 'child') {
    throw new Error('--only is inline or child.')
  }
  return {
    runs: wholeNumber('runs', values.runs, 1),
    seed: wholeNumber('seed', values.seed, 0),
    only,
    isEach: values.each,
    isVerbose: values.verbose,
    asJson: values.json,
  }
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= least) return number
  throw new Error(`--${name} is a whole number from ${least}.`)
}
