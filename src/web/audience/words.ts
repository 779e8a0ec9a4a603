import type { AnswerTo } from '../api.ts'
import { counted, wholeNumber } from '../pieces/format.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Push = AnswerTo<'pushes.show'>
export type PushCount = Push['counts'][number]

/** What a push is called: by the lists it changes, or by what it tells. */
export function titleOf({ id, cause, lists }: Pick<Push, 'id' | 'cause' | 'lists'>): string {
  if (cause === 'details') return 'Details of contacts'
  return lists.length === 0 ? `Push ${id}` : lists.join(', ')
}

/** While something goes on, the screen looks again. */
export const LOOK_MS = 1_500

const UNDER_WAY: readonly Push['status'][] = ['planning', 'approved', 'running']

/** How soon to look again; false where nothing moves by itself. */
export function paceOf(push: Push | undefined): number | false {
  return push === undefined || UNDER_WAY.includes(push.status) ? LOOK_MS : false
}

/** Nothing more becomes of it. */
export function isOver({ status }: Pick<Push, 'status'>): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled'
}

export function stateOf({ status }: Pick<Push, 'status'>): { tone: Tone; word: string } {
  switch (status) {
    case 'draft':
      return { tone: 'plain', word: 'Draft' }
    case 'planning':
      return { tone: 'waiting', word: 'Being planned' }
    case 'planned':
      return { tone: 'plain', word: 'Planned, not started' }
    case 'held':
      return { tone: 'bad', word: 'Waits for an approval' }
    case 'approved':
    case 'running':
      return { tone: 'waiting', word: 'Under way' }
    case 'paused':
      return { tone: 'waiting', word: 'Paused' }
    case 'done':
      return { tone: 'good', word: 'Done' }
    case 'failed':
      return { tone: 'bad', word: 'Failed' }
    case 'cancelled':
      return { tone: 'plain', word: 'Cancelled' }
  }
}

/** People whose fate is settled, of those that were to be told. */
export function progressOf(push: Push): { done: number; total: number } {
  const sum = (...statuses: PushCount['status'][]) =>
    push.counts
      .filter((one) => statuses.includes(one.status))
      .reduce((total, one) => total + one.count, 0)
  const done = sum('done', 'failed')
  return { done, total: done + sum('waiting', 'sent') }
}

/** "120 will be added to Newsletter", "3 are on Newsletter already" … */
export function countWords({ status, verb, list, count, reason }: PushCount): string {
  const many = wholeNumber(count)
  const isOne = count === 1
  if (reason === 'already_there') return `${many} ${isOne ? 'is' : 'are'} on ${list} already`
  if (reason === 'not_there') return `${many} ${isOne ? 'is' : 'are'} not on ${list}`
  if (reason === 'same_there') return `${many} ${isOne ? 'has' : 'have'} the details already`
  if (verb === 'tell') return tellWords(status, counted(count, 'contact'), list)
  const what = verb === 'add' ? 'added to' : 'removed from'
  switch (status) {
    case 'chosen':
      return `${many} chosen to be ${what} ${list}`
    case 'waiting':
      return `${many} will be ${what} ${list}`
    case 'sent':
      return `${many} ${isOne ? 'is' : 'are'} being ${what} ${list}`
    case 'done':
      return `${many} ${isOne ? 'was' : 'were'} ${what} ${list}`
    case 'failed':
      return `${counted(count, 'person', 'people')} not taken for ${list}`
    default:
      return `${counted(count, 'person', 'people')} left out of ${list}`
  }
}

function tellWords(status: PushCount['status'], contacts: string, list: string): string {
  switch (status) {
    case 'done':
      return `${contacts} of ${list} changed`
    case 'failed':
      return `${contacts} of ${list} not changed`
    case 'skipped':
      return `${contacts} of ${list} left out`
    case 'sent':
      return `${contacts} of ${list} being changed`
    default:
      return `${contacts} of ${list} will be changed`
  }
}

const ITEM_STATES: Record<PushCount['status'], { tone: Tone; word: string }> = {
  chosen: { tone: 'plain', word: 'Chosen' },
  waiting: { tone: 'waiting', word: 'Waits' },
  sent: { tone: 'waiting', word: 'Asked' },
  done: { tone: 'good', word: 'Done' },
  not_needed: { tone: 'plain', word: 'Not needed' },
  skipped: { tone: 'plain', word: 'Left out' },
  failed: { tone: 'bad', word: 'Not taken' },
}

export function itemStateOf(status: PushCount['status']) {
  return ITEM_STATES[status]
}
