import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import type { ConsentNeeded } from './may-write.ts'

/** The names of topics by id, archived ones too; refuses one that is not there. */
export async function topicNames(
  tx: Tx,
  workspaceId: number,
  ids: readonly number[],
): Promise<Map<number, string>> {
  const rows = await tx
    .selectFrom('topic')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`id = any(${[...new Set(ids)]}::integer[])`)
    .orderBy('place')
    .orderBy('id')
    .execute()
  const names = new Map(rows.map((row) => [row.id, row.name]))
  for (const id of ids) if (!names.has(id)) throw notFound('topic', id)
  return names
}

/** What the firm needs before it writes marketing. */
export interface ConsentPolicy {
  consentNeeded: ConsentNeeded
  /** How long implied consent lasts where nothing else is said. */
  impliedDays: number
  /** How long before its end somebody is told. */
  noticeDays: number
  /** Colleagues on the seed list get every mailing, even one they opted out of. */
  seedIsExempt: boolean
}

/** What holds where a firm has not said anything. */
const POLICY_AT_FIRST: ConsentPolicy = {
  consentNeeded: 'none',
  impliedDays: 730,
  noticeDays: 30,
  seedIsExempt: false,
}

/** What the firm needs before it writes; the policy at first where it never said. */
export async function consentPolicy(tx: Tx, workspaceId: number): Promise<ConsentPolicy> {
  const row = await tx
    .selectFrom('consent_policy')
    .select([
      'consent_needed as consentNeeded',
      'implied_days as impliedDays',
      'notice_days as noticeDays',
      'seed_is_exempt as seedIsExempt',
    ])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  return row ?? POLICY_AT_FIRST
}

/** The topic a question is about, with what it needs; refuses one that is not there. */
export async function topicForQuestion(
  tx: Tx,
  workspaceId: number,
  topicId: number | null,
  policy: ConsentPolicy,
): Promise<{ id: number; consentNeeded: ConsentNeeded } | null> {
  if (topicId === null) return null
  const topic = await tx
    .selectFrom('topic')
    .select(['id', 'consent_needed'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', topicId)
    .executeTakeFirst()
  if (topic === undefined) throw notFound('topic', topicId)
  return { id: topic.id, consentNeeded: topic.consent_needed ?? policy.consentNeeded }
}
