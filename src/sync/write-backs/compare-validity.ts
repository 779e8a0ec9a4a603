import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/**
 * Compares which contacts a system holds as ones nothing arrives at, as they were just read, with
 * what is known here. It covers a system that was connected later, and a word that was lost. Whom
 * somebody there took a mark of ours off again is left alone until there is something new. A few
 * statements, however many contacts there are.
 */
export async function compareValidity(tx: Tx, at: Place, now: number): Promise<void> {
  await heedTakenOff(tx, at, now)
  const { workspaceId, connectionId } = at
  await sql`
    select ask_validity(${workspaceId}, array_agg(m.address_id order by m.address_id),
      ${connectionId}) from (${unmarked(at)}) m`.execute(tx)
}

/** Contacts that are to be marked, or no longer, and what was told before has not settled it. */
export function unmarked({ workspaceId, connectionId }: Place) {
  return sql`
    select k.address_id, case when a.is_valid then 'valid' else 'invalid' end as wanted
    from contact k
    join write_back_lane l on l.workspace_id = k.workspace_id
      and l.connection_id = k.connection_id and l.invalid_words <> '{}'
    join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
      and a.kind = 'email' and a.erased_at is null
    left join write_back w on w.workspace_id = k.workspace_id
      and w.connection_id = k.connection_id and w.address_id = k.address_id
      and w.kind = 'validity'
    where k.workspace_id = ${workspaceId} and k.connection_id = ${connectionId}
      and k.gone_at is null and a.is_valid = (k.permission = any (l.invalid_words))
      and (w.id is null or w.status = 'failed'
        or (w.wanted = 'invalid') = a.is_valid
        or (w.wanted = 'invalid' and w.status in ('not_needed', 'not_permitted')
          and w.called is null))`
}

/**
 * A mark of ours that a complete read no longer shows. Told since the one before, it may not have
 * been there yet when its page was read.
 */
async function heedTakenOff(tx: Tx, { workspaceId, connectionId }: Place, now: number) {
  await sql`
    update write_back w set status = 'not_needed', settled_at = ${new Date(now)}, is_ours = false,
      remote = k.permission,
      outcome = 'Somebody there took it back since. A new bounce is told again.'
    from contact k
    join write_back_lane l on l.workspace_id = k.workspace_id
      and l.connection_id = k.connection_id
    where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}
      and w.kind = 'validity' and w.wanted = 'invalid' and w.status = 'done' and w.is_ours
      and w.acknowledged_at < l.contacts_read_at
      and k.workspace_id = w.workspace_id and k.connection_id = w.connection_id
      and k.address_id = w.address_id and k.gone_at is null
      and k.permission <> all (l.invalid_words)
      and k.permission <> all (l.unmailable_words)`.execute(tx)
}
