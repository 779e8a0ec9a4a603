import { parseArgs } from 'node:util'
import { ESP_NAMES, type EspName } from './esps/index.ts'

export const USAGE = `npm run faults -- [--esp E] [--runs N] [--seed S] [--only inline|child] [--json]
npm run faults -- --each [--esp E] [--seed S] [--verbose] [--json]

  --esp E      with which ESP: ${ESP_NAMES.join(', ')} (constant-contact);
               or all: runs are then shared out, and of --each every fault is played with one of
               those that know it, which one by the seed
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
  esps: readonly EspName[]
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
      esp: { type: 'string', default: 'constant-contact' },
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
    esps: espsMeant(values.esp),
    runs: wholeNumber('runs', values.runs, 1),
    seed: wholeNumber('seed', values.seed, 0),
    only,
    isEach: values.each,
    isVerbose: values.verbose,
    asJson: values.json,
  }
}

function espsMeant(asked: string): readonly EspName[] {
  if (asked === 'all') return ESP_NAMES
  const found = ESP_NAMES.filter((name) => name === asked)
  if (found.length > 0) return found
  throw new Error(`--esp is all or one of ${ESP_NAMES.join(', ')}.`)
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= least) return number
  throw new Error(`--${name} is a whole number from ${least}.`)
}
