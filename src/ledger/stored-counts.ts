import { sql } from 'kysely'
import { bigints, integers, moments, rowsOf } from '../platform/database/index.ts'
import type { Changes, LinkTally, Verdict } from './fold.ts'
import type { Statement } from './stored-recipients.ts'
import { classOfReason, REASONS, RULE_VERSION } from './verdict-rules.ts'

/** A statement that writes verdicts of events that had none. */
export function insertVerdicts(workspaceId: number, verdicts: readonly Verdict[]): Statement {
  const numbers = (of: (verdict: Verdict) => number) => integers(verdicts.map(of))
  return sql`
    insert into verdict (workspace_id, address_id, occurred_at, key, campaign_id, kind, class,
      rule_version, reason)
    select ${workspaceId}, address_id, occurred_at, key, campaign_id, kind, class,
      ${sql.lit(RULE_VERSION)}, (${REASON_TEXTS}::text[])[reason + 1]
    from (${rowsOf(verdicts.length, {
      address_id: numbers(({ event }) => event.addressId),
      occurred_at: moments(verdicts.map(({ event }) => event.occurredAt)),
      key: bigints(verdicts.map(({ event }) => event.common.key)),
      campaign_id: numbers(({ event }) => event.common.campaignId),
      kind: numbers(({ event }) => event.common.code),
      class: numbers(({ reason }) => classOfReason(reason)),
      reason: numbers(({ reason }) => REASON_TEXTS.indexOf(reason)),
    })}) v`
}

const REASON_TEXTS = Object.values(REASONS)

/** A statement that writes the clicked links of recipients that have none. */
export function insertLinks(workspaceId: number, links: readonly LinkTally[]): Statement {
  const numbers = (of: (link: LinkTally) => number) => integers(links.map(of))
  return sql`
    insert into recipient_link (workspace_id, campaign_id, link_id, address_id, clicks,
      human_clicks, first_at, last_at)
    select ${workspaceId}, campaign_id, link_id, address_id, clicks, human_clicks, first_at, last_at
    from (${rowsOf(links.length, {
      campaign_id: numbers((link) => link.campaignId),
      link_id: numbers((link) => link.linkId),
      address_id: numbers((link) => link.addressId),
      clicks: numbers((link) => link.clicks),
      human_clicks: numbers((link) => link.humanClicks),
      first_at: moments(links.map((link) => link.firstAt)),
      last_at: moments(links.map((link) => link.lastAt)),
    })}) l`
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

/** Statements that add to the counts of campaigns what has changed for them. */
export function addChanges(workspaceId: number, changes: Changes): Statement[] {
  return [
    addCounts(workspaceId, changes),
    addHours(workspaceId, changes),
    addBounces(workspaceId, changes),
  ].flat()
}

function addCounts(workspaceId: number, changes: Changes): Statement[] {
  const rows = [...changes].flatMap(([campaignId, { counts }]) =>
    counts.flatMap((count, kind) => (count.firstAt === null ? [] : { campaignId, kind, ...count })),
  )
  if (rows.length === 0) return []
  const numbers = (of: (row: (typeof rows)[number]) => number) => integers(rows.map(of))
  const statement = sql`
    insert into campaign_count (workspace_id, campaign_id, kind, people, events, human_people,
      human_events, proxy_people, proxy_events, first_at, last_at)
    select ${workspaceId}, campaign_id, kind, people, events, human_people, human_events,
      proxy_people, proxy_events, first_at, last_at
    from (${rowsOf(rows.length, {
      campaign_id: numbers((row) => row.campaignId),
      kind: numbers((row) => row.kind),
      people: numbers((row) => row.people),
      events: numbers((row) => row.events),
      human_people: numbers((row) => row.humanPeople),
      human_events: numbers((row) => row.humanEvents),
      proxy_people: numbers((row) => row.proxyPeople),
      proxy_events: numbers((row) => row.proxyEvents),
      first_at: moments(rows.map((row) => row.firstAt)),
      last_at: moments(rows.map((row) => row.lastAt)),
    })}) c
    on conflict (workspace_id, campaign_id, kind) do update set
      people = campaign_count.people + excluded.people,
      events = campaign_count.events + excluded.events,
      human_people = campaign_count.human_people + excluded.human_people,
      human_events = campaign_count.human_events + excluded.human_events,
      proxy_people = campaign_count.proxy_people + excluded.proxy_people,
      proxy_events = campaign_count.proxy_events + excluded.proxy_events,
      first_at = least(campaign_count.first_at, excluded.first_at),
      last_at = greatest(campaign_count.last_at, excluded.last_at)`
  return [statement]
}

function addHours(workspaceId: number, changes: Changes): Statement[] {
  const rows = [...changes].flatMap(([campaignId, { hours }]) =>
    hours.map((hour) => ({ campaignId, ...hour })),
  )
  if (rows.length === 0) return []
  const numbers = (of: (row: (typeof rows)[number]) => number) => integers(rows.map(of))
  const statement = sql`
    insert into campaign_hour (workspace_id, campaign_id, kind, hour, events, machine, proxy)
    select ${workspaceId}, campaign_id, kind, hour, events, machine, proxy
    from (${rowsOf(rows.length, {
      campaign_id: numbers((row) => row.campaignId),
      kind: numbers((row) => row.code),
      hour: moments(rows.map((row) => row.at)),
      events: numbers((row) => row.events),
      machine: numbers((row) => row.machine),
      proxy: numbers((row) => row.proxy),
    })}) h
    on conflict (workspace_id, campaign_id, kind, hour) do update
      set events = campaign_hour.events + excluded.events,
        machine = campaign_hour.machine + excluded.machine,
        proxy = campaign_hour.proxy + excluded.proxy`
  return [statement]
}

function addBounces(workspaceId: number, changes: Changes): Statement[] {
  const rows = [...changes].flatMap(([campaignId, { bounces }]) =>
    [...bounces].flatMap(([detailId, people]) =>
      people === 0 ? [] : { campaignId, detailId, people },
    ),
  )
  if (rows.length === 0) return []
  const numbers = (of: (row: (typeof rows)[number]) => number) => integers(rows.map(of))
  const adding = sql`
    insert into campaign_bounce (workspace_id, campaign_id, detail_id, people)
    select ${workspaceId}, campaign_id, detail_id, people
    from (${rowsOf(rows.length, {
      campaign_id: numbers((row) => row.campaignId),
      detail_id: numbers((row) => row.detailId),
      people: numbers((row) => row.people),
    })}) b
    on conflict (workspace_id, campaign_id, detail_id) do update
      set people = campaign_bounce.people + excluded.people`
  // Whose last bounce has another code now has left a zero behind.
  const clearing = sql`
    delete from campaign_bounce
    where workspace_id = ${workspaceId} and people = 0
      and campaign_id = any (${integers([...changes.keys()]).array})`
  return [adding, clearing]
}
