import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { Facts, Known } from './rules/index.ts'

/**
 * What a field can be filled with, of these persons by their ids, and what a connected CRM that has
 * them last said; the record that changed last, where there are several. Set-based.
 */
export async function factsOf(
  tx: Tx,
  workspaceId: number,
  personIds: readonly number[],
): Promise<Map<number, Known>> {
  const { rows } = await sql<{ id: number; facts: Facts; said: Known['said'] }>`
    select p.id, jsonb_build_object(
      'first_name', p.first_name, 'last_name', p.last_name, 'name', p.name,
      'job_title', p.job_title, 'phone', p.phone, 'city', p.city, 'country', p.country,
      'external_id', coalesce(p.external_id, ''),
      'company', coalesce(c.name, ''), 'company_city', coalesce(c.city, ''),
      'company_country', coalesce(c.country, ''), 'household', coalesce(h.name, ''),
      'owner_name', coalesce(o.name, ''), 'owner_email', coalesce(o.email, ''))
      || coalesce((select jsonb_object_agg('own:' || v.key, v.value)
        from jsonb_each_text(p.own) v), '{}') as facts,
      coalesce(r.said, '{}') as said
    from person p
    left join owner o on o.workspace_id = p.workspace_id and o.id = p.owner_id
    left join lateral ${first('company')} c on true
    left join lateral ${first('household')} h on true
    left join lateral ${saidOf(sql`p`)} r on true
    where p.workspace_id = ${workspaceId} and p.id = any(${[...personIds]}::integer[])`.execute(tx)
  return new Map(rows.map(({ id, ...known }) => [id, known]))
}

/** What a CRM that is connected last said of person p of a query, with its name. */
export function saidOf(p: ReturnType<typeof sql>) {
  return sql`(
    select k.said, n.name from crm_record k
    join connection n on n.workspace_id = k.workspace_id and n.id = k.connection_id
      and n.deleted_at is null
    where k.workspace_id = ${p}.workspace_id and k.person_id = ${p}.id and k.deleted_at is null
    order by k.changed_at desc, k.connection_id limit 1)`
}

/** The first by name, where a person belongs to several: the same one every time. */
function first(kind: 'company' | 'household') {
  return sql`(
    select g.name, g.city, g.country from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = p.workspace_id and f.person_id = p.id and g.kind = ${kind}
    order by lower(g.name), g.id limit 1)`
}
