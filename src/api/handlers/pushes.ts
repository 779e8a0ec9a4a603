import {
  cancelPush,
  changeCap,
  changeMemberships,
  choosePersons,
  createPush,
  decidePush,
  dropPersons,
  fillableLists,
  listPushes,
  makeList,
  membershipsOf,
  pausePush,
  personsOf,
  planPush,
  pushItems,
  resumePush,
  retarget,
  showPush,
  startPush,
  type Steering,
} from '../../audience/index.ts'
import type { RawBuilder } from 'kysely'
import type { Homing } from '../../homing.ts'
import { personsOfList, type Asking } from '../../lists/index.ts'
import { organizationById, personsMatching, type PeopleQuery } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { pushes } from '../contract/pushes.ts'
import type { Caller, Handlers } from '../handler.ts'

type Whom =
  | { personIds: number[] }
  | { personListId: number }
  | { filter: Omit<PeopleQuery, 'after' | 'limit'> }

const STEERING = {
  plan: planPush,
  start: startPush,
  pause: pausePush,
  resume: resumePush,
  cancel: cancelPush,
} satisfies Record<string, (tx: Tx, asked: Steering) => Promise<void>>

export const pushHandlers: Handlers<keyof typeof pushes> = {
  'pushes.list': ({ query, caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, (tx) => listPushes(tx, workspaceId, query)),

  'pushes.create': ({ body, caller }, homing) => {
    const asked = { ...body, cause: 'selection' as const, by: byOf(caller), now: homing.now() }
    return homing.database.inWorkspace(caller.workspaceId, async (tx) =>
      showPush(tx, await createPush(tx, homing.connectors, asked)),
    )
  },

  'pushes.show': ({ params: { pushId }, caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, (tx) => showPush(tx, { workspaceId, pushId })),

  'pushes.items': ({ params: { pushId }, query, caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, async (tx) => {
      await showPush(tx, { workspaceId, pushId })
      return pushItems(tx, { workspaceId, pushId }, query)
    }),

  'pushes.choose': ({ params: { pushId }, body, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      const persons = await personsIn(tx, { workspaceId, now: homing.now() }, body.whom)
      const choice = { listId: body.listId, persons }
      return { changed: await choosePersons(tx, { workspaceId, pushId }, choice) }
    }),

  'pushes.drop': ({ params: { pushId }, body, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      const persons = await personsIn(tx, { workspaceId, now: homing.now() }, body.whom)
      return { changed: await dropPersons(tx, { workspaceId, pushId }, persons) }
    }),

  'pushes.retarget': ({ params: { pushId }, body, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      const persons = await personsIn(tx, { workspaceId, now: homing.now() }, body.whom)
      const target = { listId: body.listId, persons }
      return { changed: await retarget(tx, { workspaceId, pushId }, target) }
    }),

  'pushes.steer': ({ params: { pushId }, body, caller }, homing) =>
    steered(homing, caller, pushId, STEERING[body.do]),

  'pushes.decide': ({ params: { pushId }, body: { decision }, caller }, homing) =>
    steered(homing, caller, pushId, (tx, asked) => decidePush(tx, { ...asked, decision })),

  'pushes.limit': async ({ params: { connectionId }, body, caller }, homing) => {
    const asked = { ...body, connectionId, by: byOf(caller), now: homing.now() }
    await homing.database.inWorkspace(caller.workspaceId, (tx) => changeCap(tx, asked))
    return undefined
  },

  'lists.create': ({ params: { connectionId }, body, caller }, homing) =>
    makeList(homing, { connectionId, name: body.name, by: byOf(caller) }),

  'memberships.list': ({ query, caller: { workspaceId } }, homing) => {
    const { organizationId, personId } = query
    if ((organizationId === undefined) === (personId === undefined)) {
      throw new Refused(400, 'Name either a person or an organization.', { field: 'personId' })
    }
    return homing.database.inWorkspace(workspaceId, async (tx) => {
      if (organizationId !== undefined) await organizationById(tx, workspaceId, organizationId)
      const of = personId === undefined ? { organizationId: organizationId! } : { personId }
      const able = homing.connectors.filter((one) => one.audience !== undefined)
      const lists = await fillableLists(
        tx,
        workspaceId,
        able.map((one) => one.id),
      )
      return { ...(await membershipsOf(tx, workspaceId, of)), lists }
    })
  },

  'memberships.change': ({ body, caller }, homing) => {
    if (body.adds.length + body.removals.length === 0) {
      throw new Refused(422, 'Nothing is to be changed.', { field: 'adds' })
    }
    const asked = { change: body, by: byOf(caller), now: homing.now() }
    return homing.database.inWorkspace(caller.workspaceId, async (tx) => ({
      pushIds: (await changeMemberships(tx, homing.connectors, asked)).map((of) => of.pushId),
    }))
  },

  'organizations.show': ({ params: { organizationId }, caller: { workspaceId } }, { database }) =>
    database.inWorkspace(workspaceId, (tx) => organizationById(tx, workspaceId, organizationId)),
}

function byOf({ workspaceId, id, name }: Caller) {
  return { workspaceId, id, name }
}

async function personsIn(tx: Tx, asking: Asking, whom: Whom): Promise<RawBuilder<unknown>> {
  if ('personIds' in whom) return personsOf(whom.personIds)
  if ('personListId' in whom) return personsOfList(tx, asking, whom.personListId)
  return personsMatching(asking.workspaceId, whom.filter)
}

function steered(
  homing: Homing,
  caller: Caller,
  pushId: number,
  act: (tx: Tx, asked: Steering) => Promise<void>,
) {
  const of = { workspaceId: caller.workspaceId, pushId }
  return homing.database.inWorkspace(caller.workspaceId, async (tx) => {
    await act(tx, { ...of, by: byOf(caller), now: homing.now() })
    return showPush(tx, of)
  })
}
