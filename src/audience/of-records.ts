import { sql, type RawBuilder } from 'kysely'

/** Where lists hold a CRM's own records: of which connection, and of which of its modules. */
export interface OfRecords {
  workspaceId: number
  connectionId: number
  modules: readonly string[]
}

/**
 * Of a push's item i the records it is about, as JSON [{module, id}]: of whom is to be put on, all
 * that the CRM has of the person; of whom is to be taken off, the one that was put on. Null: lists
 * there hold no records, and there are none.
 */
export function whoseRecords(of: OfRecords | null): RawBuilder<unknown> {
  if (of === null) return sql`'[]'::jsonb`
  return sql`coalesce(case when i.verb = 'remove' then (
      select jsonb_agg(jsonb_build_object('module', split_part(o.record, ' ', 1),
        'id', split_part(o.record, ' ', 2)))
      from (${ourRecord(of.workspaceId, 'i')}) o)
    else (select jsonb_agg(jsonb_build_object('module', r.module, 'id', r.id)
        order by r.module, r.id)
      from (${recordsOf(of)}) r) end, '[]')`
}

/** The records that a CRM has of the person of a push's item i, as rows (module, id). */
export function recordsOf({ workspaceId, connectionId, modules }: OfRecords): RawBuilder<unknown> {
  return sql`select c.module, c.external_id as id from crm_record c
    where c.workspace_id = ${workspaceId} and c.connection_id = ${connectionId}
      and c.person_id = i.person_id and c.deleted_at is null
      and c.module = any(${[...modules]}::text[])`
}

/**
 * The record by which Homing put an address on a list, as rows (record): the last time it did, and
 * none where it took it off since. memberOf names columns list_id and address_id of workspaceId's.
 */
export function ourRecord(workspaceId: number, memberOf: 'i' | 'm'): RawBuilder<unknown> {
  const of = sql.raw(memberOf)
  return sql`select o.record from push_item o
    where o.workspace_id = ${workspaceId} and o.address_id = ${of}.address_id
      and o.list_id = ${of}.list_id and o.verb = 'add' and o.status = 'done' and o.record <> ''
      and not exists (select from push_item r where r.workspace_id = ${workspaceId}
        and r.address_id = o.address_id and r.list_id = o.list_id and r.verb = 'remove'
        and r.status = 'done' and r.settled_at >= o.settled_at)
    order by o.settled_at desc limit 1`
}
