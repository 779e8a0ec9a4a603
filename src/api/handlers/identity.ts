import { endAddress, undoMerge, undoOutlookOf } from '../../consent/index.ts'
import { endSettledDoubts } from '../../lists/index.ts'
import {
  addAddress,
  findDuplicates,
  makeAddressPrimary,
  mergePersons,
  stateNotSame,
  type PersonRow,
} from '../../people/index.ts'
import type { identity } from '../contract/identity.ts'
import type { Handlers } from '../handler.ts'
import { change, iso, shownPerson, within } from './person.ts'

export const identityHandlers: Handlers<keyof typeof identity> = {
  'people.addAddress': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await addAddress(tx, change(homing, caller, params), body)
      await endSettledDoubts(tx, caller.workspaceId)
      return shownPerson(tx, caller, params.personId)
    }),

  'people.endAddress': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await endAddress(tx, change(homing, caller, params), body)
      await endSettledDoubts(tx, caller.workspaceId)
      return shownPerson(tx, caller, params.personId)
    }),

  'people.makeAddressPrimary': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await makeAddressPrimary(tx, change(homing, caller, params))
      return shownPerson(tx, caller, params.personId)
    }),

  'people.duplicates': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await findDuplicates(tx, caller.workspaceId, query)
      return { items: items.map((pair) => ({ ...pair, people: pair.people.map(shownRow) })), next }
    }),

  'people.notSame': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await stateNotSame(tx, change(homing, caller, params), body.otherId)
      return undefined
    }),

  'people.merge': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const other = { id: body.otherId, take: body.take }
      await mergePersons(tx, change(homing, caller, params), other)
      await endSettledDoubts(tx, caller.workspaceId)
      return shownPerson(tx, caller, params.personId)
    }),

  'people.mergeOutlook': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const outlook = await undoOutlookOf(tx, caller.workspaceId, params.mergeId)
      const { id, fields: _, lastFactId: __, mergedAt, ...told } = outlook
      return {
        ...told,
        mergeId: id,
        mergedAt: mergedAt.toISOString(),
      }
    }),

  'people.undoMerge': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { mergedId } = await undoMerge(tx, change(homing, caller, params))
      return shownPerson(tx, caller, mergedId)
    }),
}

function shownRow(row: PersonRow) {
  return { ...row, lastEventAt: iso(row.lastEventAt) }
}
