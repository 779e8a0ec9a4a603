import { sql } from 'kysely'
import { recordEspOptOuts } from '../consent/index.ts'
import type { Tx } from '../platform/database/index.ts'

/** Facts one statement takes at most. */
const FACTS_MAX = 20_000

/** A read of contacts at its end, before it is applied. */
interface Read {
  id: number
  workspaceId: number
  connectionId: number
}

/**
 * Of a system that tells opt-outs in its contact records alone: whoever the records just read call
 * opted out, and nothing said here does, opted out there, and every other system is told. Heeded
 * whether or not the read is held: nothing weaker comes of it. Answers how many there were.
 *
 * What we told it ourselves is no wish of anybody. So nobody counts whose return it was not told
 * yet, or did not take; nor whose record was seen otherwise since the read began.
 */
export async function takeOptOuts(tx: Tx, read: Read, now: number): Promise<number> {
  const { workspaceId, connectionId } = read
  const { rows } = await sql<{ addressId: number; canonical: string }>`
    select s.address_id as "addressId", a.canonical
    from staged_contact s
    join account_read r on r.id = s.read_id
    join write_back_lane l on l.workspace_id = s.workspace_id
      and l.connection_id = r.connection_id
    join address a on a.workspace_id = s.workspace_id and a.id = s.address_id
    where s.workspace_id = ${workspaceId} and s.read_id = ${read.id}
      and s.permission = any (l.unmailable_words) and a.erased_at is null
      and not exists (select from address_to_be_out o
        where o.workspace_id = s.workspace_id and o.address_id = s.address_id)
      and not exists (select from write_back w
        where w.workspace_id = s.workspace_id and w.connection_id = r.connection_id
          and w.address_id = s.address_id and w.kind = 'consent' and w.topic_id is null
          and w.wanted = 'in' and w.status not in ('done', 'not_needed'))
      and not exists (select from contact k
        where k.workspace_id = s.workspace_id and k.connection_id = r.connection_id
          and k.address_id = s.address_id and k.changed_at >= r.started_at
          and k.permission <> all (l.unmailable_words))
    order by s.address_id`.execute(tx)
  for (let from = 0; from < rows.length; from += FACTS_MAX) {
    const facts = rows.slice(from, from + FACTS_MAX).map(({ addressId, canonical }) => ({
      ...{ addressId, connectionId, occurredAt: now, campaignId: null },
      ...{ reason: '', cause: 'wish' as const },
      // It gives no date: each time somebody is found to have left anew is a wish of its own.
      naturalKey: ['contact', connectionId, canonical, 'read', read.id].join(':'),
    }))
    await recordEspOptOuts(tx, workspaceId, facts, now)
  }
  return rows.length
}
