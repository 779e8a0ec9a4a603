import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'

/** Who did it: a signed-in user, an API key, or a part of Homing by its name. */
export type Actor = { id: string; name: string } | string

/** What an actor is called where one word tells who it was. */
export function actorName(actor: Actor): string {
  return typeof actor === 'string' ? actor : actor.name
}

export interface AuditFact {
  actor: Actor
  /** A verb of the trade: "correct_address", "sign_in" … */
  action: string
  /** What kind of thing it was done to, and which. */
  subject: string
  subjectId: string | number
  /** A sentence for people. */
  sentence: string
  /** Nothing secret, no e-mail address: what changed, in ids and words. */
  detail?: Record<string, unknown>
  /** Epoch milliseconds. */
  at: number
}

/**
 * Writes one line of the audit in the caller's transaction: it is there if, and only if, what it
 * tells of is. The transaction must stand in a workspace. The table numbers and chains the lines;
 * writers of one workspace wait for each other from here until they commit, so call it last.
 */
export async function audit(tx: Tx, fact: AuditFact): Promise<void> {
  const actor = typeof fact.actor === 'string' ? { id: '', name: fact.actor } : fact.actor
  await tx
    .insertInto('audit')
    .values({
      workspace_id: sql<number>`homing_workspace()`,
      at: new Date(fact.at),
      actor_id: actor.id,
      actor: actor.name,
      action: fact.action,
      subject: fact.subject,
      subject_id: String(fact.subjectId),
      sentence: fact.sentence,
      detail: JSON.stringify(fact.detail ?? {}),
    })
    .execute()
}

export interface AuditEntry {
  id: number
  at: Date
  actor: string
  action: string
  subject: string
  subjectId: string
  sentence: string
  detail: Record<string, unknown>
}

/** The audit, newest first. after: the id of the last entry of the page before. */
export async function listAudit(
  tx: Tx,
  options: { after?: string; limit: number },
): Promise<{ items: AuditEntry[]; next: string | null }> {
  const { after, limit } = options
  if (after !== undefined && !/^\d{1,9}$/.test(after)) {
    throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
  }
  const rows = await tx
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'action', 'subject', 'subject_id', 'sentence', 'detail'])
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
    .$if(after !== undefined, (query) => query.where('id', '<', Number(after)))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const items = rows
    .slice(0, limit)
    .map(({ subject_id, ...row }) => ({ ...row, subjectId: subject_id }))
  return { items, next: rows.length > limit ? String(items.at(-1)!.id) : null }
}

/**
 * The first entry that does not follow from the one before it, or null where the chain holds. An
 * entry whose words were erased is vouched for by the entry that tells of it.
 */
export async function brokenAuditEntry(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from (
      select a.id, row_number() over w as place,
        audit_holds(a, coalesce(lag(a.chain) over w, ''::bytea)) as holds
      from audit a where a.workspace_id = homing_workspace() window w as (order by a.id)
    ) link where not holds or id <> place order by id limit 1`.execute(tx)
  return rows[0]?.id ?? null
}
