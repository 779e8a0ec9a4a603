import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import { waitAfter } from '../../outbox/index.ts'
import { Refused } from '../../platform/refused.ts'
import { attachmentOf, type Attachment } from './attachment.ts'
import { letterOf } from './letter.ts'
import { sendLetters } from './send-letters.ts'
import { viewForOwner } from './schedules.ts'
import { take, type Sending } from './take.ts'

/** Sendings a job carries out at most; what is left then is taken up by the next minute. */
const ROUNDS_MAX = 50
const MINUTE = 60_000
/** The pause after each failed try: then it is a person's, who may press Send now. */
const SENDING_WAITS_MS = [5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 3 * 60 * MINUTE]

/** Carries out what waits in a workspace to be sent. */
export async function sendDue(homing: Homing, workspaceId: number): Promise<void> {
  if (homing.mail === undefined) return
  for (let round = 0; round < ROUNDS_MAX && !homing.ending?.aborted; round++) {
    const sending = await homing.database.inWorkspace(workspaceId, (tx) =>
      take(tx, workspaceId, homing.now()),
    )
    if (sending === null) return
    await carryOut(homing, sending)
  }
}

async function carryOut(homing: Homing, sending: Sending): Promise<void> {
  const { workspaceId } = sending
  if (sending.isEnded) return failed(homing, sending, 'Its schedule was ended.')
  // Whoever died over it each time said no word about it.
  if (sending.tries > SENDING_WAITS_MS.length + 1) {
    return failed(homing, sending, `It was begun ${sending.tries} times and never ended.`)
  }
  try {
    const { view, hidden } = await homing.database.inWorkspace(workspaceId, (tx) =>
      viewForOwner(tx, { id: sending.ownerId }, sending.viewId, homing.now()),
    )
    const attachment = await attachmentOf(homing, sending, { ...view, hidden })
    if (attachment.rows === 0 && sending.skipsEmpty) return await skipped(homing, sending)
    const { publicUrl } = homing
    const letter = letterOf({ view, sending, attachment, publicUrl, at: homing.now() })
    await sendLetters(homing, sending, letter)
    await settle(homing, sending, attachment)
  } catch (error) {
    if (!(error instanceof Refused)) {
      homing.log.error({ err: error, sending: sending.id }, 'a view could not be sent')
      return again(homing, sending, 'It could not be made: the log of Homing says why.')
    }
    // What its owner may not see, or what the subject no longer answers, stays so until changed.
    const isForGood = [403, 404, 409, 422].includes(error.status)
    if (isForGood) return stop(homing, sending, error.message)
    await again(homing, sending, error.message)
  }
}

async function skipped(homing: Homing, sending: Sending): Promise<void> {
  await ended(homing, sending, { status: 'empty', outcome: 'Nothing was found: nothing sent.' })
}

/** What became of all its letters; what was not taken is tried again, for each wait once. */
async function settle(homing: Homing, sending: Sending, attachment: Attachment): Promise<void> {
  const { workspaceId, id } = sending
  const [count] = await homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ all: number; sent: number; waiting: number; why: string | null }>`
      select count(*)::int as all, count(*) filter (where status = 'sent')::int as sent,
        count(*) filter (where status = 'waiting')::int as waiting,
        max(outcome) filter (where status <> 'sent') as why
      from view_letter where workspace_id = ${workspaceId} and sending_id = ${id}`.execute(tx)
    await sql`update view_sending set row_count = ${attachment.rows}, is_linked = ${
      attachment.content === null
    } where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
    return rows
  })
  const { all, sent, waiting, why } = count!
  if (all === 0) return stop(homing, sending, 'Nobody is left to send it to.')
  if (waiting > 0) return again(homing, sending, why ?? '')
  if (sent === all) {
    const outcome = `Sent to ${all === 1 ? 'one reader' : `${all} readers`}.`
    return ended(homing, sending, { status: 'sent', outcome })
  }
  await failed(homing, sending, `Sent to ${sent} of ${all}. ${why ?? ''}`.trim())
}

async function again(homing: Homing, sending: Sending, outcome: string): Promise<void> {
  const random = homing.random()
  const waitMs = waitAfter({
    ...{ waits: SENDING_WAITS_MS, askedMs: null },
    tries: sending.tries,
    random,
  })
  if (waitMs === null) return failed(homing, sending, outcome)
  const { workspaceId, id, lease } = sending
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`update view_sending set outcome = ${outcome}, lease_owner = null, lease_until = null,
        next_try_at = ${new Date(homing.now() + waitMs)}
      where workspace_id = ${workspaceId} and id = ${id} and lease_owner = ${lease}`.execute(tx),
  )
}

/** The schedule cannot be carried out until somebody changes it: that is a problem to be seen. */
async function stop(homing: Homing, sending: Sending, reason: string): Promise<void> {
  const { workspaceId, scheduleId } = sending
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`update view_schedule set status = 'stopped', reason = ${reason}
      where workspace_id = ${workspaceId} and id = ${scheduleId}`.execute(tx),
  )
  await failed(homing, sending, reason)
}

function failed(homing: Homing, sending: Sending, outcome: string): Promise<void> {
  return ended(homing, sending, { status: 'failed', outcome })
}

async function ended(
  homing: Homing,
  { workspaceId, id, lease }: Sending,
  { status, outcome }: { status: 'sent' | 'empty' | 'failed'; outcome: string },
): Promise<void> {
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`update view_sending set status = ${status}, outcome = ${outcome}, lease_owner = null,
        lease_until = null, settled_at = ${new Date(homing.now())}
      where workspace_id = ${workspaceId} and id = ${id} and lease_owner = ${lease}`.execute(tx),
  )
}
