import { sql, type RawBuilder } from 'kysely'
import type { ConsentNeeded, ConsentState } from './may-write.ts'

/** What consent is asked about, for everybody at once: marketing, by e-mail. */
export interface AskedOfAll {
  workspaceId: number
  /** Null: about nothing in particular. */
  topicId: number | null
  /** Epoch milliseconds. */
  now: number
  /** A policy that is considered; absent: the one that holds. */
  policy?: { needed: ConsentNeeded; seedIsExempt: boolean }
}

/** Persons with an address in use that may be written to: where mayWrite says yes, as a set. */
export function personsToWrite(asked: AskedOfAll): RawBuilder<unknown> {
  const needed = asked.policy ? sql`${asked.policy.needed}::text` : neededNow(asked)
  const isExempt = asked.policy
    ? sql`${asked.policy.seedIsExempt}::boolean`
    : sql`coalesce((select seed_is_exempt from consent_policy
        where workspace_id = ${asked.workspaceId}), false)`
  return sql`
    select s.person_id from (${standingsOfAll(asked)}) s
    where s.is_valid and not s.is_erased and not s.has_complained and (
      (${isExempt} and exists (select from seed_address d
        where d.workspace_id = ${asked.workspaceId} and d.address_id = s.address_id))
      or (not s.is_withdrawn and case (select ${needed})
        when 'express' then s.given = 2 when 'implied' then s.given > 0 else true end))`
}

/**
 * Persons whose consent is one of these states. A person's is the best of the addresses in use, in
 * this order: express, implied, unknown, withdrawn; each address's is the one mayWrite answers.
 */
export function personsByConsent(asked: AskedOfAll, state: ConsentState): RawBuilder<unknown> {
  const rank = { withdrawn: -1, unknown: 0, implied: 1, express: 2 }[state]
  return sql`
    select s.person_id from (${standingsOfAll(asked)}) s
    group by s.person_id
    having max(case when s.is_withdrawn then -1 else s.given end) = ${rank}::integer`
}

/** Persons who left everything, or one topic, by e-mail: at any address, or as a person. */
export function personsOptedOut({ workspaceId, topicId }: AskedOfAll): RawBuilder<unknown> {
  if (topicId === null) {
    return sql`select person_id from opted_out_person where workspace_id = ${workspaceId}`
  }
  return sql`select person_id from opted_out_topic
    where workspace_id = ${workspaceId} and topic_id = ${topicId}`
}

/** Persons for whom a complaint holds. */
export function personsWhoComplained({ workspaceId }: AskedOfAll): RawBuilder<unknown> {
  return sql`select person_id from complained_person where workspace_id = ${workspaceId}`
}

/** What the firm needs for the topic, else in general. */
function neededNow({ workspaceId, topicId }: AskedOfAll): RawBuilder<unknown> {
  return sql`coalesce(
    (select consent_needed from topic where workspace_id = ${workspaceId}
      and id = ${topicId}::integer),
    (select consent_needed from consent_policy where workspace_id = ${workspaceId}), 'none')`
}

/**
 * One row for each person and e-mail address in use, with all that mayWrite goes by: given is 2 for
 * express consent, 1 for implied, 0 for none. Each person, each who was merged and each address is
 * judged by itself (the chains); then what holds for a person holds at every address in use, and
 * what holds at an address for everybody who uses it. Only who was ever spoken of is looked at.
 */
function standingsOfAll(asked: AskedOfAll): RawBuilder<unknown> {
  const { workspaceId } = asked
  const used = sql`(
    select pa.person_id, a.id as address_id, a.is_valid, a.erased_at is not null as is_erased
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    where pa.workspace_id = ${workspaceId} and pa.ended_at is null and a.kind = 'email')`
  return sql`
    with of_address as materialized (${chains(asked, 'address_id')}),
    of_person as materialized (
      select c.person_id, bool_or(c.complained) as complained, bool_or(c.out_all) as out_all,
        bool_or(c.out_topic) as out_topic,
        case when count(*) < max(c.as_one) then 0 else min(c.given) end as given
      from (
        select coalesce(p.merged_into, p.id) as person_id, f.complained, f.out_all, f.out_topic,
          f.given, 1 + (select count(*) from person m where m.workspace_id = p.workspace_id
            and m.merged_into = coalesce(p.merged_into, p.id)) as as_one
        from (${chains(asked, 'person_id')}) f
        join person p on p.workspace_id = ${workspaceId} and p.id = f.person_id
      ) c group by c.person_id
    ),
    spoken_of as (
      select person_id, complained, out_all, out_topic, given from of_person
      union all
      select u.person_id, f.complained, f.out_all, f.out_topic, 0
      from of_address f join ${used} u on u.address_id = f.address_id
    ),
    person_standing as (
      select person_id, bool_or(complained) as complained, bool_or(out_all) as out_all,
        bool_or(out_topic) as out_topic, max(given) as given
      from spoken_of group by person_id
    ),
    by_users as (
      select u.address_id, bool_or(p.complained) as complained, bool_or(p.out_all) as out_all,
        bool_or(p.out_topic) as out_topic, max(p.given) as given
      from person_standing p join ${used} u on u.person_id = p.person_id
      group by u.address_id
    )
    select u.person_id, u.address_id, u.is_valid, u.is_erased,
      coalesce(b.complained, false) as has_complained,
      coalesce(b.complained or b.out_all or b.out_topic or f.out_here, false) as is_withdrawn,
      greatest(coalesce(b.given, 0), coalesce(f.given, 0)) as given
    from ${used} u
    left join by_users b on b.address_id = u.address_id
    left join of_address f on f.address_id = u.address_id`
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
  const holds = (out: RawBuilder<unknown>, back: RawBuilder<unknown>) =>
    sql`coalesce(max(w.occurred_at) filter (where not w.opted_in and ${out})
      >= ${newest(sql`w.opted_in and w.is_explicit and ${back}`)}, false)`
  const everything = sql`w.scope = 'everything'`
  const topic = sql`w.scope = 'topic'`
  const given = sql`w.opted_in`
  const isOfEmail =
    subject === 'address_id' ? sql`true` : sql`(w.channel is null or w.channel = 'email')`
  const lasts = sql`(w.expires_at is null or w.expires_at > to_timestamp(${now}::bigint / 1000.0))`
  return sql`
    select w.${sql.ref(subject)},
      ${holds(sql`${everything} and w.cause = 'complaint'`, everything)} as complained,
      ${holds(everything, everything)} as out_all,
      ${holds(sql`w.scope = 'address'`, sql`not ${topic}`)} as out_here,
      ${holds(topic, topic)} as out_topic,
      case when bool_or(${given} and w.is_explicit) then 2
        when bool_or(${given} and ${lasts}) then 1 else 0 end as given
    from consent_wish w
    where w.workspace_id = ${workspaceId} and w.${sql.ref(subject)} is not null
      and (not ${topic} or w.topic_id = ${topicId}::integer)
      and ${isOfEmail}
    group by w.${sql.ref(subject)}`
}
