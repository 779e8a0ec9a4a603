import { sql, type RawBuilder } from 'kysely'
import { REFUSALS, type Refusal } from './may-write.ts'
import { neededNow, type AskedOfAll } from './persons.ts'

/**
 * The e-mail addresses that may not be written to, each once, with the place of the strictest
 * refusal in REFUSALS (from 1): where mayWrite says no, and its reason, as a set. Addresses nobody
 * uses now are among them, by what was said at them.
 */
export function addressesRefused(asked: AskedOfAll): RawBuilder<unknown> {
  const { workspaceId } = asked
  const needed = neededNow(asked)
  const isExempt = sql`(coalesce((select seed_is_exempt from consent_policy
    where workspace_id = ${workspaceId}), false) and exists (select from seed_address d
    where d.workspace_id = ${workspaceId} and d.address_id = s.address_id))`
  const has = (bit: number) => sql`s.holds & ${sql.lit(bit)} <> 0`
  const place = (refusal: Refusal) => sql.lit(REFUSALS.indexOf(refusal) + 1)
  return sql`
    select r.address_id, min(r.place) as place from (
      select s.address_id, case
        when s.is_erased then ${place('erased')}
        when not s.is_valid then ${place('invalid_address')}
        when ${has(COMPLAINED)} then ${place('complaint')}
        when ${isExempt} then null
        when ${has(OUT_OF_ALL)} then ${place('opted_out')}
        when ${has(OUT_HERE)} then ${place('opted_out_address')}
        when ${has(OUT_OF_TOPIC)} then ${place('opted_out_topic')}
        when case (select ${needed}) when 'express' then s.given < 2
          when 'implied' then s.given < 1 else false end then
          case when s.has_expired then ${place('consent_expired')}
            else ${place('consent_missing')} end
        end as place
      from (${standingsOfAll(asked)} union all ${standingsUnused(asked)}) s
    ) r where r.place is not null group by r.address_id`
}

/** What holds of somebody, as bits that are joined by "or". */
const COMPLAINED = 1
const OUT_OF_ALL = 2
const OUT_OF_TOPIC = 4
const OUT_HERE = 8

/**
 * One row for each person and e-mail address in use, with all that mayWrite goes by: given is 2 for
 * express consent, 1 for implied, 0 for none, which may have expired. Each person, each who was
 * merged and each address is judged by itself (the chains); then what holds for a person holds at
 * every address in use, and what holds at an address for everybody who uses it. As windows, because
 * the planner knows how many rows they make: of groups of groups it knows nothing, and takes a
 * million for two hundred.
 */
function standingsOfAll(asked: AskedOfAll): RawBuilder<unknown> {
  const { workspaceId } = asked
  const ofAddress = sql.lit(OUT_HERE)
  return sql`
    select s.person_id, s.address_id, s.is_valid, s.is_erased,
      bit_or(s.holds) over users & ${sql.lit(COMPLAINED)} <> 0 as has_complained,
      bit_or(s.holds) over users <> 0 or s.here <> 0 as is_withdrawn,
      bit_or(s.holds) over users | s.here as holds,
      greatest(s.given_here, max(s.given) over users, 1) - 1 as given,
      greatest(s.given_here, max(s.given) over users) = 1 as has_expired
    from (
      select pa.person_id, a.id as address_id, a.is_valid, a.erased_at is not null as is_erased,
        coalesce(f.holds, 0) & ${ofAddress} as here, coalesce(f.given, 0) as given_here,
        coalesce(g.given, 0) as given,
        bit_or(coalesce(f.holds, 0) & ~${ofAddress} | coalesce(g.holds, 0))
          over (partition by pa.person_id) as holds
      from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
      left join (${chains(asked, 'address_id')}) f on f.address_id = pa.address_id
      left join (${chainsAsOne(asked)}) g on g.person_id = pa.person_id
      where pa.workspace_id = ${workspaceId} and pa.ended_at is null and a.kind = 'email'
    ) s
    window users as (partition by s.address_id)`
}

/** The same of addresses nobody uses now: judged by what was said at them. */
function standingsUnused(asked: AskedOfAll): RawBuilder<unknown> {
  const { workspaceId } = asked
  return sql`
    select null::integer, a.id, a.is_valid, a.erased_at is not null,
      coalesce(f.holds, 0) & ${sql.lit(COMPLAINED)} <> 0, coalesce(f.holds, 0) <> 0,
      coalesce(f.holds, 0), greatest(coalesce(f.given, 0), 1) - 1, coalesce(f.given, 0) = 1
    from address a
    left join (${chains(asked, 'address_id')}) f on f.address_id = a.id
    where a.workspace_id = ${workspaceId} and a.kind = 'email'
      and not exists (select from person_address pa where pa.workspace_id = a.workspace_id
        and pa.address_id = a.id and pa.ended_at is null)`
}

/**
 * What was said of each person and of those who were merged into it: every opt-out holds, and
 * consent only where each of them gave it.
 */
function chainsAsOne(asked: AskedOfAll): RawBuilder<unknown> {
  const { workspaceId } = asked
  const merged = sql`select id, merged_into, count(*) over (partition by merged_into) as count
    from person where workspace_id = ${workspaceId} and merged_into is not null`
  // Few were merged: nobody else needs to be looked up among all persons.
  return sql`
    select c.person_id, bit_or(c.holds) as holds,
      case when count(*) < max(c.as_one) then 0 else min(c.given) end as given
    from (
      select coalesce(m.merged_into, f.person_id) as person_id, f.holds, f.given,
        1 + coalesce(m.count, k.count, 0) as as_one
      from (${chains(asked, 'person_id')}) f
      left join (${merged}) m on m.id = f.person_id
      left join (select distinct merged_into, count from (${merged}) d) k
        on k.merged_into = f.person_id
    ) c group by c.person_id`
}

/**
 * What was said of each person, or of each address, judged as decide does: an opt-out holds until
 * an explicit opt-in of its matter that is newer; at the same time the opt-out holds.
 */
function chains(
  { workspaceId, topicId, now }: AskedOfAll,
  subject: 'person_id' | 'address_id',
): RawBuilder<unknown> {
  const newest = (which: RawBuilder<unknown>) =>
    sql`coalesce(max(w.occurred_at) filter (where ${which}), '-infinity')`
  const holds = (bit: number, out: RawBuilder<unknown>, back: RawBuilder<unknown>) =>
    sql`case when max(w.occurred_at) filter (where not w.opted_in and ${out})
      >= ${newest(sql`w.opted_in and w.is_explicit and ${back}`)} then ${sql.lit(bit)} else 0 end`
  const everything = sql`w.scope = 'everything'`
  const topic = sql`w.scope = 'topic'`
  const isOfEmail =
    subject === 'address_id' ? sql`true` : sql`(w.channel is null or w.channel = 'email')`
  const lasts = sql`(w.expires_at is null or w.expires_at > to_timestamp(${now}::bigint / 1000.0))`
  return sql`
    select w.${sql.ref(subject)},
      ${holds(COMPLAINED, sql`${everything} and w.cause = 'complaint'`, everything)}
        | ${holds(OUT_OF_ALL, everything, everything)}
        | ${holds(OUT_OF_TOPIC, topic, topic)}
        | ${holds(OUT_HERE, sql`w.scope = 'address'`, sql`not ${topic}`)} as holds,
      case when bool_or(w.opted_in and w.is_explicit) then 3
        when bool_or(w.opted_in and ${lasts}) then 2
        when bool_or(w.opted_in) then 1 else 0 end as given
    from consent_wish w
    where w.workspace_id = ${workspaceId} and w.${sql.ref(subject)} is not null
      and (not ${topic} or w.topic_id = ${topicId}::integer)
      and ${isOfEmail}
    group by w.${sql.ref(subject)}`
}
