/** Whom a campaign is meant for: frozen, its list filled, and held against what the ESP holds. */
import { sql } from 'kysely'
import {
  audiencePolicy,
  beginAudience,
  compareAudience,
  findAudience,
  forgetUnread,
  freezeTargets,
  lastRead,
  lookOf,
  membersKnown,
  membersRead,
  moveAudience,
  noteSuppressed,
  noteUnmailable,
  readAgain,
  reasonsToHoldSending,
  skipStrangers,
  takeOffLists,
  toldOnly,
  type FrozenAudience,
} from '../../audience/index.ts'
import type { Draft } from '../../campaigns/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { within, type Telling } from './carry-out.ts'
import type { AudienceStand } from './situation.ts'
import { fillList, freezeOwn, HOMING } from './own-list.ts'
import { readMembers } from './read-members.ts'
import { isMissed, lookIsMade, secondLookAt } from './second-look.ts'

/** There is something to wait for, and nothing failed. */
export class Waits extends Error {
  readonly forMs: number

  constructor(message: string, forMs: number) {
    super(message)
    this.forMs = forMs
  }
}

/** A push is waited for, and then looked at again. */
const PUSH_MS = 5_000
/** Who was told of to the ESP is looked for again after so long. */
const OFF_MS = 60_000

/** How far the audience of a campaign is; null where nothing is about to be sent. */
export async function standOf(at: Telling, draft: Draft): Promise<AudienceStand | null> {
  if (draft.wish !== 'scheduled' && draft.wish !== 'unscheduled') return null
  return within(at.lease, async (tx) => {
    const audience = await findAudience(tx, draft)
    const isOfWish = audience !== null && audience.wishes === draft.wishes
    if (draft.wish === 'unscheduled') {
      const isOurs = audience !== null && audience.wishes === draft.wishes - 1
      return { ...NOTHING, takenBack: isOurs ? audience.takenBack : '' }
    }
    if (!isOfWish) return NOTHING
    if (audience.step !== 'compared') return { ...NOTHING, noticedAt: audience.noticedAt }
    const found = await compareAudience(tx, draft)
    const policy = await audiencePolicy(tx, draft.workspaceId)
    const asked = { policy, ...letThrough(audience), title: at.title }
    return {
      isCompared: true,
      look: lookOf(audience),
      reasons: reasonsToHoldSending(found, asked),
      told: toldOnly(found, asked),
      barred: found.barred,
      noticedAt: audience.noticedAt,
      takenBack: '',
    }
  })
}

const NOTHING = {
  ...{ isCompared: false, look: 'first' as const, reasons: [], told: [], barred: 0 },
  ...{ noticedAt: null, takenBack: '' },
}

/** What somebody lets through: whom there was when they said so. */
function letThrough(audience: FrozenAudience) {
  const { allowedBy, allowedStrangers, allowedMissing } = audience
  const allowed = {
    strangers: allowedStrangers ?? Infinity,
    missing: allowedMissing ?? Infinity,
  }
  return { allowed: allowedBy === null ? null : allowed, isMissed: isMissed(audience) }
}

/** Does what is next of an audience; throws Waits where that takes a while. */
export async function prepare(at: Telling, draft: Draft): Promise<void> {
  const audience = await within(at.lease, (tx) => begun(tx, draft))
  switch (audience.step) {
    case 'freeze':
      return within(at.lease, (tx) => freeze(tx, at, { draft, audience }))
    case 'fill':
      return fillList(at, draft, audience)
    case 'fill_wait':
      return within(at.lease, (tx) => afterPush(tx, audience))
    case 'read':
      return readLists(at, draft, audience)
    case 'compared':
      return offTheLists(at, draft, audience)
  }
}

async function begun(tx: Tx, draft: Draft): Promise<FrozenAudience> {
  const audience = await findAudience(tx, draft)
  if (audience !== null && audience.wishes === draft.wishes) return audience
  const { workspaceId, campaignId, wishes, whom } = draft
  await beginAudience(tx, {
    workspaceId,
    campaignId,
    wishes,
    source: whom === null ? 'service_lists' : 'own_lists',
    topics: await topicsOf(tx, draft),
  })
  return (await findAudience(tx, draft))!
}

/** What the campaign is about: its own topic, those of its ESP's lists, or the one chosen. */
async function topicsOf(tx: Tx, draft: Draft): Promise<number[]> {
  const { workspaceId, campaignId, connectionId, whom } = draft
  // The list that is made for lists of our own stands for nothing.
  const lists = whom === null ? draft.lists.map(({ id }) => id) : []
  const { rows } = await sql<{ id: number }>`
    select topic_id as id from campaign
    where workspace_id = ${workspaceId} and id = ${campaignId} and topic_id is not null
    union
    select topic_id from topic_mapping
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and kind = 'list' and retired_at is null and topic_id is not null
      and external_id = any(${lists}::text[])
    order by 1`.execute(tx)
  const topics = new Set(rows.map((row) => row.id))
  if (whom !== null && whom.topicId !== null) topics.add(whom.topicId)
  return [...topics]
}

interface Of {
  draft: Draft
  audience: FrozenAudience
}

async function freeze(tx: Tx, at: Telling, { draft, audience }: Of): Promise<void> {
  const { workspaceId, connectionId } = draft
  const now = at.homing.now()
  if (draft.whom !== null) {
    await freezeTargets(tx, audience, { chosen: await freezeOwn(tx, draft, now), now })
    return moveAudience(tx, draft, sql`step = 'fill'`)
  }
  const canRead = at.connector.audience !== undefined
  const { readAt } = await lastRead(tx, workspaceId, connectionId!)
  // Of an account that was never read, whoever is met now is who is known.
  if (readAt !== null || !canRead) {
    const ids = draft.lists.map(({ id }) => id)
    await freezeTargets(tx, audience, {
      chosen: membersKnown(workspaceId, connectionId!, ids),
      now,
    })
  }
  await moveAudience(tx, draft, canRead ? sql`step = 'read'` : sql`step = 'compared'`)
}

async function readLists(at: Telling, draft: Draft, audience: FrozenAudience): Promise<void> {
  const isRead = await readMembers(at, draft, audience)
  if (!isRead) throw new Waits(`The lists at ${at.title} are being read.`, 0)
  await within(at.lease, async (tx) => {
    const now = at.homing.now()
    await forgetUnread(tx, audience)
    if (audience.frozenAt === null) {
      await freezeTargets(tx, audience, { chosen: membersRead(draft), now })
    }
    await noteUnmailable(tx, audience)
    await noteSuppressed(tx, audience, {
      connectionId: draft.connectionId!,
      unmailableWords: at.connector.consent?.unmailableWords ?? [],
    })
    await skipStrangers(tx, audience, now)
    await lookIsMade(tx, audience)
    const { pageMax } = at.connector.audience!.limits
    const members = await countMembers(tx, audience)
    const again = secondLookAt({ sendAt: draft.sendAt, members, pageMax, now })
    await moveAudience(
      tx,
      draft,
      sql`step = 'compared', read_at = ${new Date(now)}, look_missed_at = null,
        look_again_at = coalesce(look_again_at,
          ${again === null ? null : new Date(again)}::timestamptz)`,
    )
  })
}

async function countMembers(tx: Tx, { workspaceId, campaignId }: FrozenAudience): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from campaign_member
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
  return rows[0]!.count
}

/** A push of its list is over: what the ESP holds is read again. */
async function afterPush(tx: Tx, audience: FrozenAudience): Promise<void> {
  const { rows } = await sql<{ status: string }>`
    select status from push where workspace_id = ${audience.workspaceId}
      and id = ${audience.pushId}`.execute(tx)
  const status = rows[0]?.status ?? 'done'
  if (['done', 'failed', 'cancelled'].includes(status)) return readAgain(tx, audience)
  throw new Waits(wordsOfPush(status, audience.pushId!), PUSH_MS)
}

function wordsOfPush(status: string, pushId: number): string {
  if (status === 'held') return `It waits for push ${pushId}, which is held.`
  if (status === 'paused') return `It waits for push ${pushId}, which is paused.`
  return `Its list is being filled: push ${pushId}.`
}

/**
 * Of a campaign that is scheduled: whoever must not get it any more is taken off our own list; the
 * ESP's are left to what it is told of people, and looked at again.
 */
async function offTheLists(at: Telling, draft: Draft, audience: FrozenAudience): Promise<void> {
  const { workspaceId, campaignId } = draft
  const isAsked = await within(at.lease, async (tx) => {
    const ask = {
      ...{ workspaceId, campaignId, by: HOMING(draft), now: at.homing.now() },
      ...{ connectionId: draft.connectionId!, lists: draft.lists.map(({ id }) => id) },
    }
    const isOurs = audience.source === 'own_lists'
    if (isOurs && (await takeOffLists(tx, at.homing.connectors, ask)) !== null) return true
    await readAgain(tx, draft)
    return false
  })
  if (!isAsked) throw new Waits(WAITS_FOR_OFF, OFF_MS)
}

const WAITS_FOR_OFF = 'Somebody must not get it any more: it is waited for the service to know.'
