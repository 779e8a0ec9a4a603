import { changeOwnField, defineOwnField, listOwnFields } from '../../people/index.ts'
import type { ownFields } from '../contract/own-fields.ts'
import type { Handlers } from '../handler.ts'
import { change, within } from './person.ts'

export const ownFieldHandlers: Handlers<keyof typeof ownFields> = {
  'ownFields.list': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({ items: await listOwnFields(tx, caller.workspaceId) })),

  'ownFields.create': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await defineOwnField(tx, change(homing, caller, {}), body)
      return { items: await listOwnFields(tx, caller.workspaceId) }
    }),

  'ownFields.change': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { label, choices, isRetired } = body
      await changeOwnField(tx, change(homing, caller, {}), {
        ...params,
        ...(label !== undefined && { label }),
        ...(choices !== undefined && { choices }),
        ...(isRetired !== undefined && { isRetired }),
      })
      return { items: await listOwnFields(tx, caller.workspaceId) }
    }),
}
