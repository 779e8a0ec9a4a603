import { createRandom } from '../sandbox/random.ts'
import { playChild } from './child.ts'
import { playInline } from './inline.ts'
import { eachOf } from './matrix.ts'
import { optionsOf, USAGE, type Options } from './options.ts'
import type { Findings } from './oracle.ts'
import { scheduleOf, type Schedule } from './schedule.ts'
import { openStage, type Stage } from './stage.ts'

interface Result {
  runs: number
  lost: number
  doubled: number
  wrongFlags: number
  /** What was not right, by name; of those, the ones that are seeds. */
  failed: string[]
  failedSeeds: number[]
}

interface Run {
  name: string
  seed: number | null
  schedule: Schedule
}

const TOLD_MAX = 12

/** npm run faults: plays run after run. The result on standard output, words on standard error. */
async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(USAGE)
    return
  }
  const sums = { runs: 0, lost: 0, doubled: 0, wrongFlags: 0 }
  const result: Result = { ...sums, failed: [], failedSeeds: [] }
  const stage = openStage()
  const began = performance.now()
  try {
    for (const run of runsOf(options)) await play(stage, options, run, result)
  } finally {
    await stage.close()
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  say(`${result.runs} runs in ${seconds} s`)
  process.stdout.write(options.asJson ? `${JSON.stringify(result)}\n` : `${inWords(result)}\n`)
  if (result.failed.length > 0) process.exitCode = 1
}

/** Every fault of the matrix by itself, or seed after seed, each with the next of the ESPs. */
function* runsOf(options: Options): Generator<Run> {
  const { esps, seed: first, runs } = options
  if (options.isEach) {
    for (const [name, schedule] of eachOf(esps, first)) yield { name, seed: null, schedule }
    return
  }
  for (let seed = first; seed < first + runs; seed++) {
    const esp = esps[seed % esps.length]!
    const schedule = scheduleOf(seed, createRandom(`schedule/${seed}`), esp)
    if (options.only !== null && schedule.kind !== options.only) continue
    yield { name: `${esp}, seed ${seed}`, seed, schedule }
  }
}

async function play(stage: Stage, options: Options, run: Run, result: Result): Promise<void> {
  const { name, seed, schedule } = run
  if (options.isVerbose) say(`\n${name}: ${JSON.stringify(schedule, null, 1)}`)
  const { lost, doubled, wrongFlags } = await findingsOf(stage, run)
  result.runs += 1
  result.lost += lost.length
  result.doubled += doubled.length
  result.wrongFlags += wrongFlags.length
  if (lost.length + doubled.length + wrongFlags.length === 0) return
  result.failed.push(name)
  if (seed !== null) result.failedSeeds.push(seed)
  say(`${name} (${schedule.kind}):`)
  for (const [word, lines] of Object.entries({ lost, doubled, wrong: wrongFlags })) {
    for (const line of lines.slice(0, options.isVerbose ? Infinity : TOLD_MAX)) {
      say(`  ${word}: ${line}`)
    }
  }
}

/** What is thrown is wrong too: the program's mistake, or this harness's. */
async function findingsOf(stage: Stage, { seed, schedule }: Run): Promise<Findings> {
  try {
    if (schedule.kind === 'child') return (await playChild(schedule)).found
    const { found, unmet } = await playInline(stage, schedule)
    // Chance may miss; a fault that is played for its own sake must strike.
    const missed = seed === null ? unmet.map((kind) => `${kind} met no request`) : []
    return { ...found, wrongFlags: [...found.wrongFlags, ...missed] }
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { lost: [], doubled: [], wrongFlags: [words] }
  }
}

function inWords({ runs, lost, doubled, wrongFlags, failed }: Result): string {
  const names = failed.length === 0 ? 'none' : failed.join(', ')
  return `${runs} runs: ${lost} lost, ${doubled} doubled, ${wrongFlags} wrong; failed: ${names}`
}

function say(words: string): void {
  process.stderr.write(`${words}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
