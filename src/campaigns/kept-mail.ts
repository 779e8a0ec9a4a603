import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** A mail whose HTML has more characters is not kept; a client cuts off long before. */
export const MAIL_CHARS_MAX = 500_000

interface At {
  workspaceId: number
  campaignId: number
}

/** The mail as its ESP told it; null: it has none, and what was told before stays. */
export async function keepMail(tx: Tx, at: At, html: string | null): Promise<void> {
  if (html === null || html.trim() === '') return
  // The database holds no such character.
  const told = html.replaceAll('\u0000', '')
  const kept = told.length <= MAIL_CHARS_MAX ? told : null
  await sql`
    insert into campaign_mail (workspace_id, campaign_id, html, chars, read_at)
    values (${at.workspaceId}, ${at.campaignId}, ${kept}, ${told.length}, now())
    on conflict (workspace_id, campaign_id) do update
      set html = excluded.html, chars = excluded.chars, read_at = excluded.read_at`.execute(tx)
}

export interface ShownMail {
  /** Null where there is none to show. */
  html: string | null
  /** kept: as its ESP told it. written: as it was written here. */
  state: 'kept' | 'written' | 'too_long' | 'untold'
  readAt: Date | null
}

/** The mail of a campaign as recipients saw it, as far as it is known. */
export async function mailOfCampaign(tx: Tx, { workspaceId, campaignId }: At): Promise<ShownMail> {
  const kept = await tx
    .selectFrom('campaign_mail')
    .select(['html', 'read_at as readAt'])
    .where('workspace_id', '=', workspaceId)
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst()
  if (kept !== undefined) return { ...kept, state: kept.html === null ? 'too_long' : 'kept' }
  const written = await tx
    .selectFrom('campaign_draft')
    .select(['html', 'changed_at as readAt'])
    .where('workspace_id', '=', workspaceId)
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst()
  if (written === undefined || written.html === '') {
    return { html: null, state: 'untold', readAt: null }
  }
  return { ...written, state: 'written' }
}
