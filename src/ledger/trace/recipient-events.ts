import { sql } from 'kysely'
import type { FieldId } from '../../accounts/fields/index.ts'
import type { EventKind } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { kindCode, kindOf } from '../kinds.ts'
import { seenOf } from '../seen.ts'
import { eventId, parseEventId } from './event-id.ts'

export interface EventsQuery {
  campaignId: number
  addressId: number
  kind?: EventKind
  /** The id of the last event of the page before. */
  after?: string
  limit: number
  /** What is hidden from who asks. */
  hidden?: ReadonlySet<FieldId>
}

/** The events behind one recipient of a campaign, newest first, each with its id. */
export async function eventsOfRecipient(tx: Tx, query: EventsQuery) {
  const after = query.after === undefined ? null : parseEventId(query.after)
  const { rows } = await sql<{
    kind: number
    at: Date
    micros: string
    key: string
    link: string | null
    agent: string | null
    class: number | null
    reason: string | null
  }>`
    select e.kind, e.occurred_at as at, e.key::text, l.url as link, g.value as agent, v.class,
      v.reason, (extract(epoch from e.occurred_at) * 1000000)::bigint::text as micros
    from event e
    left join link l on l.workspace_id = e.workspace_id and l.id = e.link_id
    left join detail g on g.workspace_id = e.workspace_id and g.id = e.agent_id
    left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
      and v.occurred_at = e.occurred_at and v.key = e.key
    where e.workspace_id = (select homing_workspace()) and e.address_id = ${query.addressId}
      and e.campaign_id + 0 = ${query.campaignId}
      ${seenOf(query.hidden)}
      ${query.kind === undefined ? sql`` : sql`and e.kind = ${kindCode(query.kind)}::smallint`}
      ${
        after === null
          ? sql``
          : sql`and (e.occurred_at, e.key) < (timestamptz 'epoch'
              + ${after.micros}::bigint * interval '1 microsecond', ${after.key}::bigint)`
      }
    order by e.occurred_at desc, e.key desc
    limit ${query.limit + 1}`.execute(tx)
  const items = rows.slice(0, query.limit).map(({ kind, at, micros, key, ...row }) => ({
    id: eventId({ micros, key, addressId: query.addressId }),
    kind: kindOf(kind),
    occurredAt: at.toISOString(),
    link: row.link,
    agent: row.agent,
    verdict: verdictOf(kindOf(kind), row.class),
    verdictReason: row.reason,
  }))
  return { items, next: rows.length > query.limit ? items.at(-1)!.id : null }
}

function verdictOf(kind: EventKind, found: number | null): 'human' | 'machine' | 'proxy' | null {
  if (found !== null) return found === 2 ? 'proxy' : 'machine'
  return kind === 'open' || kind === 'click' ? 'human' : null
}
