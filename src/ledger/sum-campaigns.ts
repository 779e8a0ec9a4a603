import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { figuresOf, type Audience, type CountRow } from './figures.ts'
import { wasSentWithin, type SentWithin } from './sent-within.ts'

/**
 * The campaigns that went out within a time, added up: as many as the list has under the same
 * times. Each rate is the ratio of the sums; somebody who got two of them counts in both.
 */
export async function sumCampaigns(tx: Tx, query: SentWithin & { audience: Audience }) {
  const counted = await sql<{ campaigns: number }>`
    select count(*)::int as campaigns from campaign c
    where c.sent_at is not null and ${wasSentWithin(query)}`.execute(tx)
  const { rows } = await sql<CountRow>`
    select k.kind, sum(k.people)::float8 as people, sum(k.events)::float8 as events,
      sum(k.human_people)::float8 as human_people, sum(k.human_events)::float8 as human_events,
      sum(k.proxy_people)::float8 as proxy_people, sum(k.proxy_events)::float8 as proxy_events
    from campaign c
    join campaign_count k on k.workspace_id = c.workspace_id and k.campaign_id = c.id
    where c.sent_at is not null and ${wasSentWithin(query)}
    group by k.kind`.execute(tx)
  return { campaigns: counted.rows[0]!.campaigns, figures: figuresOf(rows, query.audience) }
}
