import { createRandom } from '../sandbox/random.ts'
import { playChild } from './child.ts'
import { playInline } from './inline.ts'
import { optionsOf, USAGE, type Options } from './options.ts'
import type { Findings } from './oracle.ts'
import { scheduleOf, type Schedule } from './schedule.ts'
import { openStage, type Stage } from './stage.ts'

interface Result {
  runs: number
  lost: number
  doubled: number
  wrongFlags: number
  failedSeeds: number[]
}

const TOLD_MAX = 12

/** npm run faults: plays seed after seed. The result on standard output, words on standard error. */
async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(USAGE)
    return
  }
  const result: Result = { runs: 0, lost: 0, doubled: 0, wrongFlags: 0, failedSeeds: [] }
  const stage = openStage()
  const began = performance.now()
  try {
    for (let run = 0; run < options.runs; run++) {
      await playSeed(stage, options, options.seed + run, result)
    }
  } finally {
    await stage.close()
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  say(`${result.runs} runs in ${seconds} s`)
  process.stdout.write(options.asJson ? `${JSON.stringify(result)}\n` : `${inWords(result)}\n`)
  if (result.failedSeeds.length > 0) process.exitCode = 1
}

async function playSeed(stage: Stage, options: Options, seed: number, result: Result) {
  const schedule = scheduleOf(seed, createRandom(`schedule/${seed}`))
  if (options.only !== null && schedule.kind !== options.only) return
  if (options.isVerbose) say(`\nseed ${seed}: ${JSON.stringify(schedule, null, 1)}`)
  const { lost, doubled, wrongFlags } = await findingsOf(stage, schedule)
  result.runs += 1
  result.lost += lost.length
  result.doubled += doubled.length
  result.wrongFlags += wrongFlags.length
  if (lost.length + doubled.length + wrongFlags.length === 0) return
  result.failedSeeds.push(seed)
  say(`seed ${seed} (${schedule.kind}):`)
  for (const [word, lines] of Object.entries({ lost, doubled, wrong: wrongFlags })) {
    for (const line of lines.slice(0, options.isVerbose ? Infinity : TOLD_MAX)) {
      say(`  ${word}: ${line}`)
    }
  }
}

/** What is thrown is wrong too: the program's mistake, or this harness's. */
async function findingsOf(stage: Stage, schedule: Schedule): Promise<Findings> {
  try {
    return await (schedule.kind === 'child' ? playChild(schedule) : playInline(stage, schedule))
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { lost: [], doubled: [], wrongFlags: [words] }
  }
}

function inWords({ runs, lost, doubled, wrongFlags, failedSeeds }: Result): string {
  const seeds = failedSeeds.length === 0 ? 'none' : failedSeeds.join(', ')
  return `${runs} runs: ${lost} lost, ${doubled} doubled, ${wrongFlags} wrong; failed seeds: ${seeds}`
}

function say(words: string): void {
  process.stderr.write(`${words}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
