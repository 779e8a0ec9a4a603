import { sql } from 'kysely'
import { audit, type Actor } from '../../accounts/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** What the firm wants held before a campaign is sent. */
export interface AudiencePolicy {
  holdStrangers: boolean
  holdMissing: boolean
}

/** The firm's own; where nobody chose, strangers are held and missing ones only told. */
export async function audiencePolicy(tx: Tx, workspaceId: number): Promise<AudiencePolicy> {
  const { rows } = await sql<AudiencePolicy>`
    select hold_strangers as "holdStrangers", hold_missing as "holdMissing"
    from audience_policy where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0] ?? { holdStrangers: true, holdMissing: false }
}

export async function changeAudiencePolicy(
  tx: Tx,
  { workspaceId, actor }: { workspaceId: number; actor: Actor },
  { holdStrangers, holdMissing }: AudiencePolicy,
): Promise<void> {
  await sql`
    insert into audience_policy (workspace_id, hold_strangers, hold_missing)
    values (${workspaceId}, ${holdStrangers}, ${holdMissing})
    on conflict (workspace_id) do update set hold_strangers = excluded.hold_strangers,
      hold_missing = excluded.hold_missing`.execute(tx)
  const held = [...(holdStrangers ? ['strangers'] : []), ...(holdMissing ? ['missing'] : [])]
  const what = held.length === 0 ? 'nothing but who must not get it' : held.join(' and ')
  await audit(tx, {
    actor,
    action: 'change_audience_policy',
    subject: 'workspace',
    subjectId: workspaceId,
    sentence: `Before a campaign is sent, ${what} on its lists shall hold it.`,
  })
}
