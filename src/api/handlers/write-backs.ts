import { findConnection } from '../../connections/index.ts'
import { personName } from '../../people/index.ts'
import {
  decideHeldWriteBacks,
  planWriteBacks,
  previewReturn,
  showGoingOut,
  toldOfPerson,
} from '../../sync/index.ts'
import type { writeBacks } from '../contract/write-backs.ts'
import type { Handlers } from '../handler.ts'

export const writeBackHandlers: Handlers<keyof typeof writeBacks> = {
  'goingOut.show': ({ params: { connectionId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, (tx) =>
      showGoingOut(tx, homing, { workspaceId, connectionId }),
    ),

  'goingOut.plan': ({ params: { connectionId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      await findConnection(tx, connectionId)
      return planWriteBacks(tx, { workspaceId, connectionId }, homing.now())
    }),

  'goingOut.decide': ({ params: { connectionId }, body, caller }, homing) => {
    const { workspaceId, id, name } = caller
    const by = { workspaceId, id, name }
    return homing.database.inWorkspace(workspaceId, async (tx) => ({
      decided: await decideHeldWriteBacks(tx, {
        workspaceId,
        connectionId,
        ...body,
        by,
        now: homing.now(),
      }),
    }))
  },

  'people.told': ({ params: { personId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      await personName(tx, workspaceId, personId)
      return { items: await toldOfPerson(tx, { workspaceId, personId }, homing.now()) }
    }),

  'people.previewOptIn': ({ params: { personId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      await personName(tx, workspaceId, personId)
      return { items: await previewReturn(tx, homing, { workspaceId, personId }) }
    }),
}
