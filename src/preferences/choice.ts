import type { PageState } from './page-state.ts'

/** What a person can be in or out of on the page. */
export type PageMatter = 'everything' | number

export interface Change {
  matter: PageMatter
  optedIn: boolean
}

/** What somebody chose, before it is known what that changes. */
export type Choice =
  | { act: 'leave_everything' }
  | { act: 'return' }
  | { act: 'leave_topic'; topicId: number }
  /** shown: the topics that stood on the page when it was filled in. */
  | { act: 'save'; wanted: readonly number[]; shown: readonly number[] }
  /** Takes back what an earlier choice changed. */
  | { act: 'undo'; changes: readonly Change[] }

/**
 * What a choice changes of what holds; nothing where all of it holds already. Saving with nothing
 * ticked leaves everything. Coming back brings back what was ticked and nothing else: each topic
 * that was not is left by itself, also one the person has not seen yet. Pure.
 */
export function changesOf(state: PageState, choice: Choice): Change[] {
  switch (choice.act) {
    case 'leave_everything':
      return [{ matter: 'everything', optedIn: false }]
    case 'return':
      return state.isOut || state.needsConsent ? [{ matter: 'everything', optedIn: true }] : []
    case 'leave_topic':
      return [{ matter: choice.topicId, optedIn: false }]
    case 'save':
      return saved(state, new Set(choice.wanted), new Set(choice.shown))
    case 'undo':
      return choice.changes.filter((change) => isOther(state, change))
  }
}

function saved(state: PageState, wanted: Set<number>, shown: Set<number>): Change[] {
  const isReturning = state.isOut && wanted.size > 0
  const changes: Change[] = []
  if (wanted.size === 0) return state.isOut ? [] : [{ matter: 'everything', optedIn: false }]
  if (isReturning) changes.push({ matter: 'everything', optedIn: true })
  for (const topic of state.topics) {
    if (wanted.has(topic.id)) {
      if (!topic.isLeft && (isReturning || !topic.needsConsent)) continue
      changes.push({ matter: topic.id, optedIn: true })
    } else if (!topic.isLeft && (isReturning || (shown.has(topic.id) && !topic.needsConsent))) {
      changes.push({ matter: topic.id, optedIn: false })
    }
  }
  return changes
}

/** Whether it is not as the change says already. */
function isOther(state: PageState, { matter, optedIn }: Change): boolean {
  if (matter === 'everything') return optedIn === (state.isOut || state.needsConsent)
  const topic = state.topics.find((one) => one.id === matter)
  return topic !== undefined && optedIn === (topic.isLeft || topic.needsConsent)
}

/** What takes back the changes of a choice; those that changed nothing are left out. */
export function undoing(before: PageState, changes: readonly Change[]): Change[] {
  return changes
    .filter((change) => isOther(before, change))
    .map(({ matter, optedIn }) => ({ matter, optedIn: !optedIn }))
}

/** Whether a topic is written about. */
export function isWanted(state: PageState, topic: PageState['topics'][number]): boolean {
  return !state.isOut && !topic.isLeft && !topic.needsConsent
}
