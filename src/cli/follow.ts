import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { importRun, run } from '../api/contract/index.ts'
import type { Call } from '../api/contract/client.ts'
import { Complaint } from './complaint.ts'
import type { Progress } from './progress.ts'
import { counted, number } from './words.ts'

export type Run = z.output<typeof run>
export type ImportRun = z.output<typeof importRun>

const POLL_MS = 400
/** A run that waits for tomorrow's quota is still followed; two days are enough for anything. */
const POLLS_MAX = (48 * 3600 * 1000) / POLL_MS

/** Watches a run to its end, showing what it does. Answers the run as it ended. */
export async function followRun(call: Call, runId: number, progress: Progress): Promise<Run> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const now = await call('runs.show', { params: { runId } })
    if (isOver(now.status)) {
      progress.end(runWords(now))
      return now
    }
    const words = `${now.phase || now.status}, ${counted(now.eventsWritten, unitOf(now))}`
    progress.show({ done: now.stepsDone, total: now.stepsTotal, words })
    await sleep(POLL_MS)
  }
  throw new Complaint(1, `Run ${runId} has not ended in two days.`, { remedy: 'See its problems.' })
}

/** Watches an import to its end. Answers the import as it ended. */
export async function followImport(
  call: Call,
  importId: number,
  progress: Progress,
): Promise<ImportRun> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const now = await call('imports.show', { params: { importId } })
    if (isOver(now.status)) {
      progress.end(importWords(now))
      return now
    }
    const words = counted(now.rowsRead, 'row')
    progress.show({ done: now.bytesDone, total: now.bytesTotal, words })
    await sleep(POLL_MS)
  }
  throw new Complaint(1, `Import ${importId} has not ended in two days.`)
}

function isOver(status: string): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled'
}

/** How a run ended, in a sentence. */
export function runWords(run: Run): string {
  const counts =
    `${counted(run.eventsRead, unitOf(run))} read, ${number(run.eventsWritten)} new, `
    + `${counted(run.requests, 'request')}, ${counted(run.problems, 'problem')}`
  return `${run.status}: ${counts}${run.message === null ? '' : `. ${run.message}`}`
}

/** A CRM tells records of people; what else it tells is counted with them. */
function unitOf({ kinds }: Run): 'record' | 'event' {
  return kinds.includes('people') ? 'record' : 'event'
}

function importWords(done: ImportRun): string {
  const people =
    `${counted(done.peopleCreated, 'person', 'people')} created, `
    + `${number(done.peopleUpdated)} updated, `
    + `${number(done.peopleUnchanged)} unchanged`
  const organizations = `${counted(done.organizationsCreated, 'organization')} created`
  const refused = `${counted(done.rowsRefused, 'row')} refused`
  const words = `${done.status}: ${counted(done.rowsRead, 'row')}, ${people}, ${organizations}`
  const message = done.message === null ? '' : `. ${done.message}`
  return `${words}${consentWords(done)}${interestWords(done)}, ${refused}${message}`
}

/** What the rows stated of interests for the first time; nothing where they did not. */
function interestWords({ interestsStated }: ImportRun) {
  return interestsStated === 0 ? '' : `, ${counted(interestsStated, 'interest')} stated`
}

/** What the rows told of consent; nothing where they told none. */
function consentWords({ consentExpress, consentImplied, consentOut, consentLifts }: ImportRun) {
  if (consentExpress + consentImplied + consentOut === 0) return ''
  return (
    `, consent: ${number(consentExpress)} express, ${number(consentImplied)} implied, `
    + `${number(consentOut)} out, ${counted(consentLifts, 'opt-out')} lifted`
  )
}
