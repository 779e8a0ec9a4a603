import { findConnection } from '../../connections/index.ts'
import {
  addSource,
  changeSource,
  findSource,
  listFound,
  listSources,
  lookNow,
  removeSource,
  viewOf,
} from '../../files/index.ts'
import type { fileSources } from '../contract/file-sources.ts'
import type { Handlers } from '../handler.ts'
import { byOf } from './pushes.ts'

export const fileSourceHandlers: Handlers<keyof typeof fileSources> = {
  'fileSources.list': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      await findConnection(tx, params.connectionId)
      return { items: await listSources(tx, homing, params.connectionId) }
    }),

  'fileSources.add': async ({ params, body, caller }, homing) =>
    viewOf(homing, await addSource(homing, byOf(caller), params.connectionId, body)),

  'fileSources.change': async ({ params, body, caller }, homing) =>
    viewOf(homing, await changeSource(homing, byOf(caller), params.sourceId, body)),

  'fileSources.remove': async ({ params, caller }, homing) => {
    await removeSource(homing, byOf(caller), params.sourceId)
    return undefined
  },

  'fileSources.look': async ({ params, caller }, homing) =>
    viewOf(homing, await lookNow(homing, byOf(caller), params.sourceId)),

  'fileSources.found': ({ params, query, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      await findSource(tx, params.sourceId)
      return listFound(tx, params.sourceId, query)
    }),
}
