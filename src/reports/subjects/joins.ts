import { sql } from 'kysely'
import type { Join, Sql } from './column.ts'

export const WORKSPACE = sql`(select homing_workspace())`

/** Whose they are: the owner of a person or an organization. */
export function owner(of: string, needs: readonly string[] = []): Join {
  const base = sql.table(of)
  return {
    needs,
    all: sql`left join owner o
      on o.workspace_id = ${base}.workspace_id and o.id = ${base}.owner_id`,
  }
}

export function campaign(of: string): Join {
  const base = sql.table(of)
  return {
    all: sql`left join campaign c
      on c.workspace_id = ${base}.workspace_id and c.id = ${base}.campaign_id`,
  }
}

export function address(of: string): Join {
  const base = sql.table(of)
  return {
    all: sql`left join address a
      on a.workspace_id = ${base}.workspace_id and a.id = ${base}.address_id`,
  }
}

/**
 * The person who uses an address: of several, the one it is primary for, else the first met; as the
 * logs of a campaign tell it. No link is better than the one that is taken, which can be asked of
 * one address or of all alike.
 */
export function person(addressId: Sql): Join {
  return {
    all: sql`${userOf(addressId)}
      left join person p on p.workspace_id = ${WORKSPACE} and p.id = pa.person_id`,
  }
}

/** The link pa of an address to that person. */
export function userOf(addressId: Sql): Sql {
  return sql`
    left join person_address pa on pa.workspace_id = ${WORKSPACE} and pa.address_id = ${addressId}
      and not exists (
        select from person_address b
        where b.workspace_id = ${WORKSPACE} and b.address_id = pa.address_id
          and (b.ended_at is null, b.is_primary, -b.person_id)
            > (pa.ended_at is null, pa.is_primary, -pa.person_id))`
}

/** The companies or households of a person p, by name: "Acme, Smith & Sons". */
export function organizations(kind: 'company' | 'household', needs: readonly string[]): Join {
  const alias = sql.table(kind)
  const names = sql`
    select f.person_id, string_agg(g.name, ', ' order by g.name, g.id) as name
    from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = ${WORKSPACE} and g.kind = ${sql.lit(kind)}`
  return {
    needs,
    all: sql`left join (${names} group by f.person_id) ${alias} on ${alias}.person_id = p.id`,
    each: sql`left join lateral (${names} and f.person_id = p.id group by f.person_id) ${alias}
      on true`,
  }
}

/** Whether something is among the rows of a view that has one for it: its id, or null. */
export function among(view: string, alias: string, [column, value]: [string, Sql]): Join {
  const [as, name] = [sql.table(alias), sql.ref(column)]
  const ids = sql`
    select distinct x.${name} as id from ${sql.table(view)} x where x.workspace_id = ${WORKSPACE}`
  return {
    all: sql`left join (${ids}) ${as} on ${as}.id = ${value}`,
    each: sql`left join lateral (${ids} and x.${name} = ${value}) ${as} on true`,
  }
}
