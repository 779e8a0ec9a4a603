import { findConnection, type KeptMapping } from '../../connections/index.ts'
import {
  fileState,
  listFiles,
  previewMapping,
  readMapping,
  saveMapping,
  showFile,
  takeFile,
} from '../../files/index.ts'
import type { files } from '../contract/files.ts'
import type { Handlers } from '../handler.ts'
import { byOf } from './pushes.ts'

export const fileHandlers: Handlers<keyof typeof files> = {
  'files.mapping': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      const { inForce, ...state } = await fileState(tx, homing, params.connectionId)
      return { ...state, inForce: inForce && shown(inForce) }
    }),

  'files.saveMapping': async ({ params, body, caller }, homing) => {
    await homing.database.inWorkspace(caller.workspaceId, (tx) =>
      findConnection(tx, params.connectionId),
    )
    const rules = readMapping(body.mapping)
    const wanted = { name: body.name, rules, from: body.from }
    return shown(await saveMapping(homing, byOf(caller), params.connectionId, wanted))
  },

  'files.preview': async ({ params, body, caller }, homing) => {
    await homing.database.inWorkspace(caller.workspaceId, (tx) =>
      fileState(tx, homing, params.connectionId),
    )
    const mapping = body.mapping === null ? null : readMapping(body.mapping)
    return previewMapping(Buffer.from(body.sample, 'base64'), body.fileName, mapping)
  },

  'files.list': ({ params, query, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      await findConnection(tx, params.connectionId)
      return listFiles(tx, params.connectionId, query)
    }),

  'files.take': ({ params, query, body, caller }, homing) => {
    const brought = { connectionId: params.connectionId, name: query.fileName }
    return takeFile(homing, byOf(caller), brought, body)
  },

  'files.show': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) => showFile(tx, params.fileId)),
}

function shown({ madeAt, ...mapping }: KeptMapping) {
  const rules = mapping.rules as Record<string, unknown>
  return { ...mapping, rules, madeAt: new Date(madeAt).toISOString() }
}
