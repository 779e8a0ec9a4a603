import type { run } from '../../api/contract/index.ts'
import type { z } from 'zod'
import { t } from '../languages/messages.ts'

export type Run = z.output<typeof run>

/** Whether the run is still to move. */
export function isOpen(it: Pick<Run, 'status'>): boolean {
  return it.status === 'queued' || it.status === 'running' || it.status === 'waiting'
}

/** "Ada Example, by hand", "the schedule", "the API". */
export function startedByWords(it: Pick<Run, 'startedFrom' | 'startedBy'>): string {
  switch (it.startedFrom) {
    case 'schedule':
      return t`the schedule`
    case 'user':
      return it.startedBy ?? t`somebody by hand`
    case 'api':
      return it.startedBy === null ? t`the API` : t`${it.startedBy}, through the API`
    case 'signal':
      return t`a signal of the service`
  }
}

/** As startedByWords, in a line. */
export function startedWords(it: Pick<Run, 'startedFrom' | 'startedBy'>): string {
  const { startedBy: name } = it
  switch (it.startedFrom) {
    case 'schedule':
      return t`started by the schedule`
    case 'user':
      return name === null ? t`started by somebody by hand` : t`started by ${name}`
    case 'api':
      return name === null ? t`started by the API` : t`started by ${name}, through the API`
    case 'signal':
      return t`started by a signal of the service`
  }
}

/** How long it ran, or has been running by now; null before it began. Milliseconds. */
export function durationMs(it: Pick<Run, 'startedAt' | 'endedAt'>, now: number): number | null {
  if (it.startedAt === null) return null
  const end = it.endedAt === null ? now : Date.parse(it.endedAt)
  return Math.max(0, end - Date.parse(it.startedAt))
}

/** Rows read and not written, all reasons together. */
export function skippedCount(it: Pick<Run, 'skipped'>): number {
  return it.skipped.reduce((sum, { count }) => sum + count, 0)
}

/** Events read a second, and the time left as the steps went so far in ms; null while too early. */
export function pace(it: Run, now: number): { eventsPerSecond: number; msLeft: number } | null {
  const ms = durationMs(it, now)
  if (ms === null || ms < 2000 || it.stepsDone === 0 || it.stepsTotal === null) return null
  return {
    eventsPerSecond: Math.round(it.eventsRead / (ms / 1000)),
    msLeft: Math.max(0, ((it.stepsTotal - it.stepsDone) * ms) / it.stepsDone),
  }
}
