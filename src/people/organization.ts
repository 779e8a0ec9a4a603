import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'

export interface Organization {
  id: number
  kind: 'company' | 'household'
  name: string
  owner: string | null
  phone: string
  city: string
  country: string
  people: number
}

/** A company or a household; throws Refused 404 where it is not there. */
export async function organizationById(
  tx: Tx,
  workspaceId: number,
  id: number,
): Promise<Organization> {
  const { rows } = await sql<Organization>`
    select g.id, g.kind, g.name, o.name as owner, g.phone, g.city, g.country,
      (select count(*)::integer from affiliation f
        join person p on p.workspace_id = f.workspace_id and p.id = f.person_id
          and p.merged_into is null
        where f.workspace_id = g.workspace_id and f.organization_id = g.id) as people
    from organization g
    left join owner o on o.workspace_id = g.workspace_id and o.id = g.owner_id
    where g.workspace_id = ${workspaceId} and g.id = ${id}`.execute(tx)
  if (rows[0] === undefined) throw notFound('organization', id)
  return rows[0]
}
