import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { MailFault, type Mail } from '../platform/mail/index.ts'
import { MAIL_WAITS_MS, waitAfter } from './tries.ts'

/** Mails taken at a time, sent one after the other: mail servers like it so. */
const BATCH_MAX = 10
/** Clearly longer than a batch may take, each letter's connection and silence taken together. */
const LEASE_SECONDS = 600

interface Taken {
  id: number
  message_id: string
  subject: string
  body: string
  tries: number
  /** As it is now: a user may have changed it since. */
  address: string
}

/** Takes some of what is due, sends it, and settles each. Answers how many were taken. */
export async function sendMails(homing: Homing, workspaceId: number): Promise<number> {
  const { mail } = homing
  if (mail === undefined) return 0
  const taken = await homing.database.inWorkspace(workspaceId, (tx) =>
    take(tx, workspaceId, homing.now()),
  )
  for (const letter of taken) {
    const fault = await send(mail, letter)
    // The server's own words often repeat the address, so they are not logged.
    if (fault !== null) {
      homing.log.warn({ mail: letter.id, reason: fault.message }, 'a mail was not sent')
    }
    await homing.database.inWorkspace(workspaceId, (tx) =>
      settle(tx, { workspaceId, letter, fault, now: homing.now(), random: homing.random() }),
    )
  }
  return taken.length
}

async function take(tx: Tx, workspaceId: number, now: number): Promise<Taken[]> {
  const { rows } = await sql<Taken>`
    with due as (
      select workspace_id, id from mail
      where workspace_id = ${workspaceId} and status = 'waiting'
        and next_try_at <= ${new Date(now)}
        and (lease_until is null or lease_until < clock_timestamp())
      order by next_try_at, id
      limit ${BATCH_MAX}
      for update skip locked
    )
    update mail m
    set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from due, user_account u
    where m.workspace_id = due.workspace_id and m.id = due.id and u.id = m.user_id
    returning m.id, m.message_id, m.subject, m.body, m.tries, u.email as address`.execute(tx)
  return rows
}

/** Null where the server took it. */
async function send(mail: Mail, letter: Taken): Promise<MailFault | null> {
  const { address: to, subject, body: text, message_id: messageId } = letter
  try {
    await mail.send({ to, subject, text, messageId })
    return null
  } catch (error) {
    if (error instanceof MailFault) return error
    throw error
  }
}

interface Settling {
  workspaceId: number
  letter: Taken
  fault: MailFault | null
  now: number
  /** 0 ≤ random < 1 */
  random: number
}

async function settle(tx: Tx, settling: Settling): Promise<void> {
  const { workspaceId, letter, fault, now, random } = settling
  const tries = letter.tries + 1
  const isOver = fault === null || fault.isFinal
  const waitMs = isOver ? null : waitAfter({ waits: MAIL_WAITS_MS, tries, askedMs: null, random })
  await tx
    .updateTable('mail')
    .set({
      status: fault === null ? 'sent' : waitMs === null ? 'failed' : 'waiting',
      tries,
      outcome: fault?.message ?? 'The mail server took it.',
      next_try_at: new Date(now + (waitMs ?? 0)),
      lease_until: null,
      settled_at: waitMs === null ? new Date(now) : null,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', letter.id)
    .execute()
}
