import type { AnswerTo } from '../api.ts'
import { msg, plural, t, tc } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import type { Tone } from '../pieces/StateBadge.tsx'

export type Push = AnswerTo<'pushes.show'>
export type PushCount = Push['counts'][number]

/** What a push is called: by the lists it changes, or by what it tells. */
export function titleOf({ id, cause, lists }: Pick<Push, 'id' | 'cause' | 'lists'>): string {
  if (cause === 'details') return t`Details of contacts`
  return lists.length === 0 ? t`Push ${id}` : lists.join(', ')
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
      return { tone: 'plain', word: t`Draft` }
    case 'planning':
      return { tone: 'waiting', word: t`Being planned` }
    case 'planned':
      return { tone: 'plain', word: t`Planned, not started` }
    case 'held':
      return { tone: 'bad', word: t`Waits for an approval` }
    case 'approved':
    case 'running':
      return { tone: 'waiting', word: t`Under way` }
    case 'paused':
      return { tone: 'waiting', word: t`Paused` }
    case 'done':
      return { tone: 'good', word: t`Done` }
    case 'failed':
      return { tone: 'bad', word: t`Failed` }
    case 'cancelled':
      return { tone: 'plain', word: t`Cancelled` }
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
export function countWords(one: PushCount): string {
  const { status, verb, list, count, reason } = one
  const many = wholeNumber(count)
  switch (reason) {
    case 'already_there':
      return plural(count, msg`${many} is on ${list} already`, msg`${many} are on ${list} already`)
    case 'not_there':
      return plural(count, msg`${many} is not on ${list}`, msg`${many} are not on ${list}`)
    case 'same_there':
      return plural(
        count,
        msg`${many} has the details already`,
        msg`${many} have the details already`,
      )
  }
  if (verb === 'tell') return tellWords(one)
  switch (status) {
    case 'failed':
      return plural(
        count,
        msg`${many} person not taken for ${list}`,
        msg`${many} people not taken for ${list}`,
      )
    case 'skipped':
    case 'not_needed':
      return plural(
        count,
        msg`${many} person left out of ${list}`,
        msg`${many} people left out of ${list}`,
      )
    default:
      return verb === 'add' ? addWords({ ...one, status }) : removeWords({ ...one, status })
  }
}

type Moving = PushCount & { status: 'chosen' | 'waiting' | 'sent' | 'done' }

function addWords({ status, list, count }: Moving): string {
  const many = wholeNumber(count)
  switch (status) {
    case 'chosen':
      return t`${many} chosen to be added to ${list}`
    case 'waiting':
      return plural(
        count,
        msg`${many} will be added to ${list}`,
        msg`${many} will be added to ${list}`,
      )
    case 'sent':
      return plural(
        count,
        msg`${many} is being added to ${list}`,
        msg`${many} are being added to ${list}`,
      )
    case 'done':
      return plural(count, msg`${many} was added to ${list}`, msg`${many} were added to ${list}`)
  }
}

function removeWords({ status, list, count }: Moving): string {
  const many = wholeNumber(count)
  switch (status) {
    case 'chosen':
      return t`${many} chosen to be removed from ${list}`
    case 'waiting':
      return plural(
        count,
        msg`${many} will be removed from ${list}`,
        msg`${many} will be removed from ${list}`,
      )
    case 'sent':
      return plural(
        count,
        msg`${many} is being removed from ${list}`,
        msg`${many} are being removed from ${list}`,
      )
    case 'done':
      return plural(
        count,
        msg`${many} was removed from ${list}`,
        msg`${many} were removed from ${list}`,
      )
  }
}

function tellWords({ status, list, count }: PushCount): string {
  const many = wholeNumber(count)
  switch (status) {
    case 'done':
      return plural(
        count,
        msg`${many} contact of ${list} changed`,
        msg`${many} contacts of ${list} changed`,
      )
    case 'failed':
      return plural(
        count,
        msg`${many} contact of ${list} not changed`,
        msg`${many} contacts of ${list} not changed`,
      )
    case 'skipped':
      return plural(
        count,
        msg`${many} contact of ${list} left out`,
        msg`${many} contacts of ${list} left out`,
      )
    case 'sent':
      return plural(
        count,
        msg`${many} contact of ${list} being changed`,
        msg`${many} contacts of ${list} being changed`,
      )
    default:
      return plural(
        count,
        msg`${many} contact of ${list} will be changed`,
        msg`${many} contacts of ${list} will be changed`,
      )
  }
}

const ITEM_STATES: Record<PushCount['status'], { tone: Tone; word: string }> = {
  chosen: { tone: 'plain', word: t`Chosen` },
  waiting: { tone: 'waiting', word: t`Waits` },
  sent: { tone: 'waiting', word: t`Asked` },
  done: { tone: 'good', word: t`Done` },
  not_needed: { tone: 'plain', word: t`Not needed` },
  skipped: { tone: 'plain', word: tc('push')`Left out` },
  failed: { tone: 'bad', word: t`Not taken` },
}

export function itemStateOf(status: PushCount['status']) {
  return ITEM_STATES[status]
}
