import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { OwnValues } from './own-fields/index.ts'
import type { PEOPLE_COLUMNS } from './import/columns.ts'

/** A person's line, the address in its e-mail column, and the firm's own fields by key. */
export type ExportedRow = Record<(typeof PEOPLE_COLUMNS)[number], string> & {
  addressId: number | null
  own: OwnValues
}

/**
 * People in the import's columns, by id; taken in again the file changes nothing. A person with a
 * company and a household takes a line for each. Addresses that were corrected are left out; who
 * was merged stands in the line of the other, who goes by its external id where there is none.
 * after: the next of the page before.
 */
export async function exportPeople(
  tx: Tx,
  workspaceId: number,
  page: { after?: string; limit: number },
): Promise<{ items: ExportedRow[]; next: string | null }> {
  const { rows } = await sql<ExportedRow & { id: number }>`
    with page as (
      select * from person p
      where p.workspace_id = ${workspaceId} and p.merged_into is null
        and p.id > ${Number(page.after ?? 0)}::integer
      order by p.id limit ${page.limit}
    )
    select p.id, coalesce(p.external_id, merged.external_id, '') as external_id,
      'person' as kind, p.name, p.first_name, p.last_name, p.job_title,
      coalesce(used.addresses[1], '') as email, used.ids[1] as "addressId",
      coalesce(array_to_string(used.addresses[2:], '; '), '') as other_emails,
      coalesce(used.faxes, '') as fax, coalesce(g.name, '') as organization,
      coalesce(g.kind, '') as organization_kind,
      coalesce(o.name, '') as owner, coalesce(o.email, '') as owner_email,
      p.phone, p.city, p.country, p.own
    from page p
    left join owner o on o.workspace_id = p.workspace_id and o.id = p.owner_id
    left join lateral (
      select m.external_id from person m
      where m.workspace_id = p.workspace_id and m.merged_into = p.id
        and m.external_id is not null
      order by m.id limit 1
    ) merged on true
    left join lateral (
      select array_agg(a.address order by pa.is_primary desc, pa.started_at, a.id)
          filter (where a.kind = 'email') as addresses,
        array_agg(a.id order by pa.is_primary desc, pa.started_at, a.id)
          filter (where a.kind = 'email') as ids,
        string_agg(a.address, '; ' order by pa.started_at, a.id)
          filter (where a.kind = 'fax') as faxes
      from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
      where pa.workspace_id = p.workspace_id and pa.person_id = p.id
        and pa.ended_at is null
    ) used on true
    left join (affiliation f join organization g
      on g.workspace_id = f.workspace_id and g.id = f.organization_id)
      on f.workspace_id = p.workspace_id and f.person_id = p.id
    order by p.id, g.kind, g.id`.execute(tx)
  const people = new Set(rows.map((row) => row.id))
  const last = rows.at(-1)?.id
  return {
    items: rows.map(({ id: _, ...row }) => row),
    next: people.size === page.limit && last !== undefined ? String(last) : null,
  }
}
