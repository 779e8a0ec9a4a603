import { expect } from 'vitest'
import type { Tx } from '../../src/platform/database/index.ts'
import { proveCampaign } from '../../src/ledger/index.ts'
import { sql } from '../database.ts'

/** Whatever is kept beside the ledger is what counting the ledger again finds. */
export async function checkKept(tx: Tx, campaigns: readonly number[]): Promise<void> {
  for (const id of campaigns) {
    expect((await proveCampaign(tx, id)).mismatches, `campaign ${id}`).toEqual([])
  }
  for (const [name, statement] of Object.entries(RECOUNTS)) {
    const { rows } = await sql.raw(statement).execute(tx)
    expect(rows, name).toEqual([])
  }
}

const EVENTS = `(select e.*, v.class from event e left join verdict v
  on v.workspace_id = e.workspace_id and v.address_id = e.address_id
    and v.occurred_at = e.occurred_at and v.key = e.key) e`

/** Rows that are kept and not counted, and the other way round. */
const RECOUNTS = {
  'people and events of each kind': differing(
    `select campaign_id, kind::int, count(distinct address_id)::int as people,
       count(*)::int as events,
       (count(distinct address_id) filter (where class is null))::int as human_people,
       (count(*) filter (where class is null))::int as human_events,
       (count(distinct address_id) filter (where class = 2 and kind = 3))::int as proxy_people,
       (count(*) filter (where class = 2 and kind = 3))::int as proxy_events
     from ${EVENTS} group by 1, 2`,
    `select campaign_id, kind::int, people::int, events::int, human_people::int,
       human_events::int, proxy_people::int, proxy_events::int
     from campaign_count where kind > 0 and events > 0`,
  ),
  hours: differing(
    `select campaign_id, kind::int, date_trunc('hour', occurred_at, 'UTC') as hour,
       count(*)::int as events, (count(*) filter (where class = 1))::int as machine,
       (count(*) filter (where class = 2))::int as proxy
     from ${EVENTS} group by 1, 2, 3`,
    `select campaign_id, kind::int, hour, events::int, machine::int, proxy::int
     from campaign_hour where events > 0`,
  ),
  'clicked links': differing(
    `select campaign_id, link_id, address_id, count(*)::int as clicks,
       (count(*) filter (where class is null))::int as human, min(occurred_at) as first_at,
       max(occurred_at) as last_at
     from ${EVENTS} where kind = 4 group by 1, 2, 3`,
    `select campaign_id, link_id, address_id, clicks::int, human_clicks::int, first_at, last_at
     from recipient_link`,
  ),
  bounces: differing(
    `select campaign_id, bounce_detail_id, count(*)::int as people
     from recipient where bounces > 0 group by 1, 2`,
    `select campaign_id, detail_id, people::int from campaign_bounce where people > 0`,
  ),
}

function differing(counted: string, kept: string): string {
  return `(select 'counted' as side, c.* from (${counted} except all ${kept}) c)
    union all (select 'kept', k.* from (${kept} except all ${counted}) k)`
}
