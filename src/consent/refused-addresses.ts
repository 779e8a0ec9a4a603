import { sql, type RawBuilder } from 'kysely'
import { bitsOf } from '../platform/database/index.ts'
import { standingsNow } from './kept-standings.ts'
import { REFUSALS, type Refusal } from './may-write.ts'
import {
  COMPLAINED,
  gave,
  isExemptNow,
  IS_EXPRESS,
  lasts,
  LEFT_EVERYTHING,
  LEFT_HERE,
  leftTopic,
  neededNow,
  type AskedOfAll,
} from './standings-of-all.ts'

/**
 * The e-mail addresses that may not be written to, each once, with the place of the strictest
 * refusal in REFUSALS (from 1): where mayWrite says no, and its reason, as a set. Addresses nobody
 * uses now are among them, by what was said at them.
 */
export function addressesRefused(asked: AskedOfAll): RawBuilder<unknown> {
  const { workspaceId, topicId, now } = asked
  const needed = neededNow(asked)
  const isNeeded = sql`${needed} <> 'none'`
  const marks = [
    ...[COMPLAINED, LEFT_EVERYTHING, LEFT_HERE, ...(topicId === null ? [] : [leftTopic(topicId)])],
    gave('express', topicId, sql`(${isNeeded} and ${IS_EXPRESS})`),
    gave('lasting', topicId, sql`(${isNeeded} and ${lasts(now)})`),
    gave('once', topicId, isNeeded),
  ]
  const addresses = (which: RawBuilder<unknown>) =>
    bitsOf(sql`select id from address where workspace_id = ${workspaceId} and ${which}`)
  const seeds = bitsOf(sql`select address_id from seed_address
    where workspace_id = ${workspaceId} and ${isExemptNow(workspaceId)}`)
  const isMail = sql`kind = 'email'`
  const said = (name: string) => sql`coalesce(s.${sql.ref(name)}, 0) & ~coalesce(o.bits, 0)`
  const unlessSeed = (bits: RawBuilder<unknown>) => sql`(${bits}) & ~coalesce(d.bits, 0)`
  const enough = sql`case when ${needed} = 'express' then s.express else s.lasting end`
  const lacks = sql`coalesce(m.bits, 0) & ~coalesce(${enough}, 0)`
  const refusals: Record<Refusal, RawBuilder<unknown>> = {
    erased: sql`coalesce(e.bits, 0)`,
    invalid_address: sql`coalesce(i.bits, 0)`,
    complaint: said('complained'),
    opted_out: unlessSeed(said('everything')),
    opted_out_address: unlessSeed(said('here')),
    opted_out_topic: topicId === null ? sql`0::bigint` : unlessSeed(said('topic')),
    consent_expired: unlessSeed(sql`${lacks} & coalesce(s.once & ~s.lasting, 0)`),
    consent_missing: unlessSeed(lacks),
  }
  const rows = sql`
    select place, ${sql.join(REFUSALS.map((one) => sql`${refusals[one]} as ${sql.ref(one)}`))}
    from (${standingsNow(asked, marks)}) s
    full join (${addresses(sql`${isMail} and erased_at is not null`)}) e using (place)
    full join (${addresses(sql`${isMail} and not is_valid`)}) i using (place)
    full join (${addresses(sql`${isMail} and ${isNeeded}`)}) m using (place)
    full join (${seeds}) d using (place)
    full join (${addresses(sql`kind <> 'email'`)}) o using (place)`
  const holds = (one: Refusal) => sql`r.${sql.ref(one)} >> n.at & 1 = 1`
  const any = sql.join(
    REFUSALS.map((one) => sql`r.${sql.ref(one)}`),
    sql` | `,
  )
  const ranks = REFUSALS.map((one, at) => sql`when ${holds(one)} then ${sql.lit(at + 1)}`)
  return sql`
    select (r.place << 6) + n.at as address_id, case ${sql.join(ranks, sql` `)} end as place
    from (${rows}) r join generate_series(0, 63) n (at) on (${any}) >> n.at & 1 = 1`
}
