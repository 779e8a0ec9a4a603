import { parseArgs } from 'node:util'

export const USAGE = `npm run bench -- [--events N] [--full] [--batch N] [--engine pglite|postgres] [--seed N] [--json]

  --events N   events of the largest world (1000000)
  --full       five million; takes the better part of an hour
  --batch N    events a transaction (50000)
  --engine E   one engine only
  --seed N     another world (1)
  --json       the figures as one JSON document
  --hooks      measures the hook door instead (--hooks --help)
  --consent    measures the questions about consent instead (--consent --help)
  --activities tells a CRM what targets did instead (--activities --help)
  --segments   counts typical segments of a million people instead (--segments --help)
  --views      runs typical views of a firm with a million events instead (--views --help)
  --proof      freezes and compares an audience instead (--proof --help)
  --screens    uses the screens in a browser instead (--screens --help)

BENCH_DATABASE_URL names a PostgreSQL server one may make databases on. Without it a throw-away
server is started from the PostgreSQL that is installed; where none is, only PGlite is measured.
`

export interface Options {
  /** Events of each world, the smallest first. */
  sizes: number[]
  batchEvents: number
  engines: ('pglite' | 'postgres')[]
  seed: number
  asJson: boolean
}

const SMALLEST = 100_000
const MIDDLE = 1_000_000
const FULL = 5_000_000

/** Reads the arguments; throws with a sentence where they cannot be meant. */
export function optionsOf(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      events: { type: 'string', default: String(MIDDLE) },
      full: { type: 'boolean', default: false },
      batch: { type: 'string', default: '50000' },
      engine: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const largest = values.full ? FULL : wholeNumber('events', values.events, SMALLEST)
  return {
    sizes: [SMALLEST, MIDDLE, largest].filter((size, place, all) => {
      return size <= largest && all.indexOf(size) === place
    }),
    batchEvents: wholeNumber('batch', values.batch, 100),
    engines: enginesOf(values.engine),
    seed: wholeNumber('seed', values.seed, 0),
    asJson: values.json,
  }
}

function enginesOf(engine: string | undefined): Options['engines'] {
  if (engine === undefined) return ['pglite', 'postgres']
  if (engine === 'pglite' || engine === 'postgres') return [engine]
  throw new Error('--engine is pglite or postgres.')
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least) return number
  throw new Error(`--${name} is a whole number from ${least}.`)
}
