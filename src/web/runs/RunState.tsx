import { t } from '../languages/messages.ts'
import { StateBadge, type Tone } from '../pieces/StateBadge.tsx'
import type { Run } from './words.ts'

const STATES: Record<Run['status'], { tone: Tone; word: string }> = {
  queued: { tone: 'waiting', word: t`Waiting to start` },
  running: { tone: 'waiting', word: t`Running` },
  waiting: { tone: 'waiting', word: t`Waiting` },
  done: { tone: 'good', word: t`Done` },
  failed: { tone: 'bad', word: t`Failed` },
  cancelled: { tone: 'plain', word: t`Cancelled` },
}

/** Where a run stands, as icon and word. */
export function RunState({ run }: { run: Pick<Run, 'status'> }) {
  const { tone, word } = STATES[run.status]
  return <StateBadge tone={tone}>{word}</StateBadge>
}
