import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

/** What is asked about: all that is open, or part of it. */
export interface DoubtFilter {
  /** Null: of no mailing that is known. */
  campaignId?: number | null | undefined
  domain?: string | undefined
}

/** A doubtful opt-out nobody has decided about. */
export interface OpenDoubt {
  factId: number
  address: string
  domain: string
  person: { id: number; name: string } | null
  campaign: { id: number; name: string } | null
  /** What it is about; null: everything. */
  topic: string | null
  occurredAt: Date
  /** Where from: "Constant Contact", "preference page". */
  from: string
  reason: string
  /** What speaks against a person. */
  doubt: string
}

/** Open doubts, newest first. after: the next of the page before. */
export async function listDoubts(
  tx: Tx,
  workspaceId: number,
  query: DoubtFilter & { after?: string | undefined; limit: number },
): Promise<{ items: OpenDoubt[]; next: string | null }> {
  const { rows } = await sql<OpenDoubt>`
    select f.id as "factId", a.address, split_part(a.canonical, '@', 2) as domain,
      case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as person,
      case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end
        as campaign,
      coalesce(t.name, f.external_kind || ' ' || f.external_id) as topic,
      f.occurred_at as "occurredAt", coalesce(n.name, 'preference page') as "from", f.reason,
      d.doubt
    ${openDoubts(workspaceId, query)}
      and f.id < ${Number(query.after ?? 2_147_483_647)}
    order by f.id desc limit ${query.limit + 1}`.execute(tx)
  const items = rows.slice(0, query.limit)
  return { items, next: rows.length > query.limit ? String(items.at(-1)!.factId) : null }
}

export interface DoubtGroup {
  campaign: { id: number; name: string } | null
  domain: string
  count: number
  /** What speaks against a person, of the newest of them. */
  doubt: string
  newestAt: Date
}

/** Groups shown at most, the largest first. */
const GROUPS_MAX = 200

/** Open doubts by mailing and domain: what one look decides. */
export async function doubtGroups(tx: Tx, workspaceId: number): Promise<DoubtGroup[]> {
  const { rows } = await sql<DoubtGroup>`
    select case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end
        as campaign,
      split_part(a.canonical, '@', 2) as domain, count(*)::integer as count,
      (array_agg(d.doubt order by f.occurred_at desc, f.id desc))[1] as doubt,
      max(f.occurred_at) as "newestAt"
    ${openDoubts(workspaceId, {})}
    group by c.id, c.name, 2
    order by count(*) desc, max(f.occurred_at) desc, c.id, 2
    limit ${GROUPS_MAX}`.execute(tx)
  return rows
}

/** How many doubtful opt-outs wait for somebody to look. */
export async function countDoubts(tx: Tx, workspaceId: number): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::integer as open ${openDoubts(workspaceId, {})}`.execute(tx)
  return rows[0]!.open
}

/** Of a mailing, of none (null), or of any (undefined). */
export function isOfCampaign(
  column: ReturnType<typeof sql>,
  campaignId: number | null | undefined,
) {
  return sql`(${campaignId === undefined}::boolean
    or ${column} is not distinct from ${campaignId ?? null}::integer)`
}

/**
 * The open doubts with all that is told of them: about an address, decided by nobody, and still in
 * force: no explicit opt-in to the same matter came after.
 */
export function openDoubts(workspaceId: number, { campaignId, domain }: DoubtFilter) {
  return sql`
    from doubtful_opt_out d
    join consent_fact f on f.workspace_id = d.workspace_id and f.id = d.fact_id
    join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
    left join campaign c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
    left join connection n on n.workspace_id = f.workspace_id and n.id = f.connection_id
    left join topic t on t.workspace_id = f.workspace_id and t.id = f.topic_id
    left join lateral (
      select p.id, p.name
      from person_address u
      join person p on p.workspace_id = u.workspace_id and p.id = u.person_id
      where u.workspace_id = a.workspace_id and u.address_id = a.id
      order by u.ended_at desc nulls first, u.is_primary desc, p.id limit 1
    ) p on true
    where d.workspace_id = ${workspaceId} and d.decision is null
      and ${isOfCampaign(sql`f.campaign_id`, campaignId)}
      and (${domain ?? null}::text is null
        or split_part(a.canonical, '@', 2) = ${domain ?? null}::text)
      and not exists (
        select from consent_fact i
        where i.workspace_id = f.workspace_id and i.address_id = f.address_id and i.opted_in
          and i.is_explicit and i.scope = f.scope and i.occurred_at > f.occurred_at
          and i.topic_id is not distinct from f.topic_id
          and i.external_id is not distinct from f.external_id
      )`
}
