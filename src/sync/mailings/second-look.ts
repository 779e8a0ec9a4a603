/**
 * Who is on a campaign's lists is read once more right before it is sent. The ESP takes back a
 * schedule as long as it has not begun to send, so the look ends as shortly before as is sure.
 */
import { sql } from 'kysely'
import { audiencePolicy, lookOf, moveAudience, type FrozenAudience } from '../../audience/index.ts'
import { wakeMailing, type Draft } from '../../campaigns/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** A schedule is taken back no later than so long before it: a tick, the calls, and a try again. */
export const LAST_CHANCE_MS = 3 * 60_000
/** A look has so long at least: a call that fails is made again. */
export const LOOK_MS_MIN = 7 * 60_000
/** So long a page of members may take, beside whatever else shares the pace of the connection. */
const PAGE_MS = 1_000
/** Campaigns one tick begins to look at, or finds too late; the next tick takes the others. */
const LOOKS_MAX = 50

/** The cause under which the inbox groups looks that came too late. */
export const LOOKED_TOO_LATE = 'A second look that came too late'

/**
 * When the lists of a campaign are to be read again, so that it is known in time who is on them;
 * null: they were read so shortly before the sending that there is no later. Pure.
 */
export function secondLookAt(at: {
  sendAt: number | null
  members: number
  pageMax: number
  now: number
}): number | null {
  if (at.sendAt === null) return null
  const readingMs = Math.max(LOOK_MS_MIN, Math.ceil(at.members / at.pageMax) * PAGE_MS)
  const moment = at.sendAt - LAST_CHANCE_MS - readingMs
  return moment > at.now ? moment : null
}

interface Found {
  id: number
  connectionId: number
  name: string
}

/** Scheduled campaigns whose second look is due, or was not made; by what holds of the moment. */
async function scheduled(tx: Tx, workspaceId: number, isSo: ReturnType<typeof sql>) {
  const { rows } = await sql<Found>`
    select d.campaign_id as id, d.connection_id as "connectionId", c.name
    from campaign_draft d
    join campaign c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
    join campaign_audience u
      on u.workspace_id = d.workspace_id and u.campaign_id = d.campaign_id and u.wishes = d.wishes
    where d.workspace_id = ${workspaceId} and d.wish = 'scheduled' and d.held_status = 'scheduled'
      and u.read_at < u.look_again_at and u.look_missed_at is null and ${isSo}
    order by d.send_at, d.campaign_id limit ${LOOKS_MAX}`.execute(tx)
  return rows
}

/** Begins the second looks that are due, and tells of those that were not made in time. */
export async function lookAgain(tx: Tx, workspaceId: number, now: number): Promise<void> {
  const lastChance = sql`${new Date(now + LAST_CHANCE_MS)}::timestamptz`
  const isDue = sql`u.step = 'compared' and u.look_again_at <= ${new Date(now)}
    and d.send_at > ${lastChance}`
  for (const { id: campaignId } of await scheduled(tx, workspaceId, isDue)) {
    const of = { workspaceId, campaignId }
    // Whoever came late before is read with the others: either they are off its lists by now, or
    // they hold it.
    await moveAudience(
      tx,
      of,
      sql`step = 'read', reading = reading + 1, reading_place = 0, reading_cursor = null,
        noticed_at = null, late_looked_at = '-infinity'`,
    )
    await wakeMailing(tx, of)
  }
  const { holdUnlooked } = await audiencePolicy(tx, workspaceId)
  for (const found of await scheduled(tx, workspaceId, sql`d.send_at <= ${lastChance}`)) {
    const of = { workspaceId, campaignId: found.id }
    // Whoever was met so far counts, beside whom the first look saw.
    await moveAudience(tx, of, sql`step = 'compared', look_missed_at = ${new Date(now)}`)
    await wakeMailing(tx, of)
    const then = holdUnlooked
      ? 'As the firm chose, it is not to be sent: its schedule is being taken back.'
      : 'As the firm chose, it is sent all the same.'
    const what = `What is on its lists could not be read again in time. ${then}`
    await tellTooLate(tx, { ...of, ...found, campaignId: found.id }, what)
  }
}

/** What a look found when the campaign was on its way already: nobody can call it back. */
export async function tellOnItsWay(tx: Tx, draft: Draft, reasons: readonly string[]) {
  const { workspaceId, campaignId, connectionId, mailing } = draft
  const of = { workspaceId, campaignId, connectionId: connectionId!, name: mailing.name }
  await tellTooLate(tx, of, `It was on its way before it could be held. ${reasons.join(' ')}`)
}

async function tellTooLate(
  tx: Tx,
  of: { workspaceId: number; campaignId: number; connectionId: number; name: string },
  what: string,
): Promise<void> {
  const { workspaceId, campaignId, connectionId, name } = of
  await raiseProblems(tx, [
    {
      ...{ workspaceId, connectionId, campaignId },
      cause: LOOKED_TOO_LATE,
      sentence: `${name}: ${what}`,
      remedy:
        'Its audience shows whom the service held when it was last read, and who got it. Compare '
        + 'it again while it waits.',
      whoMustAct: 'you',
      record: { campaign: campaignId },
      identity: identityOf(campaignId),
    },
  ])
}

/** Its lists were read to their end: nothing was missed. */
export async function lookIsMade(tx: Tx, { workspaceId, campaignId }: FrozenAudience) {
  await resolveProblems(tx, workspaceId, identityOf(campaignId))
}

function identityOf(campaignId: number): string {
  return `look:${campaignId}`
}

/** Whether what a person let through stands for a look that was missed: said after it. Pure. */
export function isMissed(audience: FrozenAudience): boolean {
  const { lookMissedAt, allowedAt } = audience
  return lookOf(audience) === 'missed' && !(allowedAt !== null && allowedAt >= lookMissedAt!)
}
