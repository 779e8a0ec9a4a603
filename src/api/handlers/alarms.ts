import {
  countAlarms,
  listAlarms,
  showCampaignFreshness,
  showFreshness,
  showRetention,
  silenceAlarm,
} from '../../alarms/index.ts'
import { EVERY_KIND, type alarms } from '../contract/index.ts'
import type { Handlers } from '../handler.ts'

export const alarmHandlers: Handlers<keyof typeof alarms> = {
  'alarms.list': ({ query, caller }, { database, now }) =>
    database.inWorkspace(caller.workspaceId, (tx) => listAlarms(tx, query, now())),

  'alarms.count': ({ caller }, { database, now }) =>
    database.inWorkspace(caller.workspaceId, (tx) => countAlarms(tx, now())),

  'alarms.silence': ({ params, body, caller }, homing) =>
    silenceAlarm(homing, {
      workspaceId: caller.workspaceId,
      actor: { id: caller.id, name: caller.name },
      alarmId: params.alarmId,
      until: body.until === null ? null : Date.parse(body.until),
    }),

  'freshness.list': ({ caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => ({
      items: await showFreshness(tx, homing, workspaceId),
    })),

  'campaigns.freshness': ({ params: { campaignId }, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) => {
      const { workspaceId, hidden } = caller
      const isBlind = EVERY_KIND.some((field) => hidden?.has(field))
      return showCampaignFreshness(tx, homing, { workspaceId, campaignId, isBlind })
    }),

  'retention.show': ({ caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, (tx) => showRetention(tx, homing, workspaceId)),
}
