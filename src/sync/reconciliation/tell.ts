import type { ToldCampaign } from '../../campaigns/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Pull } from '../pull.ts'
import type { Result } from './examine.ts'
import { METRIC_WORDS } from './words.ts'

/**
 * Raises the problem of a campaign whose difference nobody can explain, and ends it once there is
 * none. What the ESP counts and does not tell is the vendor's to answer; so is what it told and no
 * longer counts, for every event here carries the receipt it came in.
 */
export async function tellOfResults(
  tx: Tx,
  at: Pull,
  campaign: ToldCampaign,
  results: readonly Result[],
): Promise<void> {
  const { workspaceId, connectionId, id: runId } = at.lease.run
  const identity = `reconciliation:${campaign.id}`
  const lines = results.flatMap((result) => {
    const part = result.parts.find(({ reason }) => reason === 'unexplained')
    return part === undefined ? [] : [{ ...result, unexplained: part.count }]
  })
  if (lines.length === 0) {
    await resolveProblems(tx, workspaceId, identity)
    return
  }
  const vendor = at.connector.title
  const words = lines.map((line) => wordsOfLine(line, vendor))
  await raiseProblems(tx, [
    {
      workspaceId,
      connectionId,
      campaignId: campaign.id,
      runId,
      cause: "A difference to the ESP's totals has no explanation",
      sentence: `${campaign.name}: ${words.join(' ')}`,
      remedy:
        `Under Reconciliation in the campaign's window, look since when, and reconcile now: that `
        + `reads everything once more. If it stays, ask ${vendor} about the campaign `
        + `${campaign.externalId}; if you know why, ignore this.`,
      whoMustAct: 'vendor',
      record: {
        campaign: campaign.externalId,
        metrics: lines.map(({ metric, esp, comparable, unexplained }) => ({
          metric,
          esp,
          held: comparable,
          unexplained,
        })),
      },
      identity,
    },
  ])
}

function wordsOfLine(line: Result & { unexplained: number }, vendor: string): string {
  const { unexplained, esp } = line
  const what = METRIC_WORDS[line.metric]
  return unexplained > 0
    ? `${vendor} counts ${unexplained} more than it told, ${esp} in all: ${what}.`
    : `${vendor} counts ${-unexplained} fewer than came, ${esp} in all: ${what}.`
}
