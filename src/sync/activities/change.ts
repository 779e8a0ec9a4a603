import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { connectorOf, findConnection, type By, type Place } from '../../connections/index.ts'
import type { ActivityKind, RaisedKind } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'

export interface ActivitiesChange {
  isOn?: boolean | undefined
  /** ISO 8601: campaigns sent before are not told. What was told of them stays there. */
  since?: string | undefined
  /** All kinds that are not to be told; the others are, from the beginning. */
  offKinds?: readonly (ActivityKind | RaisedKind)[] | undefined
}

/**
 * Changes what a CRM is told of activities. Wishes of people (opt-outs) are no activities: whether
 * those are told is nobody's choice. Throws Refused where the connection cannot be told.
 */
export async function changeActivities(
  tx: Tx,
  homing: Homing,
  asked: { by: By; connectionId: number },
  change: ActivitiesChange,
): Promise<void> {
  const at = { workspaceId: asked.by.workspaceId, connectionId: asked.connectionId }
  const name = await nameOfTellable(tx, homing, at)
  const { isOn, since, offKinds } = change
  await sql`
    update activity_lane set is_on = coalesce(${isOn ?? null}::boolean, is_on),
      since = coalesce(${since ?? null}::timestamptz, since),
      off_kinds = coalesce(${offKinds ?? null}::text[], off_kinds)
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}`.execute(tx)
  // What was left out before is found by comparing again.
  if (offKinds !== undefined) {
    await sql`
      update told_campaign set looked_at = null, raised_at = null
      where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}`.execute(tx)
  }
  await note(tx, homing, asked, inWords(name, change))
}

const SOON = sql`tries = 0, next_try_at = '-infinity'`

/** What may have failed, and what it takes to be as if it were new. */
const AGAIN = [
  ['told_recipient', SOON],
  ['told_campaign', SOON],
  // Whoever asks has looked whether it is there.
  ['told_raised', sql`begun_at = null`],
] as const

/**
 * Asks again for what could not be told: of one campaign, or of all. Answers how many targets and
 * campaigns. Throws Refused (409) where nothing has failed.
 */
export async function retryActivities(
  tx: Tx,
  homing: Homing,
  asked: { by: By; connectionId: number; campaignId: number | null },
): Promise<number> {
  const at = { workspaceId: asked.by.workspaceId, connectionId: asked.connectionId }
  const name = await nameOfTellable(tx, homing, at)
  let count = 0
  for (const [table, afresh] of AGAIN) {
    const { rows } = await sql`
      update ${sql.table(table)} set status = 'waiting', ${afresh}, outcome = '',
        who_must_act = null
      where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
        and status = 'failed' and (${asked.campaignId}::integer is null
          or campaign_id = ${asked.campaignId})
      returning 1`.execute(tx)
    count += rows.length
  }
  // Figures are of no campaign.
  if (asked.campaignId === null) count += await figuresAgain(tx, at)
  if (count === 0) {
    throw new Refused(409, 'Nothing has failed any more.', {
      remedy: 'What waits is told by itself.',
    })
  }
  await note(tx, homing, asked, `Had “${name}” told again of ${count} that had failed.`)
  await homing.jobs.enqueue(tx, 'activities', at, `${at.workspaceId}:${at.connectionId}`)
  return count
}

async function figuresAgain(tx: Tx, at: Place): Promise<number> {
  const { rows } = await sql`
    update told_figures set status = 'waiting', ${SOON}, outcome = '', who_must_act = null
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and status = 'failed' returning 1`.execute(tx)
  return rows.length
}

async function nameOfTellable(tx: Tx, homing: Homing, at: Place): Promise<string> {
  const { name, connector } = await findConnection(tx, at.connectionId)
  const { title, activities } = connectorOf(homing, connector)
  if (activities !== undefined) return name
  throw new Refused(409, `${title} cannot be told of activities.`, {
    remedy: 'The page of the connection says what it can be told.',
  })
}

function inWords(name: string, { isOn, since, offKinds }: ActivitiesChange): string {
  const [off, day] = [offKinds?.join(', '), since?.slice(0, 10)]
  const sentences = [
    isOn === true && `Has “${name}” told of activities.`,
    isOn === false && `Has “${name}” told of no activities any more.`,
    day !== undefined && `Has “${name}” told of campaigns that were sent since ${day}.`,
    off === '' && `Has “${name}” told of all kinds of activities.`,
    off && `Has “${name}” told nothing of these kinds: ${off}.`,
  ]
  return sentences.filter(Boolean).join(' ')
}

function note(
  tx: Tx,
  homing: Homing,
  { by, connectionId }: { by: By; connectionId: number },
  sentence: string,
): Promise<void> {
  return audit(tx, {
    actor: by,
    action: 'change_activities',
    subject: 'connection',
    subjectId: connectionId,
    sentence,
    at: homing.now(),
  })
}
