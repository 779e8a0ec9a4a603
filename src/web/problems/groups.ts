import type { RowOf } from '../api.ts'

export type Problem = RowOf<'problems.list'>

export interface ProblemGroup {
  cause: string
  whoMustAct: Problem['whoMustAct']
  /** The first one's sentence and remedy stand for the group. */
  sentence: string
  remedy: string
  problems: Problem[]
  occurrences: number
  lastAt: string
}

/** Problems of one cause together, in the order in which each cause first appears. */
export function groupByCause(problems: readonly Problem[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>()
  for (const problem of problems) {
    const key = `${problem.cause}\n${problem.whoMustAct}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, groupOf(problem))
    else groups.set(key, joined(group, problem))
  }
  return [...groups.values()]
}

/** Who has to do something, in words a marketing assistant uses. */
export function whoActs(who: Problem['whoMustAct']): string {
  switch (who) {
    case 'you':
      return 'Needs you'
    case 'vendor':
      return 'The e-mail service must act'
    case 'homing':
      return 'A fault in Homing'
  }
}

function groupOf(problem: Problem): ProblemGroup {
  return {
    cause: problem.cause,
    whoMustAct: problem.whoMustAct,
    sentence: problem.sentence,
    remedy: problem.remedy,
    problems: [problem],
    occurrences: problem.occurrences,
    lastAt: problem.lastAt,
  }
}

function joined(group: ProblemGroup, problem: Problem): ProblemGroup {
  return {
    ...group,
    problems: [...group.problems, problem],
    occurrences: group.occurrences + problem.occurrences,
    lastAt: problem.lastAt > group.lastAt ? problem.lastAt : group.lastAt,
  }
}
