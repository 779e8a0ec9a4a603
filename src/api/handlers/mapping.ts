import { compareDetails, showPush } from '../../audience/index.ts'
import { showDraft } from '../../campaigns/index.ts'
import { connectorOf, findConnection } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import {
  fieldsPartOf,
  fieldsThere,
  makeField,
  mappingOf,
  previewOf,
  restoreMapping,
  saveMapping,
  tagWarnings,
  versions,
} from '../../mapping/index.ts'
import { suggestRules } from '../../mapping/rules/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { mappings } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'
import { byOf } from './pushes.ts'

export const mappingHandlers: Handlers<keyof typeof mappings> = {
  'mapping.show': ({ params, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      const { part } = await espOf(tx, homing, params.connectionId)
      return mappingOf(tx, { workspaceId, ...params }, part)
    }),

  'mapping.save': async ({ params, body, caller, signal }, homing) => {
    const { workspaceId } = caller
    const esp = await fieldsThere(homing, { workspaceId, ...params, signal })
    const asked = { ...params, ...body, by: byOf(caller), now: homing.now() }
    return homing.database.inWorkspace(workspaceId, (tx) => saveMapping(tx, asked, esp))
  },

  'mapping.versions': ({ params, query, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      await espOf(tx, homing, params.connectionId)
      const before = query.after === undefined ? {} : { before: Number(query.after) }
      const of = { workspaceId, ...params }
      const found = await versions(tx, of, { limit: query.limit + 1, ...before })
      const items = found.slice(0, query.limit)
      return { items, next: found.length > query.limit ? String(items.at(-1)!.version) : null }
    }),

  'mapping.restore': ({ params, body, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      await espOf(tx, homing, params.connectionId)
      const asked = { ...params, ...body, by: byOf(caller), now: homing.now() }
      return restoreMapping(tx, asked)
    }),

  'mapping.preview': ({ params, body, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      const { connectionId, personId } = params
      const of = { workspaceId, connectionId }
      const { part, title } = await espOf(tx, homing, params.connectionId)
      const rules = body.rules ?? (await mappingOf(tx, of, part)).rules
      return previewOf(tx, of, { personId, rules, title })
    }),

  'mapping.sendDetails': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      await espOf(tx, homing, params.connectionId)
      const asked = { ...params, by: byOf(caller), now: homing.now(), startsItself: false }
      return showPush(tx, await compareDetails(tx, homing.connectors, asked))
    }),

  'contactFields.read': async ({ params, caller: { workspaceId }, signal }, homing) => {
    const { part, fields } = await fieldsThere(homing, { workspaceId, ...params, signal })
    return {
      asOf: new Date(homing.now()).toISOString(),
      fields,
      suggested: suggestRules(fields),
      canCreate: part.create !== undefined,
      labelCharsMax: part.limits.labelCharsMax,
      notes: [...part.rules],
      source: part.limits.source,
    }
  },

  'contactFields.create': ({ params, body, caller }, homing) =>
    makeField(homing, { ...params, ...body, by: byOf(caller) }),

  'campaigns.tagWarnings': ({ params: { campaignId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      const { connection, tags, lists } = await showDraft(tx, homing, { workspaceId, campaignId })
      if (connection === null) return { items: [] }
      const connectionId = connection.id
      const { fields: part, title } = connectorOf(homing, connection.connector)
      if (part === undefined) return { items: [] }
      const { rules } = await mappingOf(tx, { workspaceId, connectionId }, part)
      const at = { workspaceId, connectionId, title }
      const ids = lists.map((list) => list.id)
      return {
        items: await tagWarnings(tx, { ...at, tags, lists: ids, rules, fields: part.fixed }),
      }
    }),
}

/** What a connection's connector knows of fields; refuses one that knows of none. */
async function espOf(tx: Tx, homing: Homing, connectionId: number) {
  const { connector: name } = await findConnection(tx, connectionId)
  const connector = connectorOf(homing, name)
  return { part: fieldsPartOf(connector), title: connector.title }
}
