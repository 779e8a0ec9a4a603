import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { connectorOf, findConnection, openVendor, type By } from '../../connections/index.ts'
import { CAMPAIGNS_FOUND_MAX, type FoundCampaign } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { isOf } from './compare.ts'
import { campaignInCrms, staysThere, type CampaignInCrm } from './in-crms.ts'

/** A person waits for the answer. */
const READ_MS_MAX = 60_000

export interface FoundCampaigns {
  items: FoundCampaign[]
  /** There are more: more of the name tells them apart. */
  hasMore: boolean
}

interface Asked {
  by: By
  connectionId: number
}

/** Campaigns of the CRM with these words in their names. Throws Refused, Failure. */
export async function findCampaignsThere(
  homing: Homing,
  asked: Asked,
  words: string,
): Promise<FoundCampaigns> {
  const found = await find(homing, asked, { words: words.trim() })
  return {
    items: found.slice(0, CAMPAIGNS_FOUND_MAX),
    hasMore: found.length > CAMPAIGNS_FOUND_MAX,
  }
}

async function find(
  homing: Homing,
  { by, connectionId }: Asked,
  ask: { id: string } | { words: string },
): Promise<FoundCampaign[]> {
  const { connector, vendor } = await openVendor(homing, by.workspaceId, connectionId, {
    signal: AbortSignal.timeout(READ_MS_MAX),
    purpose: 'person',
  })
  const { activities, title } = connector
  if (activities?.findCampaigns === undefined) throw noChoice(title)
  return activities.findCampaigns(vendor, ask)
}

function noChoice(title: string): Refused {
  return new Refused(409, `No campaign of ${title} can be chosen.`, {
    remedy: 'It has none that programs may write to; each entry names the campaign.',
  })
}

export interface Link {
  campaignId: number
  /** The CRM's own id of one of its campaigns; null: one is made there. */
  remoteId: string | null
  /** Though something was told to another: that stays there, and all is told anew to this one. */
  isAgain?: boolean | undefined
}

/**
 * Chooses the campaign of the CRM that a campaign is told to. Until something was told this costs
 * nothing, and can be taken back. Throws Refused where it cannot be, Failure where the CRM cannot
 * be asked.
 */
export async function linkCampaign(
  homing: Homing,
  asked: Asked,
  link: Link,
): Promise<CampaignInCrm> {
  const { remoteId, campaignId } = link
  const [there] = remoteId === null ? [] : await find(homing, asked, { id: remoteId })
  if (remoteId !== null && there === undefined) {
    throw new Refused(422, 'The CRM has no such campaign.', { field: 'remoteId' })
  }
  const { workspaceId } = asked.by
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { connector, name } = await findConnection(tx, asked.connectionId)
    const { title, activities } = connectorOf(homing, connector)
    if (activities?.findCampaigns === undefined) throw noChoice(title)
    const at = { workspaceId, connectionId: asked.connectionId, campaignId }
    const standing = await standingOf(tx, at, title)
    const isSame = standing.isLinked ? standing.remoteId === remoteId : remoteId === null
    if (!isSame) {
      if (standing.hasBegun && link.isAgain !== true) {
        throw new Refused(409, staysThere(title, standing.told), {
          remedy: 'Say that it shall be done all the same (isAgain), or leave it as it is.',
        })
      }
      await choose(tx, at, { there: there ?? null, hasBegun: standing.hasBegun })
      await note(tx, homing, asked, { campaignId, name, there: there ?? null })
      await homing.jobs.enqueue(
        tx,
        'activities',
        { workspaceId, connectionId: asked.connectionId },
        `${workspaceId}:${asked.connectionId}`,
      )
    }
    const all = await campaignInCrms(tx, homing, { workspaceId, campaignId })
    return all.find((one) => one.connectionId === asked.connectionId)!
  })
}

type At = { workspaceId: number; connectionId: number; campaignId: number }

interface Standing {
  isLinked: boolean
  remoteId: string | null
  /** Something of it may be at the CRM. */
  hasBegun: boolean
  told: number
}

async function standingOf(tx: Tx, at: At, title: string): Promise<Standing> {
  const { rows } = await sql<Standing & { isThere: boolean; isEarly: boolean }>`
    select coalesce(t.is_linked, false) as "isLinked", t.external_id as "remoteId",
      coalesce(t.done_count, 0) as told, c.sent_at < l.since as "isEarly",
      t.opened_at is not null or exists (
        select from told_recipient r where r.workspace_id = l.workspace_id
          and r.connection_id = l.connection_id and r.campaign_id = c.id
          and r.begun_at is not null) as "hasBegun"
    from activity_lane l
    join campaign c on c.workspace_id = l.workspace_id and c.id = ${at.campaignId}
    left join told_campaign t on t.workspace_id = l.workspace_id
      and t.connection_id = l.connection_id and t.campaign_id = c.id
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId}
    for update of l`.execute(tx)
  const [standing] = rows
  if (standing === undefined) throw new Refused(404, 'There is no campaign of this number.')
  if (!standing.isEarly) return standing
  throw new Refused(409, `${title} is not told of campaigns that were sent so long ago.`, {
    remedy: 'Since when it is told of campaigns is chosen on the connection’s page.',
  })
}

async function choose(
  tx: Tx,
  at: At,
  { there, hasBegun }: { there: FoundCampaign | null; hasBegun: boolean },
): Promise<void> {
  const id = there?.id ?? null
  await sql`
    insert into told_campaign as t (workspace_id, connection_id, campaign_id, external_id,
      is_linked, link_name)
    values (${at.workspaceId}, ${at.connectionId}, ${at.campaignId}, ${id}, ${id !== null},
      ${there?.name ?? ''})
    on conflict (workspace_id, connection_id, campaign_id) do update
      set external_id = excluded.external_id, is_linked = excluded.is_linked,
        link_name = excluded.link_name, status = 'waiting', tries = 0,
        next_try_at = '-infinity', outcome = '', who_must_act = null`.execute(tx)
  if (!hasBegun) return
  await sql`
    update told_campaign set turn = turn + 1, opened_at = null, told_totals = null,
      looked_at = null, looking_after = null
    where ${isOf(at)}`.execute(tx)
}

async function note(
  tx: Tx,
  homing: Homing,
  { by }: Asked,
  { campaignId, name, there }: { campaignId: number; name: string; there: FoundCampaign | null },
): Promise<void> {
  const sentence =
    there === null
      ? `Chose one at “${name}” that is made for the campaign.`
      : `Chose the campaign “${there.name}” at “${name}” for the campaign.`
  await audit(tx, {
    actor: by,
    action: 'link_campaign',
    subject: 'campaign',
    subjectId: campaignId,
    sentence,
    at: homing.now(),
  })
}
