import { sql } from 'kysely'
import type { RemoteActivity } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { REPLACED } from './unanswered.ts'

/** Names a campaign at its ESP and its mails there; what is known of them already stays. */
export async function addIdentities(
  tx: Tx,
  of: { workspaceId: number; connectionId: number; campaignId: number; role: string },
  remote: { id: string; activities: readonly RemoteActivity[] },
): Promise<void> {
  const identities = [
    { kind: 'campaign' as const, external_id: remote.id, role: of.role },
    ...remote.activities.map((activity) => ({
      kind: 'activity' as const,
      external_id: activity.id,
      role: of.role === '' ? activity.role : of.role,
    })),
  ]
  await tx
    .insertInto('campaign_identity')
    .values(
      identities.map((identity) => ({
        ...identity,
        workspace_id: of.workspaceId,
        connection_id: of.connectionId,
        campaign_id: of.campaignId,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * The ESP sends the draft as a campaign with an identity of its own: that is ours from now on, and
 * the draft keeps its identity here, marked.
 */
export async function takeSent(
  tx: Tx,
  at: { workspaceId: number; connectionId: number; campaignId: number },
  remote: { id: string; activities: readonly RemoteActivity[] },
): Promise<void> {
  await sql`
    update campaign_identity set role = ${REPLACED}
    where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}
      and connection_id = ${at.connectionId} and role <> ${REPLACED}
      and external_id <> ${remote.id}`.execute(tx)
  await addIdentities(tx, { ...at, role: '' }, remote)
}
