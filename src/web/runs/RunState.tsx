import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import type { Run } from './words.ts'

const STATES: Record<Run['status'], { tone: Tone; word: string }> = {
  queued: { tone: 'waiting', word: 'Waiting to start' },
  running: { tone: 'waiting', word: 'Running' },
  waiting: { tone: 'waiting', word: 'Waiting' },
  done: { tone: 'good', word: 'Done' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'plain', word: 'Cancelled' },
}

/** Where a run stands, as icon and word. */
export function RunState({ run }: { run: Pick<Run, 'status'> }) {
  const { tone, word } = STATES[run.status]
  return <StateBadge tone={tone}>{word}</StateBadge>
}
