import type { run } from '../../api/contract/index.ts'
import type { z } from 'zod'

export type Run = z.output<typeof run>

/** Whether the run is still to move. */
export function isOpen(it: Pick<Run, 'status'>): boolean {
  return it.status === 'queued' || it.status === 'running'
}

/** "Ada Example, by hand", "the schedule", "the API". */
export function startedByWords(it: Pick<Run, 'startedFrom' | 'startedBy'>): string {
  switch (it.startedFrom) {
    case 'schedule':
      return 'the schedule'
    case 'user':
      return it.startedBy ?? 'somebody by hand'
    case 'api':
      return it.startedBy === null ? 'the API' : `${it.startedBy}, through the API`
  }
}

/** How long it ran, or has been running by now; null before it began. Milliseconds. */
export function durationMs(it: Pick<Run, 'startedAt' | 'endedAt'>, now: number): number | null {
  if (it.startedAt === null) return null
  const end = it.endedAt === null ? now : Date.parse(it.endedAt)
  return Math.max(0, end - Date.parse(it.startedAt))
}

/** "12 s", "3 min 20 s", "2 h 5 min". */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 1) return 'under a second'
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return two(minutes, 'min', seconds % 60, 's')
  return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

/** Rows read and not written, all reasons together. */
export function skippedCount(it: Pick<Run, 'skipped'>): number {
  return it.skipped.reduce((sum, { count }) => sum + count, 0)
}

/** Events read a second; null where too little time has passed to say. */
export function eventsPerSecond(it: Run, now: number): number | null {
  const ms = durationMs(it, now)
  if (ms === null || ms < 1000) return null
  return it.eventsRead / (ms / 1000)
}

function two(first: number, firstUnit: string, second: number, secondUnit: string): string {
  const head = `${first} ${firstUnit}`
  return second === 0 ? head : `${head} ${second} ${secondUnit}`
}
