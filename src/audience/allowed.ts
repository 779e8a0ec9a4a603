import { sql } from 'kysely'
import { consentPolicy, mayWrite, standingsOf, topicForQuestion } from '../consent/index.ts'
import { personsSuppressed } from '../lists/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Reason } from './reasons.ts'

/** Addresses decided in one go at most: the facts of all of them are held meanwhile. */
export const DECIDED_MAX = 2_500

export interface AllowedAsk {
  workspaceId: number
  listId: number
  addressIds: readonly number[]
  /** Epoch milliseconds. */
  now: number
}

/**
 * Who may not be put on a list, and why, by the facts as they are now: the one decision of
 * src/consent, about marketing and about each topic the list stands for, the strictest reason of
 * all; else the firm's own suppression lists. At most DECIDED_MAX. An address that is not answered
 * may be put on it.
 */
export async function refusalsOf(tx: Tx, ask: AllowedAsk): Promise<Map<number, Reason>> {
  const { workspaceId, now } = ask
  const { rows } = await sql<{ id: number; canonical: string }>`
    select id, canonical from address where workspace_id = ${workspaceId}
      and id = any(${[...ask.addressIds]}::integer[])`.execute(tx)
  const refused = new Map<number, Reason>()
  const policy = await consentPolicy(tx, workspaceId)
  const { seedIsExempt, consentNeeded } = policy
  const canonicals = rows.map((row) => row.canonical)
  for (const topicId of await topicsOf(tx, ask)) {
    const topic = await topicForQuestion(tx, workspaceId, topicId, policy)
    const asked = { workspaceId, channel: 'email' as const, topicId, seedIsExempt }
    const standings = await standingsOf(tx, asked, canonicals)
    const question = { channel: 'email', class: 'marketing', topic, consentNeeded, now } as const
    for (const { id, canonical } of rows) {
      const { refusals } = mayWrite(question, standings.get(canonical)!)
      if (refusals[0] !== undefined && !refused.has(id)) refused.set(id, refusals[0])
    }
  }
  for (const id of await suppressedAmong(tx, ask)) {
    if (!refused.has(id)) refused.set(id, 'suppression_list')
  }
  return refused
}

/** Addresses somebody on a suppression list uses, whoever else does. */
async function suppressedAmong(tx: Tx, { workspaceId, addressIds }: AllowedAsk): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct pa.address_id as id
    from (${personsSuppressed(workspaceId)}) s
    join person_address pa on pa.workspace_id = ${workspaceId} and pa.person_id = s.person_id
      and pa.ended_at is null
    where pa.address_id = any(${[...addressIds]}::integer[])`.execute(tx)
  return rows.map((row) => row.id)
}

/** The topics a list stands for; null where it stands for none. */
async function topicsOf(tx: Tx, { workspaceId, listId }: AllowedAsk): Promise<(number | null)[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct m.topic_id as id from list l
    join topic_mapping m on m.workspace_id = l.workspace_id and m.connection_id = l.connection_id
      and m.kind = 'list' and m.external_id = l.external_id and m.retired_at is null
    where l.workspace_id = ${workspaceId} and l.id = ${listId}
    order by m.topic_id`.execute(tx)
  return rows.length === 0 ? [null] : rows.map((row) => row.id)
}
