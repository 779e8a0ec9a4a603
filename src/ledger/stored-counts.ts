import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { Changes, LinkTally, Verdict } from './fold.ts'
import { literal, type Statement } from './stored-recipients.ts'
import { classOfReason, RULE_VERSION } from './verdict-rules.ts'

/** A statement that writes verdicts of events that had none. */
export function insertVerdicts(workspaceId: number, verdicts: readonly Verdict[]): Statement {
  const column = (of: (verdict: Verdict) => number | string) => literal(verdicts.map(of))
  return sql`
    insert into verdict (workspace_id, address_id, occurred_at, key, campaign_id, kind, class,
      rule_version, reason)
    select ${workspaceId}, address_id, to_timestamp(ms / 1000::float8), key, campaign_id, kind,
      class, ${sql.lit(RULE_VERSION)}, reason
    from unnest(
      ${column(({ event }) => event.addressId)}::integer[],
      ${column(({ event }) => event.occurredAt!)}::bigint[],
      ${column(({ event }) => event.common.key)}::bigint[],
      ${column(({ event }) => event.common.campaignId)}::integer[],
      ${column(({ event }) => event.common.code)}::smallint[],
      ${column(({ reason }) => classOfReason(reason))}::smallint[],
      ${column(({ reason }) => `"${reason}"`)}::text[]
    ) as v (address_id, ms, key, campaign_id, kind, class, reason)`
}

/** A statement that writes the clicked links of recipients that have none. */
export function insertLinks(workspaceId: number, links: readonly LinkTally[]): Statement {
  const column = (of: (link: LinkTally) => number) => literal(links.map(of))
  return sql`
    insert into recipient_link (workspace_id, campaign_id, link_id, address_id, clicks,
      human_clicks, first_at, last_at)
    select ${workspaceId}, campaign_id, link_id, address_id, clicks, human_clicks,
      to_timestamp(first_ms / 1000::float8), to_timestamp(last_ms / 1000::float8)
    from unnest(
      ${column((link) => link.campaignId)}::integer[],
      ${column((link) => link.linkId)}::integer[],
      ${column((link) => link.addressId)}::integer[],
      ${column((link) => link.clicks)}::integer[],
      ${column((link) => link.humanClicks)}::integer[],
      ${column((link) => link.firstAt)}::bigint[],
      ${column((link) => link.lastAt)}::bigint[]
    ) as l (campaign_id, link_id, address_id, clicks, human_clicks, first_ms, last_ms)`
}

/** A statement that adds further clicks to recipients' links. */
export function addLinks(workspaceId: number, links: readonly LinkTally[]): Statement {
  return sql`
    ${insertLinks(workspaceId, links)}
    on conflict (workspace_id, campaign_id, link_id, address_id) do update set
      clicks = recipient_link.clicks + excluded.clicks,
      human_clicks = recipient_link.human_clicks + excluded.human_clicks,
      first_at = least(recipient_link.first_at, excluded.first_at),
      last_at = greatest(recipient_link.last_at, excluded.last_at)`
}

/** Adds to the counts of campaigns what has changed for them. */
export async function addChanges(tx: Tx, workspaceId: number, changes: Changes): Promise<void> {
  await addCounts(tx, workspaceId, changes)
  await addHours(tx, workspaceId, changes)
  await addBounces(tx, workspaceId, changes)
}

async function addCounts(tx: Tx, workspaceId: number, changes: Changes): Promise<void> {
  const rows = [...changes].flatMap(([campaignId, { counts }]) =>
    counts.flatMap((count, kind) => (count.firstAt === null ? [] : { campaignId, kind, ...count })),
  )
  if (rows.length === 0) return
  const column = (of: (row: (typeof rows)[number]) => number | null) => literal(rows.map(of))
  await sql`
    insert into campaign_count (workspace_id, campaign_id, kind, people, events, human_people,
      human_events, proxy_people, proxy_events, first_at, last_at)
    select ${workspaceId}, campaign_id, kind, people, events, human_people, human_events,
      proxy_people, proxy_events, to_timestamp(first_ms / 1000::float8),
      to_timestamp(last_ms / 1000::float8)
    from unnest(
      ${column((row) => row.campaignId)}::integer[], ${column((row) => row.kind)}::smallint[],
      ${column((row) => row.people)}::integer[], ${column((row) => row.events)}::bigint[],
      ${column((row) => row.humanPeople)}::integer[],
      ${column((row) => row.humanEvents)}::bigint[],
      ${column((row) => row.proxyPeople)}::integer[],
      ${column((row) => row.proxyEvents)}::bigint[],
      ${column((row) => row.firstAt)}::bigint[], ${column((row) => row.lastAt)}::bigint[]
    ) as c (campaign_id, kind, people, events, human_people, human_events, proxy_people,
      proxy_events, first_ms, last_ms)
    on conflict (workspace_id, campaign_id, kind) do update set
      people = campaign_count.people + excluded.people,
      events = campaign_count.events + excluded.events,
      human_people = campaign_count.human_people + excluded.human_people,
      human_events = campaign_count.human_events + excluded.human_events,
      proxy_people = campaign_count.proxy_people + excluded.proxy_people,
      proxy_events = campaign_count.proxy_events + excluded.proxy_events,
      first_at = least(campaign_count.first_at, excluded.first_at),
      last_at = greatest(campaign_count.last_at, excluded.last_at)`.execute(tx)
}

async function addHours(tx: Tx, workspaceId: number, changes: Changes): Promise<void> {
  const rows = [...changes].flatMap(([campaignId, { hours }]) =>
    hours.map((hour) => ({ campaignId, ...hour })),
  )
  if (rows.length === 0) return
  const column = (of: (row: (typeof rows)[number]) => number) => literal(rows.map(of))
  await sql`
    insert into campaign_hour (workspace_id, campaign_id, kind, hour, events, machine, proxy)
    select ${workspaceId}, campaign_id, kind, to_timestamp(ms / 1000::float8), events, machine,
      proxy
    from unnest(
      ${column((row) => row.campaignId)}::integer[], ${column((row) => row.code)}::smallint[],
      ${column((row) => row.at)}::bigint[], ${column((row) => row.events)}::integer[],
      ${column((row) => row.machine)}::integer[], ${column((row) => row.proxy)}::integer[]
    ) as h (campaign_id, kind, ms, events, machine, proxy)
    on conflict (workspace_id, campaign_id, kind, hour) do update
      set events = campaign_hour.events + excluded.events,
        machine = campaign_hour.machine + excluded.machine,
        proxy = campaign_hour.proxy + excluded.proxy`.execute(tx)
}

async function addBounces(tx: Tx, workspaceId: number, changes: Changes): Promise<void> {
  const rows = [...changes].flatMap(([campaignId, { bounces }]) =>
    [...bounces].flatMap(([detailId, people]) =>
      people === 0 ? [] : { campaignId, detailId, people },
    ),
  )
  if (rows.length === 0) return
  const column = (of: (row: (typeof rows)[number]) => number) => literal(rows.map(of))
  await sql`
    insert into campaign_bounce (workspace_id, campaign_id, detail_id, people)
    select ${workspaceId}, campaign_id, detail_id, people
    from unnest(
      ${column((row) => row.campaignId)}::integer[], ${column((row) => row.detailId)}::integer[],
      ${column((row) => row.people)}::integer[]
    ) as b (campaign_id, detail_id, people)
    on conflict (workspace_id, campaign_id, detail_id) do update
      set people = campaign_bounce.people + excluded.people`.execute(tx)
  // Whose last bounce has another code now has left a zero behind.
  await sql`
    delete from campaign_bounce
    where workspace_id = ${workspaceId} and people = 0
      and campaign_id = any (${literal([...changes.keys()])}::integer[])`.execute(tx)
}
