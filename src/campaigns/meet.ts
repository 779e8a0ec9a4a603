import { sql } from 'kysely'
import type { NamedCampaign } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { rememberCampaign } from './remember.ts'

/**
 * Takes in a campaign as its events name it: made where it is new, and sent at the earliest moment
 * any of them tells. A name takes the place of a mere id; otherwise the first name stays.
 */
export async function meetCampaign(
  tx: Tx,
  at: { workspaceId: number; connectionId: number; now: number },
  { id, name, sentAt }: NamedCampaign,
): Promise<void> {
  const sent = sentAt === null ? null : new Date(sentAt)
  const { rows } = await sql<{ id: number }>`
    update campaign c set sent_at = least(c.sent_at, ${sent}::timestamptz),
      name = case when c.name = ${id} then ${name} else c.name end,
      as_of = ${new Date(at.now)}
    from campaign_identity i
    where i.workspace_id = ${at.workspaceId} and i.connection_id = ${at.connectionId}
      and i.kind = 'campaign' and i.external_id = ${id}
      and c.workspace_id = i.workspace_id and c.id = i.campaign_id
    returning c.id`.execute(tx)
  if (rows.length > 0) return
  await rememberCampaign(tx, at.workspaceId, at.connectionId, {
    ...{ id, name, sentAt, status: 'sent', subject: '', fromName: '', fromAddress: '' },
    updatedAt: null,
    createdAt: sentAt,
    activities: [{ id, role: 'file' }],
  })
}
