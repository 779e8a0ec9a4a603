import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { mergedFrom, personStandingFor, type MergedPerson } from './merged.ts'

/** A person as known, without addresses and consent, which have their own lists. */
export interface Person {
  id: number
  externalId: string | null
  origin: 'import' | 'esp' | 'user' | 'api' | 'crm'
  name: string
  firstName: string
  lastName: string
  jobTitle: string
  phone: string
  city: string
  country: string
  owner: string | null
  organizations: { id: number; name: string; kind: 'company' | 'household' }[]
  createdAt: Date
  updatedAt: Date
  /** Who was merged into this person, the newest merge first. */
  mergedFrom: MergedPerson[]
  /** Set where somebody else was asked for, who was merged into this person. */
  askedFor: number | null
}

/** A person; for one that was merged, the person who stands for it, marked. */
export async function personById(tx: Tx, workspaceId: number, asked: number): Promise<Person> {
  const personId = await personStandingFor(tx, workspaceId, asked)
  const { rows } = await sql<Omit<Person, 'mergedFrom' | 'askedFor'>>`
    select p.id, p.external_id as "externalId",
      case when p.origin = 'esp' then coalesce(merged.origin, 'esp') else p.origin end as origin,
      p.name, p.first_name as "firstName",
      p.last_name as "lastName", p.job_title as "jobTitle", p.phone, p.city, p.country,
      o.name as owner, p.created_at as "createdAt", p.updated_at as "updatedAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'kind', g.kind)
          order by g.kind, lower(g.name), g.id)
        from affiliation f join organization g
          on g.workspace_id = f.workspace_id and g.id = f.organization_id
        where f.workspace_id = p.workspace_id and f.person_id = p.id
      ), '[]') as organizations
    from person p left join owner o on o.workspace_id = p.workspace_id and o.id = p.owner_id
    left join lateral (
      select m.origin from person m
      where m.workspace_id = p.workspace_id and m.merged_into = p.id and m.origin <> 'esp'
      order by m.id limit 1
    ) merged on true
    where p.workspace_id = ${workspaceId} and p.id = ${personId}`.execute(tx)
  const person = rows[0]
  if (person === undefined) throw notFound('person', personId)
  return {
    ...person,
    mergedFrom: await mergedFrom(tx, workspaceId, personId),
    askedFor: asked === personId ? null : asked,
  }
}
