import { listUsers } from '../../accounts/index.ts'
import {
  allowOutside,
  changeSchedule,
  listSchedules,
  listSendings,
  mailsOutside,
  makeSchedule,
  removeSchedule,
  sendNow,
  type Schedule,
  type SendingShown,
} from '../../reports/index.ts'
import type { viewSchedules } from '../contract/view-schedules.ts'
import type { Handlers } from '../handler.ts'
import { by, change } from './changing.ts'
import { iso, within } from './person.ts'

export const viewScheduleHandlers: Handlers<keyof typeof viewSchedules> = {
  'viewSchedules.list': ({ query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await listSchedules(tx, by(caller), query)
      return { items: items.map(shown), next }
    }),

  'viewSchedules.readers': ({ caller }, homing) =>
    within(homing, caller, async (tx) => ({
      users: (await listUsers(tx)).map(({ id, name }) => ({ id, name })),
      mailsOutside: await mailsOutside(tx, caller.workspaceId),
      isMailOn: homing.mail !== undefined,
    })),

  'viewSchedules.make': ({ body: { viewId, ...words }, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await makeSchedule(tx, change(homing, caller), viewId, words)),
    ),

  'viewSchedules.change': ({ params, body, caller }, homing) =>
    within(homing, caller, async (tx) =>
      shown(await changeSchedule(tx, change(homing, caller), params.scheduleId, body)),
    ),

  'viewSchedules.remove': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await removeSchedule(tx, change(homing, caller), params.scheduleId)
      return undefined
    }),

  'viewSchedules.send': ({ params, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await sendNow(tx, homing, change(homing, caller), params.scheduleId)
      return {}
    }),

  'viewSchedules.sendings': ({ params, query, caller }, homing) =>
    within(homing, caller, async (tx) => {
      const { items, next } = await listSendings(tx, by(caller), params.scheduleId, query)
      return { items: items.map(shownSending), next }
    }),

  'viewSchedules.allow': ({ body, caller }, homing) =>
    within(homing, caller, async (tx) => {
      await allowOutside(tx, change(homing, caller), body.mailsOutside)
      return body
    }),
}

function shown({ last, ...schedule }: Schedule) {
  return {
    ...schedule,
    nextAt: iso(schedule.nextAt),
    last: last && { ...last, at: new Date(last.at).toISOString() },
  }
}

function shownSending(sending: SendingShown) {
  return {
    ...sending,
    dueAt: sending.dueAt.toISOString(),
    nextTryAt: iso(sending.nextTryAt),
    settledAt: iso(sending.settledAt),
  }
}
