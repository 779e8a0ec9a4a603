import type { AnswerTo, RowOf } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'

export type Problem = RowOf<'problems.list'>
export type ProblemGroup = AnswerTo<'problems.groups'>['items'][number]
export type Task = AnswerTo<'tasks.show'>

/** Who has to do something, in words a marketing assistant uses. */
export function whoActs(who: Problem['whoMustAct']): string {
  switch (who) {
    case 'you':
      return tc('problem')`Needs you`
    case 'vendor':
      return t`The e-mail service must act`
    case 'homing':
      return t`Homing is on it`
  }
}

/** "89 done: 12 resolved, 77 still open." as a task ended, or how far it is. */
export function outcomeWords({ outcome, message }: Pick<Task, 'outcome' | 'message'>): string {
  const parts = outcome
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${said(name)}`)
  const words = parts.length === 0 ? t`Nothing was there to do` : parts.join(', ')
  return message === null ? `${words}.` : `${words}. ${said(message)}`
}
