import {
  archiveTopic,
  changeTopic,
  createTopic,
  createTopicGroup,
  effectOfMapping,
  listTopics,
  orderTopics,
  renameTopicGroup,
  takeNoteOfName,
  type Arranging,
} from '../../consent/index.ts'
import type { Homing } from '../../homing.ts'
import { listEspGroups, mapEspGroup, retireEspMapping, topicsFromLists } from '../../lists/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { topicRoutes } from '../contract/topics.ts'
import type { Caller, Handlers } from '../handler.ts'

export const topicHandlers: Handlers<keyof typeof topicRoutes> = {
  'topics.list': ({ caller }, homing) =>
    arrange(homing, caller, async (tx) => {
      const { groups, topics } = await listTopics(tx, caller.workspaceId)
      const iso = (moment: Date | null) => moment?.toISOString() ?? null
      return { groups, topics: topics.map((one) => ({ ...one, archivedAt: iso(one.archivedAt) })) }
    }),

  'topics.create': ({ body, caller }, homing) =>
    arrange(homing, caller, (tx, at) => createTopic(tx, at, body)),

  'topics.change': ({ params, body, caller }, homing) =>
    done(arrange(homing, caller, (tx, at) => changeTopic(tx, at, params.topicId, body))),

  'topics.archive': ({ params, caller }, homing) =>
    done(
      arrange(homing, caller, (tx, at) => archiveTopic(tx, at, { ...params, isArchived: true })),
    ),

  'topics.restore': ({ params, caller }, homing) =>
    done(
      arrange(homing, caller, (tx, at) => archiveTopic(tx, at, { ...params, isArchived: false })),
    ),

  'topics.order': ({ body, caller }, homing) =>
    done(arrange(homing, caller, (tx, at) => orderTopics(tx, at, body))),

  'topicGroups.create': ({ body, caller }, homing) =>
    arrange(homing, caller, (tx, at) => createTopicGroup(tx, at, body.name)),

  'topicGroups.rename': ({ params, body, caller }, homing) =>
    done(arrange(homing, caller, (tx, at) => renameTopicGroup(tx, at, { ...params, ...body }))),

  'topics.fromLists': ({ body, caller }, homing) =>
    arrange(homing, caller, (tx, at) => topicsFromLists(tx, at, body)),

  'mappings.list': ({ query, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      const items = await listEspGroups(tx, { workspaceId, ...query })
      return { items: items.map((one) => ({ ...one, goneAt: one.goneAt?.toISOString() ?? null })) }
    }),

  'mappings.preview': ({ body: { topicIds, ...group }, caller }, homing) =>
    arrange(homing, caller, (tx) => effectOfMapping(tx, caller.workspaceId, group, topicIds)),

  'mappings.create': ({ body, caller }, homing) =>
    done(arrange(homing, caller, (tx, at) => mapEspGroup(tx, at, body))),

  'mappings.retire': ({ body, caller }, homing) =>
    done(arrange(homing, caller, (tx, at) => retireEspMapping(tx, at, body))),

  'mappings.noteRename': ({ body, caller }, homing) =>
    done(arrange(homing, caller, (tx, at) => takeNoteOfName(tx, at, body))),
}

function arrange<T>(
  homing: Homing,
  caller: Caller,
  work: (tx: Tx, at: Arranging) => Promise<T>,
): Promise<T> {
  const { workspaceId } = caller
  return homing.database.inWorkspace(workspaceId, (tx) =>
    work(tx, { workspaceId, actor: caller, now: homing.now() }),
  )
}

async function done(work: Promise<void>): Promise<undefined> {
  await work
  return undefined
}
