import { changeMemberships, fillableLists, membershipsOf } from '../../audience/index.ts'
import { timelineOfOrganization } from '../../ledger/index.ts'
import { organizationById } from '../../people/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { memberships } from '../contract/memberships.ts'
import type { Handlers } from '../handler.ts'
import { byOf } from './pushes.ts'

export const membershipHandlers: Handlers<keyof typeof memberships> = {
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

  'organizations.timeline': ({ params, query, caller: { workspaceId, hidden } }, { database }) =>
    database.inWorkspace(workspaceId, async (tx) => {
      const { organizationId } = params
      await organizationById(tx, workspaceId, organizationId)
      const of = { workspaceId, organizationId }
      const { items, next } = await timelineOfOrganization(tx, of, { ...query, hidden })
      const shown = items.map((entry) => ({ ...entry, occurredAt: entry.occurredAt.toISOString() }))
      return { items: shown, next }
    }),
}
