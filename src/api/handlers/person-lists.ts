import type { Homing } from '../../homing.ts'
import {
  addMembers,
  archivePersonList,
  changePersonList,
  countPersons,
  listMembers,
  listPersonLists,
  makePersonList,
  personListById,
  personsOfList,
  previewSegment,
  removeMembers,
  restorePersonList,
  type PersonList,
} from '../../lists/index.ts'
import type { personLists } from '../contract/person-lists.ts'
import type { Caller, Handlers } from '../handler.ts'
import { iso, within } from './person.ts'

export const personListHandlers: Handlers<keyof typeof personLists> = {
  'personLists.list': ({ query: { archived, ...query }, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const asked = { ...query, isArchived: archived ?? false }
      const { items, next } = await listPersonLists(tx, caller.workspaceId, asked)
      return { items: items.map(shown), next }
    }),

  'personLists.show': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await personListById(tx, caller.workspaceId, params.listId)),
    ),

  'personLists.make': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => shown(await makePersonList(tx, by(homing, caller), body))),

  'personLists.change': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await changePersonList(tx, by(homing, caller), params.listId, body)),
    ),

  'personLists.archive': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await archivePersonList(tx, by(homing, caller), params.listId)),
    ),

  'personLists.restore': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await restorePersonList(tx, by(homing, caller), params.listId)),
    ),

  'personLists.size': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const persons = await personsOfList(tx, by(homing, caller), params.listId)
      return { people: await countPersons(tx, persons) }
    }),

  'personLists.members': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await listMembers(tx, by(homing, caller), params.listId, query)
      const shownItems = items.map((row) => ({
        ...row,
        lastEventAt: iso(row.lastEventAt),
        addedAt: iso(row.addedAt),
      }))
      return { items: shownItems, next }
    }),

  'personLists.add': ({ params, body, caller }, homing) =>
    within(homing, caller, (tx) => addMembers(tx, by(homing, caller), params.listId, body)),

  'personLists.take': ({ params, body, caller }, homing) =>
    within(homing, caller, (tx) => removeMembers(tx, by(homing, caller), params.listId, body)),

  'personLists.preview': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { count, sample } = await previewSegment(tx, by(homing, caller), body.definition)
      return { count, sample: sample.map((row) => ({ ...row, lastEventAt: iso(row.lastEventAt) })) }
    }),
}

function by(homing: Homing, caller: Caller) {
  return { workspaceId: caller.workspaceId, actor: caller, now: homing.now() }
}

function shown<List extends PersonList>(list: List) {
  return {
    ...list,
    createdAt: list.createdAt.toISOString(),
    updatedAt: list.updatedAt.toISOString(),
    archivedAt: iso(list.archivedAt),
  }
}
