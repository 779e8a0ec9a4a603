import { sql } from 'kysely'
import type { EspGroup } from '../consent/index.ts'
import type { Tx } from '../platform/database/index.ts'

/** Groups that are answered at most, those that need somebody first. */
export const GROUPS_MAX = 2_000

/** A list, group or category of an ESP, and the topics it stands for. */
export interface MappedGroup extends EspGroup {
  connectionName: string
  /** What the ESP calls it; its id where nobody told a name. */
  name: string
  /** What it was called before, until somebody takes note; null where nothing changed. */
  formerName: string | null
  /** Since when the ESP has it no more; null where it is there, or was never read as a list. */
  goneAt: Date | null
  /** Addresses on it, where it is a list that came home. */
  members: number | null
  /** Addresses that are known to have left it. */
  optOuts: number
  /** True where an opt-out of it stands for no topic: its addresses get nothing at all. */
  isOpen: boolean
  mappings: {
    topicId: number
    topic: string
    createdBy: string
    createdAt: string
    retiredAt: string | null
  }[]
}

/**
 * What the ESPs call lists, groups or categories, with what each stands for: lists and categories
 * that came home, whatever is mapped, and whatever an opt-out named. Those that need somebody
 * stand first.
 */
export async function listEspGroups(
  tx: Tx,
  at: { workspaceId: number; connectionId?: number },
): Promise<MappedGroup[]> {
  const { workspaceId, connectionId = null } = at
  const { rows } = await sql<MappedGroup>`
    with mapped as materialized (
      select m.connection_id, m.kind, m.external_id, max(m.name) as name,
        max(m.former_name) as former_name, jsonb_agg(jsonb_build_object('topicId', m.topic_id,
          'topic', t.name, 'createdBy', m.created_by, 'createdAt', m.created_at,
          'retiredAt', m.retired_at) order by m.retired_at nulls first, t.place, t.id) as mappings
      from topic_mapping m
      join topic t on t.workspace_id = m.workspace_id and t.id = m.topic_id
      where m.workspace_id = ${workspaceId}
      group by m.connection_id, m.kind, m.external_id
    ),
    told as materialized (
      select f.connection_id, f.external_kind as kind, f.external_id,
        count(distinct f.address_id)::integer as opt_outs,
        coalesce(bool_or(f.topic_id is null and not ${isRead('f')}), false) as is_open
      from consent_fact f
      where f.workspace_id = ${workspaceId} and f.external_id is not null and not f.opted_in
      group by f.connection_id, f.external_kind, f.external_id
    ),
    every_group as (
      select connection_id, 'list' as kind, external_id from list
      where workspace_id = ${workspaceId}
      union select connection_id, 'category', external_id from remote_category
      where workspace_id = ${workspaceId}
      union select connection_id, kind, external_id from mapped
      union select connection_id, kind, external_id from told
    )
    select g.connection_id as "connectionId", c.name as "connectionName", g.kind,
      g.external_id as "externalId",
      coalesce(l.name, y.name, nullif(m.name, ''), g.external_id) as name,
      m.former_name as "formerName",
      coalesce(l.gone_at, y.gone_at) as "goneAt", case when l.id is not null then (
        select count(*)::integer from list_member b
        where b.workspace_id = ${workspaceId} and b.list_id = l.id and b.gone_at is null
      ) end as members,
      coalesce(f.opt_outs, 0) as "optOuts", coalesce(f.is_open, false) as "isOpen",
      coalesce(m.mappings, '[]') as mappings
    from every_group g
    join connection c on c.workspace_id = ${workspaceId} and c.id = g.connection_id
    left join list l on l.workspace_id = ${workspaceId} and l.connection_id = g.connection_id
      and g.kind = 'list' and l.external_id = g.external_id
    left join remote_category y on y.workspace_id = ${workspaceId}
      and y.connection_id = g.connection_id and g.kind = 'category'
      and y.external_id = g.external_id
    left join mapped m on m.connection_id = g.connection_id and m.kind = g.kind
      and m.external_id = g.external_id
    left join told f on f.connection_id = g.connection_id and f.kind = g.kind
      and f.external_id = g.external_id
    where (${connectionId}::integer is null or g.connection_id = ${connectionId}::integer)
      and (coalesce(l.gone_at, y.gone_at) is null or m.mappings is not null
        or f.opt_outs is not null)
    order by coalesce(f.is_open, false) desc, m.former_name is null,
      coalesce(l.gone_at, y.gone_at) is null or m.mappings is null, lower(c.name), c.id,
      lower(coalesce(l.name, y.name, m.name, g.external_id)), g.kind, g.external_id
    limit ${GROUPS_MAX}`.execute(tx)
  return rows.map((row) => ({ ...row, mappings: row.mappings.map(inIso) }))
}

/** Whether a fact about a group is read as one of a topic: by a mapping that was not over then. */
export function isRead(fact: string) {
  const f = (column: string) => sql.ref(`${fact}.${column}`)
  return sql`exists (select from topic_mapping k
    where k.workspace_id = ${f('workspace_id')} and k.connection_id = ${f('connection_id')}
      and k.kind = ${f('external_kind')} and k.external_id = ${f('external_id')}
      and (k.retired_at is null or ${f('recorded_at')} <= k.retired_at))`
}

function inIso(one: MappedGroup['mappings'][number]): MappedGroup['mappings'][number] {
  const iso = (moment: string) => new Date(moment).toISOString()
  return {
    ...one,
    createdAt: iso(one.createdAt),
    retiredAt: one.retiredAt === null ? null : iso(one.retiredAt),
  }
}
