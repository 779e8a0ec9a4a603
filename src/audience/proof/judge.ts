import { sql, type RawBuilder } from 'kysely'
import { addressesRefused, REFUSALS } from '../../consent/index.ts'
import { personsSuppressed } from '../../lists/index.ts'
import type { Reason } from '../reasons.ts'

/** Why somebody who was chosen is skipped, in the order in which one reason goes before another. */
export const SKIPS = [
  'no_address',
  ...REFUSALS,
  'suppression_list',
  'duplicate',
] as const satisfies readonly Reason[]
export type Skip = (typeof SKIPS)[number]

/**
 * Of those, whom no campaign may reach, whatever the ESP holds: the others get nothing anyway, or
 * get it as somebody else.
 */
export const MUST_NOT: readonly Skip[] = SKIPS.filter(
  (skip) => !['no_address', 'invalid_address', 'duplicate'].includes(skip),
)

export interface JudgedBy {
  workspaceId: number
  /** What the campaign is about; empty: nothing in particular. */
  topics: readonly number[]
  /** Epoch milliseconds. */
  now: number
}

/**
 * Everybody of a source (key, person_id, address_id) with the one reason that speaks against
 * writing to them now, or none: '' . Consent is asked about each topic, the strictest answer holds.
 * Of those with one address who might all get it the first one, by key, is meant. One statement,
 * however many they are.
 */
export function judged(by: JudgedBy, source: RawBuilder<unknown>): RawBuilder<unknown> {
  const { workspaceId, now } = by
  const topics = by.topics.length === 0 ? [null] : by.topics
  const refused = sql.join(
    topics.map((topicId) => addressesRefused({ workspaceId, topicId, now })),
    sql` union all `,
  )
  return sql`
    select x.key, x.person_id, x.address_id, case when x.reason <> '' then x.reason
      when row_number() over (partition by x.address_id, x.reason order by x.key) > 1
        then 'duplicate' else '' end as reason
    from (
      select c.key, c.person_id, c.address_id, case when c.address_id is null then 'no_address'
        when r.place is not null then (${[...REFUSALS]}::text[])[r.place]
        when s.address_id is not null then 'suppression_list' else '' end as reason
      from (${source}) c
      left join (
        select f.address_id, min(f.place)::integer as place from (${refused}) f
        group by f.address_id
      ) r on r.address_id = c.address_id
      left join (
        select distinct pa.address_id from (${personsSuppressed(workspaceId)}) p
        join person_address pa on pa.workspace_id = ${workspaceId}
          and pa.person_id = p.person_id and pa.ended_at is null
      ) s on s.address_id = c.address_id
    ) x`
}
