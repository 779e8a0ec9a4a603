import { audit, type Actor } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'

/**
 * Says what a mailing is about, so that leaving it by its link leaves that topic; null: nothing in
 * particular, its link leaves everything. Throws Refused where one of the two is not there.
 * Audited.
 */
export async function setCampaignTopic(
  tx: Tx,
  by: { workspaceId: number; actor: Actor; now: number },
  campaignId: number,
  topicId: number | null,
): Promise<{ topic: { id: number; name: string } | null }> {
  const { workspaceId } = by
  const topic = topicId === null ? null : await openTopic(tx, workspaceId, topicId)
  const campaign = await tx
    .updateTable('campaign')
    .set({ topic_id: topicId })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', campaignId)
    .returning('name')
    .executeTakeFirst()
  if (campaign === undefined) throw notFound('campaign', campaignId)
  await audit(tx, {
    actor: by.actor,
    action: 'set_campaign_topic',
    subject: 'campaign',
    subjectId: campaignId,
    sentence: `“${campaign.name}” is about ${topic?.name ?? 'no topic in particular'}.`,
    detail: { topicId },
    at: by.now,
  })
  return { topic }
}

async function openTopic(tx: Tx, workspaceId: number, topicId: number) {
  const topic = await tx
    .selectFrom('topic')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', topicId)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (topic === undefined) throw notFound('topic', topicId)
  return topic
}
