import { sql, type RawBuilder } from 'kysely'

/** ISO 8601: from then on, and before then. */
export interface SentWithin {
  sentFrom?: string
  sentUntil?: string
}

/** Whether a campaign (c) went out in that time; everything fits where no time is given. */
export function wasSentWithin({ sentFrom, sentUntil }: SentWithin): RawBuilder<boolean> {
  if (sentFrom === undefined && sentUntil === undefined) return sql`true`
  return sql`(c.status in ('sending', 'sent', 'removed')
    and c.sent_at >= ${sentFrom ?? '-infinity'}::timestamptz
    and c.sent_at < ${sentUntil ?? 'infinity'}::timestamptz)`
}
