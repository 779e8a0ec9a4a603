import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/**
 * Why nothing arrives at an address, in words, and since when; both null where it is good. For a
 * select from address under this name, with the workspace fenced.
 */
export function whyInvalid(address: string): {
  reason: RawBuilder<string | null>
  since: RawBuilder<Date | null>
} {
  const a = sql.table(address)
  const campaign = (id: RawBuilder<unknown>) => sql`coalesce(' in ' || nullif((
    select c.name from campaign c
    where c.workspace_id = ${a}.workspace_id and c.id = ${id}), ''), '')`
  const code = (value: RawBuilder<unknown>) =>
    sql`coalesce(' (' || nullif(left(${value}, 80), '') || ')', '')`
  const holds = (at: RawBuilder<unknown>) =>
    sql`${at} is not null and not coalesce(${a}.confirmed_at > ${at}, false)`
  const isBounced = holds(sql`${a}.bounced_at`)
  const isSuppressed = holds(sql`${a}.suppressed_at`)
  const connection = sql`(select n.name from connection n
    where n.workspace_id = ${a}.workspace_id and n.id = ${a}.suppressed_by)`
  return {
    reason: sql`case
      when ${a}.is_valid then null
      when ${isBounced} then case when ${a}.bounced_by_suppression
          then 'the e-mail service sends nothing there any more' else 'hard bounce' end
        || ${code(sql`${a}.bounced_reason`)} || ${campaign(sql`${a}.bounced_campaign_id`)}
      when ${isSuppressed}
        then coalesce(${connection}, 'an e-mail service') || ' states that nothing arrives there'
      else ${a}.soft_count || ' soft bounces in a row since '
        || to_char(${a}.soft_first_at at time zone 'UTC', 'FMDD Mon YYYY') || ', the last'
        || ${code(sql`${a}.soft_reason`)} || ${campaign(sql`${a}.soft_campaign_id`)} end`,
    since: sql`case when ${a}.is_valid then null when ${isBounced} then ${a}.bounced_at
      when ${isSuppressed} then ${a}.suppressed_at else ${a}.soft_invalid_at end`,
  }
}

/** Whether mail arrives at an address, as it is known now; moments are epoch milliseconds. */
export interface Validity {
  isValid: boolean
  /** Why nothing arrives, in words; '' where the address is good. */
  reason: string
  since: number | null
  /** When a person last said that it is good. */
  confirmedAt: number | null
}

/** Null for an address that is not there. */
export async function validityOf(
  tx: Tx,
  workspaceId: number,
  addressId: number,
): Promise<Validity | null> {
  const { reason, since } = whyInvalid('a')
  const { rows } = await sql<{
    isValid: boolean
    reason: string | null
    since: Date | null
    confirmed: Date | null
  }>`
    select a.is_valid as "isValid", ${reason} as reason, ${since} as since,
      a.confirmed_at as confirmed
    from address a where a.workspace_id = ${workspaceId} and a.id = ${addressId}`.execute(tx)
  const [row] = rows
  if (row === undefined) return null
  return {
    isValid: row.isValid,
    reason: row.reason ?? '',
    since: row.since?.getTime() ?? null,
    confirmedAt: row.confirmed?.getTime() ?? null,
  }
}
