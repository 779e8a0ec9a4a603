import { campaignsToWatch, rememberTotals } from '../campaigns/index.ts'
import type { Pull } from './pull.ts'
import { reconcile } from './reconcile.ts'

/**
 * Asks for the ESP's own totals, many campaigns in one request. They are shown beside ours, and
 * decide what feedback is read. What this run was told before it gave way is not asked again.
 */
export async function pullTotals(at: Pull): Promise<void> {
  const part = at.connector.totals
  if (part === undefined) return
  const { connectionId, campaignId, startedAt } = at.lease.run
  const campaigns = await at.lease.inRun({}, (tx) =>
    campaignsToWatch(tx, { connectionId, campaignId, toldSince: startedAt }),
  )
  const untold = campaigns.filter(({ espTotals }) => espTotals === null)
  for (let from = 0; from < untold.length; from += part.batchMax) {
    at.breathe()
    const batch = untold.slice(from, from + part.batchMax)
    const answers = await part.read(
      at.vendor,
      batch.map((campaign) => campaign.externalId),
    )
    await at.lease.inRun({ detail: 'the totals', requests: at.takeRequests() }, async (tx) => {
      for (const answer of answers) {
        const campaign = batch.find((one) => one.externalId === answer.campaignId)
        if (campaign !== undefined) await rememberTotals(tx, campaign.id, answer, at.homing.now())
      }
    })
  }
  // Where feedback is read too, both sides are compared once that is home.
  if (at.lease.run.kinds.includes('activities')) return
  await reconcile(at, { read: new Set(), unread: new Map() })
}
