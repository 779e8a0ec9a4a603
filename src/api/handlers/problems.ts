import {
  countProblems,
  decideGroup,
  decideProblem,
  listProblems,
  mendProblem,
  problemGroups,
  showProblem,
  surroundingsOf,
} from '../../ledger/index.ts'
import type { problems } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'

export const problemHandlers: Handlers<keyof typeof problems> = {
  'problems.groups': async ({ query, caller }, { database }) => ({
    items: await database.inWorkspace(caller.workspaceId, (tx) => problemGroups(tx, query.status)),
  }),

  'problems.list': ({ query, caller }, { database, connectors }) =>
    database.inWorkspace(caller.workspaceId, (tx) => listProblems(tx, query, connectors)),

  'problems.count': ({ caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, countProblems),

  'problems.show': ({ params, caller }, { database, connectors }) =>
    database.inWorkspace(caller.workspaceId, (tx) => showProblem(tx, params.problemId, connectors)),

  'problems.surroundings': ({ params, caller }, { database, connectors }) =>
    database.inWorkspace(caller.workspaceId, (tx) =>
      surroundingsOf(tx, connectors, params.problemId),
    ),

  'problems.decide': ({ params, body, caller }, homing) =>
    decideProblem(homing, caller, params.problemId, body.decision),

  'problems.fix': ({ params, body, caller }, homing) =>
    mendProblem(homing, {
      workspaceId: caller.workspaceId,
      actor: { id: caller.id, name: caller.name },
      problemId: params.problemId,
      value: body.value,
    }),

  'problems.decideGroup': ({ params, body, caller }, homing) =>
    decideGroup(homing, {
      workspaceId: caller.workspaceId,
      name: caller.name,
      group: params.group,
      decision: body.decision,
    }),
}
