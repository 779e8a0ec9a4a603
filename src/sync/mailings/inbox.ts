import type { Draft } from '../../campaigns/index.ts'
import type { Failure } from '../../connectors/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** The cause under which the inbox groups what could not be told of campaigns. */
export const UNTOLD = 'A campaign that could not be told'

/** What failed for good is in the inbox until it went well. */
export async function tellWhoMustAct(
  tx: Tx,
  draft: Draft,
  fault: { outcome: string; remedy: string; whoMustAct?: Failure['whoMustAct'] } | null,
): Promise<void> {
  const { workspaceId, campaignId, connectionId } = draft
  const identity = `mailing:${campaignId}`
  if (fault === null) return resolveProblems(tx, workspaceId, identity)
  await raiseProblems(tx, [
    {
      workspaceId,
      connectionId,
      campaignId,
      cause: UNTOLD,
      sentence: `${draft.mailing.name}: ${fault.outcome}`,
      remedy: fault.remedy,
      whoMustAct: fault.whoMustAct ?? 'you',
      record: { campaign: campaignId, wish: draft.wish },
      identity,
    },
  ])
}
