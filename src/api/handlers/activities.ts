import { findConnection } from '../../connections/index.ts'
import {
  campaignInCrms,
  campaignsTold,
  changeActivities,
  chooseFigures,
  figureFieldsThere,
  findCampaignsThere,
  linkCampaign,
  retryActivities,
  showActivities,
  showFigures,
  targetsTold,
} from '../../sync/index.ts'
import type { activities } from '../contract/activities.ts'
import type { Handlers } from '../handler.ts'

export const activityHandlers: Handlers<keyof typeof activities> = {
  'activities.show': ({ params: { connectionId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, (tx) =>
      showActivities(tx, homing, { workspaceId, connectionId }),
    ),

  'activities.change': ({ params: { connectionId }, body, caller }, homing) => {
    const { workspaceId, id, name } = caller
    return homing.database.inWorkspace(workspaceId, async (tx) => {
      await changeActivities(tx, homing, { by: { workspaceId, id, name }, connectionId }, body)
      return showActivities(tx, homing, { workspaceId, connectionId })
    })
  },

  'activities.retry': ({ params: { connectionId }, body, caller }, homing) => {
    const { workspaceId, id, name } = caller
    const asked = { by: { workspaceId, id, name }, connectionId }
    const campaignId = body.campaignId ?? null
    return homing.database.inWorkspace(workspaceId, async (tx) => ({
      asked: await retryActivities(tx, homing, { ...asked, campaignId }),
    }))
  },

  'activities.campaigns': ({ params: { connectionId }, query, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, (tx) =>
      campaignsTold(tx, { workspaceId, connectionId }, query),
    ),

  'activities.targets': ({ params, query, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => {
      await findConnection(tx, params.connectionId)
      return targetsTold(tx, { workspaceId, ...params }, query)
    }),

  'activities.figures': ({ params: { connectionId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, (tx) =>
      showFigures(tx, homing, { workspaceId, connectionId }),
    ),

  'activities.figureFields': ({ params: { connectionId }, caller }, homing) => {
    const { workspaceId, id, name } = caller
    return figureFieldsThere(homing, { by: { workspaceId, id, name }, connectionId })
  },

  'activities.chooseFigures': ({ params: { connectionId }, body, caller }, homing) => {
    const { workspaceId, id, name } = caller
    const asked = { by: { workspaceId, id, name }, connectionId }
    return chooseFigures(homing, asked, body.fields)
  },

  'activities.inCrms': ({ params: { campaignId }, caller: { workspaceId } }, homing) =>
    homing.database.inWorkspace(workspaceId, async (tx) => ({
      items: await campaignInCrms(tx, homing, { workspaceId, campaignId }),
    })),

  'activities.find': ({ params: { connectionId }, query, caller }, homing) => {
    const { workspaceId, id, name } = caller
    const asked = { by: { workspaceId, id, name }, connectionId }
    return findCampaignsThere(homing, asked, query.words)
  },

  'activities.link': ({ params: { connectionId, campaignId }, body, caller }, homing) => {
    const { workspaceId, id, name } = caller
    const asked = { by: { workspaceId, id, name }, connectionId }
    return linkCampaign(homing, asked, { campaignId, ...body })
  },
}
