import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'

/** A mail is a page at most; what is longer is cut, with a word that it was. */
const BODY_CHARS_MAX = 20_000
const SUBJECT_CHARS_MAX = 180

export interface MailDraft {
  userId: string
  kind: 'alarm' | 'digest' | 'test'
  subject: string
  /** Plain text. */
  body: string
}

/**
 * Writes mails to users of the workspace: there if, and only if, the transaction commits, sent soon
 * after. Where e-mail is off nothing is written, for it would wait for nobody.
 */
export async function writeMails(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  drafts: readonly MailDraft[],
): Promise<void> {
  if (homing.mail === undefined || drafts.length === 0) return
  const now = new Date(homing.now())
  await tx
    .insertInto('mail')
    .values(
      drafts.map(({ userId, kind, subject, body }) => ({
        workspace_id: workspaceId,
        user_id: userId,
        message_id: randomUUID(),
        kind,
        // A subject is one line, whatever a campaign was called.
        subject: cut(subject.replace(/\s+/g, ' '), SUBJECT_CHARS_MAX),
        body: cut(body, BODY_CHARS_MAX),
        next_try_at: now,
        created_at: now,
      })),
    )
    .execute()
  await homing.jobs.enqueue(tx, 'deliver', { workspaceId }, String(workspaceId))
}

/** What became of the last mail to a user. Times are ISO 8601. */
export interface LastMail {
  status: 'waiting' | 'sent' | 'failed'
  outcome: string
  createdAt: string
}

/** The newest mail to a user of the workspace; null where none was written yet. */
export async function lastMailOf(tx: Tx, userId: string): Promise<LastMail | null> {
  const row = await tx
    .selectFrom('mail')
    .select(['status', 'outcome', 'created_at'])
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  const { status, outcome, created_at: createdAt } = row
  return { status, outcome, createdAt: createdAt.toISOString() }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
