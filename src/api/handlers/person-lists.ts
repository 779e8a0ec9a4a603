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
  refuseHiddenConditions,
  removeMembers,
  restorePersonList,
  type PersonList,
} from '../../lists/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Segment } from '../../lists/segments/index.ts'
import type { personLists } from '../contract/person-lists.ts'
import type { Caller, Handlers } from '../handler.ts'
import { iso, within } from './person.ts'

export const personListHandlers: Handlers<keyof typeof personLists> = {
  'personLists.list': ({ query: { archived, ...query }, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const isArchived = archived ?? (query.ids === undefined ? false : undefined)
      const asked = { ...query, isArchived }
      const { items, next } = await listPersonLists(tx, caller.workspaceId, asked)
      return { items: items.map(shown), next }
    }),

  'personLists.show': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await personListById(tx, caller.workspaceId, params.listId)),
    ),

  'personLists.make': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      refuseHiddenConditions(body.definition, caller.hidden, 'definition')
      return shown(await makePersonList(tx, by(homing, caller), body))
    }),

  'personLists.change': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      refuseHiddenConditions(body.definition, caller.hidden, 'definition')
      return shown(await changePersonList(tx, by(homing, caller), params.listId, body))
    }),

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
      await refuseHiddenList(tx, caller, params.listId)
      const persons = await personsOfList(tx, by(homing, caller), params.listId)
      return { people: await countPersons(tx, persons) }
    }),

  'personLists.members': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await refuseHiddenList(tx, caller, params.listId)
      const { items, next } = await listMembers(tx, by(homing, caller), params.listId, query)
      const shownItems = items.map((row) => ({
        ...row,
        lastEventAt: iso(row.lastEventAt),
        addedAt: iso(row.addedAt),
      }))
      return { items: shownItems, next }
    }),

  'personLists.add': ({ params, body, caller }, homing) =>
    within(homing, caller, (tx) => {
      refuseHiddenPeople(body, caller)
      return addMembers(tx, by(homing, caller), params.listId, body)
    }),

  'personLists.take': ({ params, body, caller }, homing) =>
    within(homing, caller, (tx) => {
      refuseHiddenPeople(body, caller)
      return removeMembers(tx, by(homing, caller), params.listId, body)
    }),

  'personLists.preview': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      refuseHiddenConditions(body.definition, caller.hidden, 'definition')
      const { count, sample } = await previewSegment(tx, by(homing, caller), body.definition)
      return { count, sample: sample.map((row) => ({ ...row, lastEventAt: iso(row.lastEventAt) })) }
    }),
}

/** Who is in a segment now tells what its conditions ask. */
async function refuseHiddenList(tx: Tx, { workspaceId, hidden }: Caller, listId: number) {
  const { definition } = await personListById(tx, workspaceId, listId)
  refuseHiddenConditions(definition, hidden)
}

function refuseHiddenPeople(who: { definition?: Segment } | object, { hidden }: Caller) {
  if ('definition' in who) refuseHiddenConditions(who.definition, hidden, 'definition')
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
