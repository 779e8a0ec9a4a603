import { findConnection } from '../../connections/index.ts'
import { decideHeldChange, listHeldChanges, listKeptLists } from '../../lists/index.ts'
import type { lists } from '../contract/lists.ts'
import type { Handlers } from '../handler.ts'

export const listHandlers: Handlers<keyof typeof lists> = {
  'lists.list': ({ params: { connectionId }, caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, async (tx) => {
      await findConnection(tx, connectionId)
      return { items: await listKeptLists(tx, { workspaceId, connectionId }) }
    }),

  'heldChanges.list': ({ params: { connectionId }, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, async (tx) => {
      await findConnection(tx, connectionId)
      return { items: await listHeldChanges(tx, connectionId) }
    }),

  'heldChanges.decide': async ({ params, body, caller }, homing) => {
    const { workspaceId, id, name } = caller
    await homing.database.inWorkspace(workspaceId, (tx) =>
      decideHeldChange(tx, {
        workspaceId,
        id: params.heldChangeId,
        decision: body.decision,
        by: { workspaceId, id, name },
        now: homing.now(),
      }),
    )
    return undefined
  },
}
