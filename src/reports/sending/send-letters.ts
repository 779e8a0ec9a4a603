import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { MailFault } from '../../platform/mail/index.ts'
import type { LetterWords } from './letter.ts'
import { mailsOutside } from './policy.ts'
import { LEASE_SECONDS, type Sending } from './take.ts'

interface Begun {
  reader: string
  messageId: string
  /** As it is now; null where no mail may go there. */
  to: string | null
}

type Outcome = { status: 'sent' | 'failed' | 'waiting' | 'unknown'; outcome: string }

/**
 * Hands a sending's letters over, one after the other. That one begins is written down before it
 * does: whoever dies over it leaves it begun, and it is not sent twice. Ends when another worker
 * has the sending.
 */
export async function sendLetters(
  homing: Homing,
  sending: Sending,
  words: LetterWords,
): Promise<void> {
  const tried: string[] = []
  while (!homing.ending?.aborted) {
    const begun = await homing.database.inWorkspace(sending.workspaceId, (tx) =>
      begin(tx, sending, tried),
    )
    if (begun === null) return
    tried.push(begun.reader)
    const outcome = await handOver(homing, begun, words)
    // The server's own words often repeat the address, so they are not logged.
    if (outcome.status !== 'sent') {
      homing.log.warn({ sending: sending.id, reason: outcome.outcome }, 'a view was not sent')
    }
    await homing.database.inWorkspace(sending.workspaceId, (tx) =>
      settle(tx, sending, begun, outcome),
    )
  }
}

/** The next letter, begun; null where none is left, or the lease is another's. */
async function begin(tx: Tx, sending: Sending, tried: readonly string[]): Promise<Begun | null> {
  const { workspaceId, id, lease } = sending
  const { rows: mine } = await sql`update view_sending
    set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    where workspace_id = ${workspaceId} and id = ${id} and lease_owner = ${lease}
    returning 1`.execute(tx)
  if (mine.length === 0) return null
  const mayLeave = await mailsOutside(tx, workspaceId)
  const { rows } = await sql<Begun>`
    with next as (select workspace_id, sending_id, reader from view_letter
      where workspace_id = ${workspaceId} and sending_id = ${id} and status = 'waiting'
        and reader <> all(${[...tried]}::text[])
      order by reader limit 1)
    update view_letter l set status = 'begun', begun_at = clock_timestamp(), outcome = ''
    from next left join user_account u on u.id = (select n.user_id from view_letter n
      where n.workspace_id = next.workspace_id and n.sending_id = next.sending_id
        and n.reader = next.reader)
    where l.workspace_id = next.workspace_id and l.sending_id = next.sending_id
      and l.reader = next.reader
    returning l.reader, l.message_id::text as "messageId",
      case when l.user_id is not null then u.email
        when ${mayLeave}::boolean then l.address end as "to"`.execute(tx)
  return rows[0] ?? null
}

async function handOver(homing: Homing, begun: Begun, words: LetterWords): Promise<Outcome> {
  const { to, messageId } = begun
  if (to === null) {
    return { status: 'failed', outcome: 'Other addresses than those of users are not allowed.' }
  }
  try {
    await homing.mail!.send({ to, messageId, ...words })
    return { status: 'sent', outcome: 'The mail server took it.' }
  } catch (error) {
    if (!(error instanceof MailFault)) throw error
    const { isFinal, isInDoubt, message } = error
    if (isInDoubt) return { status: 'unknown', outcome: `${message} It may have arrived.` }
    return { status: isFinal ? 'failed' : 'waiting', outcome: message }
  }
}

async function settle(tx: Tx, { workspaceId, id }: Sending, { reader }: Begun, to: Outcome) {
  await sql`update view_letter set status = ${to.status}, outcome = ${to.outcome}
    where workspace_id = ${workspaceId} and sending_id = ${id} and reader = ${reader}
      and status = 'begun'`.execute(tx)
}
