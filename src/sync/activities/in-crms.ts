import { sql } from 'kysely'
import { connectorOf } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'

/** How one campaign stands with one CRM. */
export interface CampaignInCrm {
  connectionId: number
  connection: string
  title: string
  /** The CRM is told of campaigns at all. */
  isOn: boolean
  /** A campaign of the CRM's own can be chosen. */
  canChoose: boolean
  isLinked: boolean
  /** The CRM's own id, and what the one that was chosen was called then; empty: none yet. */
  remoteId: string
  linkName: string
  /** none: its sending has not begun. */
  status: 'none' | 'waiting' | 'open' | 'failed'
  outcome: string
  told: number
  /** What stays there if another is chosen now, for people; null: nothing was told yet. */
  stays: string | null
}

/** How a campaign stands with every CRM that can be told of it. Throws Refused 404. */
export async function campaignInCrms(
  tx: Tx,
  homing: Homing,
  { workspaceId, campaignId }: { workspaceId: number; campaignId: number },
): Promise<CampaignInCrm[]> {
  const campaign = await tx
    .selectFrom('campaign')
    .select('id')
    .where('id', '=', campaignId)
    .executeTakeFirst()
  if (campaign === undefined) throw new Refused(404, 'There is no campaign of this number.')
  const { rows } = await sql<Row>`
    select l.connection_id as "connectionId", n.name as connection, n.connector,
      l.is_on as "isOn", coalesce(t.is_linked, false) as "isLinked",
      coalesce(t.external_id, '') as "remoteId", coalesce(t.link_name, '') as "linkName",
      case when t.looked_events is null then 'none' else t.status end as status,
      coalesce(t.outcome, '') as outcome, coalesce(t.done_count, 0) as told,
      t.opened_at is not null or exists (
        select from told_recipient r where r.workspace_id = l.workspace_id
          and r.connection_id = l.connection_id and r.campaign_id = ${campaignId}
          and r.begun_at is not null) as "hasBegun"
    from activity_lane l
    join connection n on n.workspace_id = l.workspace_id and n.id = l.connection_id
      and n.deleted_at is null
    left join told_campaign t on t.workspace_id = l.workspace_id
      and t.connection_id = l.connection_id and t.campaign_id = ${campaignId}
    where l.workspace_id = ${workspaceId}
    order by l.connection_id`.execute(tx)
  return rows.map(({ connector, hasBegun, ...row }) => {
    const { title, activities } = connectorOf(homing, connector)
    const canChoose = activities?.findCampaigns !== undefined
    return { ...row, title, canChoose, stays: hasBegun ? staysThere(title, row.told) : null }
  })
}

type Row = Omit<CampaignInCrm, 'title' | 'canChoose' | 'stays'> & {
  connector: string
  hasBegun: boolean
}

/** What choosing another campaign leaves behind, for people. Pure. */
export function staysThere(title: string, told: number): string {
  const kept =
    told === 1
      ? `${title} keeps the campaign it was told of, with what one recipient did.`
      : `${title} keeps the campaign it was told of, with what ${told} recipients did.`
  const next =
    'Nothing is taken back there. Everything is told once more to the one that is chosen now.'
  return `${kept} ${next}`
}
