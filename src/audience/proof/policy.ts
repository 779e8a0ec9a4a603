import { sql } from 'kysely'
import { audit, type Actor } from '../../accounts/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** What the firm wants held before a campaign is sent. */
export interface AudiencePolicy {
  holdStrangers: boolean
  holdMissing: boolean
  /** What the ESP holds could not be looked at again right before it is sent. */
  holdUnlooked: boolean
  /** The lists made for campaigns stay at the ESP after they were sent. */
  keepLists: boolean
}

const USUAL: AudiencePolicy = {
  holdStrangers: true,
  holdMissing: false,
  holdUnlooked: true,
  keepLists: false,
}

/**
 * The firm's own. Where nobody chose, strangers and a second look that could not be made hold a
 * campaign, missing ones are only told, and lists made for campaigns are removed.
 */
export async function audiencePolicy(tx: Tx, workspaceId: number): Promise<AudiencePolicy> {
  const { rows } = await sql<AudiencePolicy>`
    select hold_strangers as "holdStrangers", hold_missing as "holdMissing",
      hold_unlooked as "holdUnlooked", keep_lists as "keepLists"
    from audience_policy where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0] ?? USUAL
}

/** Changes what is given, and leaves the rest as it is. Audited. */
export async function changeAudiencePolicy(
  tx: Tx,
  { workspaceId, actor, now }: { workspaceId: number; actor: Actor; now: number },
  change: Partial<AudiencePolicy>,
): Promise<void> {
  const policy = { ...(await audiencePolicy(tx, workspaceId)), ...change }
  const { holdStrangers, holdMissing, holdUnlooked, keepLists } = policy
  await sql`
    insert into audience_policy (workspace_id, hold_strangers, hold_missing, hold_unlooked,
      keep_lists)
    values (${workspaceId}, ${holdStrangers}, ${holdMissing}, ${holdUnlooked}, ${keepLists})
    on conflict (workspace_id) do update set hold_strangers = excluded.hold_strangers,
      hold_missing = excluded.hold_missing, hold_unlooked = excluded.hold_unlooked,
      keep_lists = excluded.keep_lists`.execute(tx)
  const sentences = [
    holdStrangers ? 'Strangers on its lists hold a campaign.' : 'Strangers hold no campaign.',
    holdMissing ? 'Who is missing on its lists holds it.' : 'Who is missing does not hold it.',
    holdUnlooked
      ? 'A second look that could not be made holds it.'
      : 'A second look that could not be made does not hold it.',
    keepLists ? 'Lists made for it are kept after it.' : 'Lists made for it are removed after it.',
  ]
  await audit(tx, {
    actor,
    action: 'change_audience_policy',
    subject: 'workspace',
    subjectId: workspaceId,
    sentence: sentences.join(' '),
    at: now,
  })
}
