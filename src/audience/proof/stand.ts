import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

export interface CampaignOf {
  workspaceId: number
  campaignId: number
}

/** What is done next of an audience; compared: it was held against what the ESP holds. */
export type AudienceStep = 'freeze' | 'fill' | 'fill_wait' | 'read' | 'compared'

/** The audience of a campaign, as far as it has come. Times are epoch milliseconds. */
export interface FrozenAudience extends CampaignOf {
  wishes: number
  source: 'service_lists' | 'own_lists'
  topics: number[]
  step: AudienceStep
  frozenAt: number | null
  reading: number
  readingPlace: number
  readingCursor: string | null
  readAt: number | null
  /** When its lists are to be read once more before it is sent; null: not at all. */
  lookAgainAt: number | null
  /** When it was too late for that. */
  lookMissedAt: number | null
  allowedBy: string | null
  allowedReason: string
  allowedAt: number | null
  /** How many there were when somebody sent it all the same; null: whoever there is. */
  allowedStrangers: number | null
  allowedMissing: number | null
  listId: number | null
  isListCalled: boolean
  pushId: number | null
  noticedAt: number | null
  takenBack: string
  /** Its list is gone at the ESP. */
  listRemovedAt: number | null
  /** Why its list was left at the ESP; empty: it was not, or not yet. */
  listKept: string
}

/** Null: nobody was frozen for the campaign yet. */
export async function findAudience(tx: Tx, of: CampaignOf): Promise<FrozenAudience | null> {
  const { rows } = await sql<FrozenAudience>`
    select workspace_id as "workspaceId", campaign_id as "campaignId", wishes, source, topics, step,
      ${ms('frozen_at')} as "frozenAt", reading, reading_place as "readingPlace",
      reading_cursor as "readingCursor", ${ms('read_at')} as "readAt",
      ${ms('look_again_at')} as "lookAgainAt", ${ms('look_missed_at')} as "lookMissedAt",
      allowed_by as "allowedBy", allowed_reason as "allowedReason",
      ${ms('allowed_at')} as "allowedAt", allowed_strangers as "allowedStrangers",
      allowed_missing as "allowedMissing", list_id as "listId",
      ${ms('list_removed_at')} as "listRemovedAt", list_kept as "listKept",
      list_called_at is not null as "isListCalled", push_id as "pushId",
      ${ms('noticed_at')} as "noticedAt", taken_back as "takenBack"
    from campaign_audience
    where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId}`.execute(tx)
  return rows[0] ?? null
}

/**
 * Begins an audience for a wish of its campaign: who was frozen for an earlier schedule is
 * forgotten, and the list that was made for the campaign at its ESP is kept.
 */
export async function beginAudience(
  tx: Tx,
  of: CampaignOf & Pick<FrozenAudience, 'wishes' | 'source' | 'topics'>,
): Promise<void> {
  const { workspaceId, campaignId, wishes, source, topics } = of
  for (const table of ['campaign_target', 'campaign_member'] as const) {
    await sql`delete from ${sql.table(table)}
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
  }
  await sql`
    insert into campaign_audience (workspace_id, campaign_id, wishes, source, topics, step)
    values (${workspaceId}, ${campaignId}, ${wishes}, ${source}, ${topics}::integer[], 'freeze')
    on conflict (workspace_id, campaign_id) do update
      set wishes = excluded.wishes, source = excluded.source, topics = excluded.topics,
        step = 'freeze', frozen_at = null, reading = 1, reading_place = 0, reading_cursor = null,
        read_at = null, look_again_at = null, look_missed_at = null, allowed_by = null,
        allowed_reason = '', allowed_at = null, allowed_strangers = null, allowed_missing = null,
        push_id = null, noticed_at = null, taken_back = '', has_moved = true`.execute(tx)
}

/** Writes down how far an audience has come. */
export async function moveAudience(
  tx: Tx,
  { workspaceId, campaignId }: CampaignOf,
  columns: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    update campaign_audience set ${columns}
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
}

/** Which look at the ESP's lists an audience stands by. */
export type Look = 'first' | 'second' | 'missed'

/** Second: right before it is sent; missed: that one was not made in time. Pure. */
export function lookOf(
  audience: Pick<FrozenAudience, 'readAt' | 'lookAgainAt' | 'lookMissedAt'>,
): Look {
  const { readAt, lookAgainAt, lookMissedAt } = audience
  if (lookMissedAt !== null) return 'missed'
  return lookAgainAt !== null && (readAt ?? 0) >= lookAgainAt ? 'second' : 'first'
}

/** A push that fills its list or puts it right: it is waited for. */
export async function waitForPush(tx: Tx, of: CampaignOf, pushId: number): Promise<void> {
  const waits = sql`step = 'fill_wait', push_id = ${pushId}::integer,
    push_ids = push_ids || ${pushId}::integer`
  await moveAudience(tx, of, waits)
}

/** What is on the ESP's lists is read once more, from the beginning. */
export async function readAgain(tx: Tx, of: CampaignOf): Promise<void> {
  const again = sql`step = 'read', reading = reading + 1, reading_place = 0, reading_cursor = null`
  await moveAudience(tx, of, again)
}

function ms(column: string) {
  return sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`
}
