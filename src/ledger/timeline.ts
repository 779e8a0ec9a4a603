import { sql, type RawBuilder } from 'kysely'
import type { FieldId } from '../accounts/fields/index.ts'
import type { Channel, EventKind } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { bounceWords } from './bounce-words.ts'
import { kindCode, kindOf, TIME_IS_APPROXIMATE } from './kinds.ts'
import type { OfPerson } from './person-history.ts'
import { exactTime, moment, ofChannel, pageOf, place, type Page, type PageAsk } from './places.ts'
import { seenOf } from './seen.ts'

/** People named with an entry at most: of an address that more of them share, the first met. */
const NAMED_MAX = 5

export interface TimelineEntry {
  /** The event's, to ask for its trace. */
  id: string
  occurredAt: Date
  kind: EventKind
  campaign: { id: number; name: string }
  channel: Channel
  address: string
  verdict: 'human' | 'machine' | 'proxy' | null
  verdictReason: string | null
  link: string | null
  detail: string | null
  agent: string | null
  timeIsApproximate: boolean
}

export interface TimelineAsk extends PageAsk {
  kind?: EventKind
  campaignId?: number
  channel?: Channel
  /** ISO 8601: from this moment on, and before that one. */
  from?: string
  until?: string
  /** What is hidden from who asks. */
  hidden?: ReadonlySet<FieldId>
}

/**
 * Everything that happened to a person, newest first, over the addresses now in use and those that
 * were corrected. Each address gives the places of its newest events from the key of the ledger, so
 * a page costs the same however long the ledger is; the events themselves are read for the page.
 */
export function timelineOf(
  tx: Tx,
  { workspaceId, personId }: OfPerson,
  ask: TimelineAsk,
): Promise<Page<TimelineEntry>> {
  const uses = sql`
    select pa.address_id from person_address pa
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
      ${ofChannel(workspaceId, ask.channel)}`
  return happenedAt<TimelineEntry>(tx, { workspaceId, uses }, ask)
}

export interface SharedEntry extends TimelineEntry {
  /** Who of the organization uses the address, NAMED_MAX at most. */
  people: { id: number; name: string }[]
}

interface OfOrganization {
  workspaceId: number
  organizationId: number
}

/**
 * The same over all people of a company or a household, or over one of them. An address that
 * several share tells what happened once, and names them.
 */
export function timelineOfOrganization(
  tx: Tx,
  { workspaceId, organizationId }: OfOrganization,
  ask: TimelineAsk & { personId?: number },
): Promise<Page<SharedEntry>> {
  const only = ask.personId === undefined ? sql`` : sql`and f.person_id = ${ask.personId}`
  const uses = sql`
    select distinct pa.address_id from affiliation f
    join person_address pa
      on pa.workspace_id = f.workspace_id and pa.person_id = f.person_id
    where f.workspace_id = ${workspaceId} and f.organization_id = ${organizationId} ${only}
      ${ofChannel(workspaceId, ask.channel)}`
  const named = sql`
    (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name)), '[]') from (
      select p.id, p.name from person_address pa
      join affiliation f on f.workspace_id = pa.workspace_id and f.person_id = pa.person_id
      join person p on p.workspace_id = pa.workspace_id and p.id = pa.person_id
      where pa.workspace_id = ${workspaceId} and pa.address_id = e.address_id
        and f.organization_id = ${organizationId} ${only}
      order by pa.ended_at is null desc, p.id limit ${NAMED_MAX}
    ) p) as people`
  return happenedAt<SharedEntry>(tx, { workspaceId, uses, named }, ask)
}

interface Whose {
  workspaceId: number
  /** Selects address_id, each once. */
  uses: RawBuilder<unknown>
  /** A further column, of the event e. */
  named?: RawBuilder<unknown>
}

async function happenedAt<Entry extends TimelineEntry>(
  tx: Tx,
  { workspaceId, uses, named }: Whose,
  ask: TimelineAsk,
): Promise<Page<Entry>> {
  const { rows } = await sql<Row<Entry>>`
    with places as materialized (
      select e.* from (${uses}) pa
      cross join lateral (
        select e.address_id, e.occurred_at, e.key from event e
        where e.workspace_id = ${workspaceId} and e.address_id = pa.address_id ${within(ask)}
          ${seenOf(ask.hidden)}
        order by e.occurred_at desc, e.key desc limit ${ask.limit + 1}
      ) e
      order by e.occurred_at desc, e.key desc, e.address_id desc limit ${ask.limit + 1}
    ),
    newest as materialized (
      select e.* from places p
      cross join lateral (
        select * from event e
        where e.workspace_id = ${workspaceId} and e.address_id = p.address_id
          and e.occurred_at = p.occurred_at and e.key = p.key
        limit 1
      ) e
    )
    select e.occurred_at as "occurredAt", e.kind, e.flags, a.kind as channel, a.address,
      jsonb_build_object('id', e.campaign_id, 'name', coalesce(c.name, '')) as campaign,
      v.class, v.reason as "verdictReason", l.url as link, g.value as agent,
      case when d.kind = 'bounce' then ${bounceWords('d')} else d.value end as detail,
      ${named === undefined ? sql`` : sql`${named},`}
      ${exactTime(sql`e.occurred_at`)} || '_' || e.key || '_' || e.address_id as place
    from newest e
    join address a on a.workspace_id = e.workspace_id and a.id = e.address_id
    left join campaign c on c.workspace_id = e.workspace_id and c.id = e.campaign_id
    left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
      and v.occurred_at = e.occurred_at and v.key = e.key
    left join link l on l.workspace_id = e.workspace_id and l.id = e.link_id
    left join detail d on d.workspace_id = e.workspace_id and d.id = e.detail_id
    left join detail g on g.workspace_id = e.workspace_id and g.id = e.agent_id
    order by e.occurred_at desc, e.key desc, e.address_id desc`.execute(tx)
  return pageOf(rows, ask.limit, ({ class: verdict, flags, kind, place: id, ...row }) => {
    const timeIsApproximate = (flags & TIME_IS_APPROXIMATE) !== 0
    const of = kindOf(kind)
    return {
      ...row,
      id,
      kind: of,
      verdict: verdictOf(of, verdict),
      timeIsApproximate,
    } as unknown as Entry
  })
}

type Row<Entry> = Omit<Entry, 'id' | 'kind' | 'verdict' | 'timeIsApproximate'> & {
  kind: number
  flags: number
  class: number | null
  place: string
}

/** What is asked for of the events e; the cursor's time also by itself, to leave out months. */
function within(ask: TimelineAsk): RawBuilder<unknown> {
  const where: RawBuilder<unknown>[] = []
  if (ask.kind !== undefined) where.push(sql`e.kind = ${kindCode(ask.kind)}::smallint`)
  if (ask.campaignId !== undefined) where.push(sql`e.campaign_id = ${ask.campaignId}`)
  if (ask.from !== undefined) where.push(sql`e.occurred_at >= ${ask.from}::timestamptz`)
  if (ask.until !== undefined) where.push(sql`e.occurred_at < ${ask.until}::timestamptz`)
  if (ask.after !== undefined) {
    const [time, key, address] = place(ask.after, ['time', 'bigint', 'integer'])
    where.push(sql`e.occurred_at <= ${moment(time!)}`)
    where.push(sql`(e.occurred_at, e.key, e.address_id)
      < (${moment(time!)}, ${key}::bigint, ${address}::integer)`)
  }
  return where.length === 0 ? sql`` : sql`and ${sql.join(where, sql` and `)}`
}

/** Opens and clicks without a machine's verdict were judged human; other kinds are not judged. */
function verdictOf(kind: EventKind, verdict: number | null): TimelineEntry['verdict'] {
  if (verdict === 1) return 'machine'
  if (verdict === 2) return 'proxy'
  return kind === 'open' || kind === 'click' ? 'human' : null
}
