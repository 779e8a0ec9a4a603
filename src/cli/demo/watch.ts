import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '../../api/contract/client.ts'
import type { Terminal } from '../terminal.ts'
import { counted, number } from '../words.ts'
import { syncNow } from './job.ts'
import { readCampaigns, type CampaignResult } from './result.ts'

const PAUSE_MS = 20_000
/** A bar each time would be noise here. */
const UNSHOWN = { show: () => undefined, end: () => undefined }

/** Keeps bringing news while somebody watches, a quiet line each time. Ends only by its process. */
export async function watchNumbersMove(
  call: Call,
  bringNews: () => Promise<string>,
  terminal: Terminal,
): Promise<never> {
  let before = await newest(call)
  for (;;) {
    await sleep(PAUSE_MS)
    const news = await bringNews()
    const after = await newest(call)
    const words = `${clock()}  ${news}`
    const figures = after === null ? '' : `  ${after.name}: ${moved(before, after)}`
    terminal.err(terminal.isWatched ? `\r\x1b[2K${words}${figures}` : `${words}${figures}\n`)
    before = after
  }
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
