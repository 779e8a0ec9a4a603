import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { Call } from '../api/contract/client.ts'
import type { task } from '../api/contract/index.ts'
import { Complaint } from './complaint.ts'
import type { Progress } from './progress.ts'
import { counted, number } from './words.ts'

export type Task = z.output<typeof task>

const POLL_MS = 400
/** Two days are enough for any task. */
const POLLS_MAX = (48 * 3600 * 1000) / POLL_MS

/** Watches a task to its end, showing how far it is. Answers the task as it ended. */
export async function followTask(call: Call, taskId: number, progress: Progress): Promise<Task> {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    const now = await call('tasks.show', { params: { taskId } })
    if (now.endedAt !== null) {
      progress.end(taskWords(now))
      return now
    }
    progress.show({ done: now.done, total: now.total, words: `${number(now.done)} done` })
    await sleep(POLL_MS)
  }
  throw new Complaint(1, `Task ${taskId} has not ended in two days.`)
}

/** How a task ended, in a sentence. */
export function taskWords(task: Task): string {
  const outcome = task.outcome.map(({ name, count }) => `${number(count)} ${name}`)
  const parts = [counted(task.done, 'done', 'done'), ...outcome].join(', ')
  const message = task.message === null ? '' : `. ${task.message}`
  const undo = task.canUndo ? `. To take it back: homing problems undo ${task.id}` : ''
  return `${task.status}: ${parts}${message}${undo}`
}
