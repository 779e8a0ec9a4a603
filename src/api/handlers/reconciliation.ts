import { audit } from '../../accounts/index.ts'
import { isCampaign } from '../../campaigns/index.ts'
import { campaignWindow, rebuildCampaign } from '../../ledger/index.ts'
import { notFound } from '../../platform/refused.ts'
import {
  listReconciliations,
  proveAgain,
  reconciliationHistory,
  showReconciliation,
  startRun,
} from '../../sync/index.ts'
import type { reconciliation } from '../contract/reconciliation.ts'
import type { Handlers } from '../handler.ts'

export const reconciliationHandlers: Handlers<keyof typeof reconciliation> = {
  'reconciliation.list': ({ query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => listReconciliations(tx, query)),

  'reconciliation.show': ({ params, caller }, { database, connectors }) =>
    database.inWorkspace(caller.workspaceId, (tx) =>
      showReconciliation(tx, params.campaignId, (id) => connectors.find((one) => one.id === id)),
    ),

  'reconciliation.history': ({ params, query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, async (tx) => {
      if (!(await isCampaign(tx, params.campaignId))) throw notFound('campaign', params.campaignId)
      return reconciliationHistory(tx, params.campaignId, query)
    }),

  'reconciliation.start': async ({ params, caller }, homing) => {
    const connection = await homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      const window = await campaignWindow(tx, params.campaignId, String)
      return window.connection
    })
    if (connection === null) throw notFound('connection of campaign', params.campaignId)
    return startRun(homing, {
      workspaceId: caller.workspaceId,
      connectionId: connection.id,
      campaignId: params.campaignId,
      from: caller.kind === 'user' ? 'user' : 'api',
      by: caller.name,
    })
  },

  'reconciliation.rebuild': ({ params, caller }, { database, now }) =>
    database.inWorkspace(caller.workspaceId, async (tx) => {
      const { campaignId } = params
      if (!(await isCampaign(tx, campaignId))) throw notFound('campaign', campaignId)
      const at = { workspaceId: caller.workspaceId, now: now() }
      await rebuildCampaign(tx, caller.workspaceId, campaignId)
      const { recipientsRead, recipients, mismatches } = await proveAgain(tx, at, campaignId)
      await audit(tx, {
        actor: caller,
        action: 'rebuild_counts',
        subject: 'campaign',
        subjectId: campaignId,
        sentence: "Made a campaign's counts again from its events.",
        at: at.now,
      })
      return { at: new Date(at.now).toISOString(), recipientsRead, recipients, mismatches }
    }),
}
