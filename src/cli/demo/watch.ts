import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '../../api/contract/client.ts'
import { explain } from '../complaint.ts'
import type { Terminal } from '../terminal.ts'
import { counted, number } from '../words.ts'
import { syncNow } from './job.ts'
import { readCampaigns, type CampaignResult } from './result.ts'

const PAUSE_MS = 20_000
/** So many rounds in a row fail only where Homing is gone for good. */
const FAILED_ROUNDS_MAX = 5
/** A bar each time would be noise here. */
const UNSHOWN = { show: () => undefined, end: () => undefined }

/**
 * Keeps bringing news while somebody watches, a quiet line each time. A round that fails is told and
 * tried again: on a busy machine an answer may be cut off now and then. Ends by its process, or with
 * the error of the last of `FAILED_ROUNDS_MAX` rounds that failed in a row.
 */
export async function watchNumbersMove(
  call: Call,
  bringNews: () => Promise<string>,
  terminal: Terminal,
  pause: () => Promise<unknown> = () => sleep(PAUSE_MS),
): Promise<never> {
  let before: CampaignResult | null = null
  let failed = 0
  for (let isFirst = true; ; isFirst = false) {
    try {
      const news = isFirst ? null : await bringNews()
      const after = await newest(call)
      const figures = after === null ? '' : `  ${after.name}: ${moved(before, after)}`
      if (news !== null) tellRound(terminal, `${news}${figures}`)
      before = after
      failed = 0
    } catch (error) {
      failed += 1
      if (failed === FAILED_ROUNDS_MAX) throw error
      tellRound(terminal, `${explain(error).detail} It is tried again.`)
    }
    await pause()
  }
}

function tellRound(terminal: Terminal, what: string): void {
  const words = `${clock()}  ${what}`
  terminal.err(terminal.isWatched ? `\r\x1b[2K${words}` : `${words}\n`)
}

/**
 * Syncs, and says what was new. A run that failed is told and tried again: the next may find the
 * sandbox in better shape.
 */
export async function newsBySync(call: Call, connectionId: number): Promise<string> {
  const run = await syncNow(call, connectionId, UNSHOWN)
  const news = counted(run.eventsWritten, 'new event')
  return run.status === 'done' ? news : `${run.status}: ${run.message}`
}

async function newest(call: Call): Promise<CampaignResult | null> {
  return (await readCampaigns(call))[0] ?? null
}

/** "opens 512 (+14), clicks 88" */
function moved(before: CampaignResult | null, after: CampaignResult): string {
  const names = { opens: 'opens', clicks: 'clicks', forwards: 'forwards', optOuts: 'opt-outs' }
  return Object.entries(names)
    .map(([name, title]) => {
      const now = after[name as keyof typeof names]
      const more = now - (before?.[name as keyof typeof names] ?? now)
      return `${title} ${number(now)}${more === 0 ? '' : ` (+${number(more)})`}`
    })
    .join(', ')
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8)
}
