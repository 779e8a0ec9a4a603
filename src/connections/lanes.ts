import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'

/**
 * Gives every connection of the workspace whose connector can tell opt-outs a lane to be told on: a
 * new connection, or one whose connector learnt it; and one for activities alike. Answers those
 * that are new and whose contacts were read before, so that the two have never been compared.
 */
export async function ensureLanes(tx: Tx, homing: Homing, workspaceId: number): Promise<number[]> {
  const able = homing.connectors.flatMap(({ id, consent, validity, contacts }) =>
    consent === undefined
      ? []
      : [
          {
            id,
            words: [...consent.unmailableWords],
            invalid: [...(validity?.invalidWords ?? [])],
            reads: contacts !== undefined,
            faxes: consent.faxes !== undefined,
          },
        ],
  )
  await ensureActivityLanes(tx, homing, workspaceId)
  if (able.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    with able as (
      select * from jsonb_to_recordset(${JSON.stringify(able)}::jsonb)
        as a (id text, words text[], invalid text[], reads boolean, faxes boolean)
    ), made as (
      insert into write_back_lane as l
        (workspace_id, connection_id, unmailable_words, invalid_words, reads_contacts, tells_faxes,
          contacts_read_at)
      select c.workspace_id, c.id, a.words, a.invalid, a.reads, a.faxes,
        (select max(r.completed_at) from account_read r
          where r.workspace_id = c.workspace_id and r.connection_id = c.id
            and r.kind = 'contacts' and r.status = 'applied')
      from connection c join able a on a.id = c.connector
      where c.workspace_id = ${workspaceId} and c.deleted_at is null
        and not exists (select from write_back_lane o where o.workspace_id = c.workspace_id
          and o.connection_id = c.id and o.reads_contacts = a.reads
          and o.tells_faxes = a.faxes
          and o.unmailable_words = a.words and o.invalid_words = a.invalid)
      order by c.id
      on conflict (workspace_id, connection_id) do update
        set unmailable_words = excluded.unmailable_words, invalid_words = excluded.invalid_words,
          reads_contacts = excluded.reads_contacts, tells_faxes = excluded.tells_faxes
      returning l.connection_id as id, l.contacts_read_at
    )
    select id from made where contacts_read_at is not null`.execute(tx)
  return rows.map(({ id }) => id)
}

/** What a firm had sent long before it connected its CRM is told only if somebody wishes it. */
const SINCE_DAYS = 365

async function ensureActivityLanes(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  const able = homing.connectors.flatMap(({ id, activities }) => (activities ? [id] : []))
  await sql`
    insert into activity_lane (workspace_id, connection_id, since)
    select c.workspace_id, c.id, c.created_at - make_interval(days => ${SINCE_DAYS})
    from connection c
    where c.workspace_id = ${workspaceId} and c.connector = any (${able}::text[])
      and c.deleted_at is null and not exists (select from activity_lane l
        where l.workspace_id = c.workspace_id and l.connection_id = c.id)
    order by c.id
    on conflict do nothing`.execute(tx)
}
