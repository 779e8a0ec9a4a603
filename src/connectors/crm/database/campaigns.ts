import type { ActivityTotals, OpenCampaign, ToldCampaign, Vendor } from '../../sdk/index.ts'
import { changeRow, isThere, tellRows } from './outbox.ts'

/**
 * The mark is the row's key: it is found by it even where the answer was lost, and there cannot be
 * two. Without the table a campaign is its mark alone, which its targets' rows name.
 */
export async function openCampaign(
  vendor: Vendor,
  { mark, name, subject, sentAt }: ToldCampaign,
): Promise<{ id: string }> {
  if (await isThere(vendor, 'campaigns')) {
    const row = { mark, name, subject, sent_at: { at: sentAt }, told_at: { at: vendor.now() } }
    await tellRows(vendor, 'campaigns', { rows: [row] })
  }
  return { id: mark }
}

export async function tellTotals(
  vendor: Vendor,
  { mark }: OpenCampaign,
  totals: ActivityTotals,
): Promise<void> {
  if (!(await isThere(vendor, 'campaigns'))) return
  const values = {
    sent: totals.sent,
    opened: totals.open,
    clicked: totals.click,
    forwarded: totals.forward,
    bounced: totals.bounce,
    opted_out: totals.opt_out,
    complained: totals.complaint,
    told_at: { at: vendor.now() },
  }
  await changeRow(vendor, 'campaigns', { of: mark, values })
}
