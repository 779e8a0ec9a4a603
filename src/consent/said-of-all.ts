import { sql, type RawBuilder } from 'kysely'
import { bitOf, isMarked, leftJoinBits } from '../platform/database/index.ts'

/** What somebody may have left. */
export interface Matters {
  workspaceId: number
  /** Whether the wish w is about it. */
  isAsked: RawBuilder<unknown>
}

/** What speaks for writing. */
export interface Given {
  workspaceId: number
  /** Null: about nothing in particular. */
  topicId: number | null
  /** Epoch milliseconds. */
  now: number
  /** Whether implied consent that lasts is enough; otherwise it has to be express. */
  isEnough: RawBuilder<unknown>
}

/**
 * Persons who left one of these matters, by e-mail: who was said to, or stands for somebody who
 * was, and everybody who uses an address of which it was said. Somebody may be in it twice.
 * addresses: what addressesThatLeft answers, where it is there already.
 */
export function personsWhoLeft(
  matters: Matters,
  addresses: RawBuilder<unknown> = sql`(${addressesThatLeft(matters)})`,
): RawBuilder<unknown> {
  const { workspaceId } = matters
  return sql`
    select coalesce(x.merged_into, w.person_id) as person_id
    from (${standing(matters, 'person_id')}) w
    left join (${merged(workspaceId)}) x on x.id = w.person_id
    union all
    select pa.person_id from person_address pa
    left join ${addresses} said on said.place = pa.address_id >> 6
    where pa.workspace_id = ${workspaceId} and pa.ended_at is null
      and ${isMarked('said', sql`pa.address_id`)}
      and not exists (select from address a where a.workspace_id = ${workspaceId}
        and a.id = pa.address_id and a.kind <> 'email')`
}

/**
 * Addresses of which it was said, as bits: of everybody who uses them, and those that are not to be
 * used themselves (here).
 */
export function addressesThatLeft(matters: Matters): RawBuilder<unknown> {
  const bits = (of: RawBuilder<unknown>) =>
    sql`coalesce(bit_or(${bitOf(sql`w.address_id`)}) filter (where ${of}), 0)`
  return sql`
    select w.address_id >> 6 as place, ${bits(sql`w.scope <> 'address'`)} as bits,
      ${bits(sql`w.scope = 'address'`)} as here
    from (${standing(matters, 'address_id')}) w group by 1`
}

/**
 * Addresses with consent: their own, or of somebody who uses them. Who was merged counts only
 * where each of them gave it: else a merge would give somebody another's.
 */
export function addressesThatGave(given: Given): RawBuilder<unknown> {
  const { workspaceId } = given
  const persons = said(given, 'person_id')
  const people = sql`
    select w.person_id from (${persons}) w
    where not exists (select from (${asOne(workspaceId)}) x where x.id = w.person_id)
    union all
    select x.stands from (${asOne(workspaceId)}) x
    left join (select distinct w.person_id from (${persons}) w) w on w.person_id = x.id
    group by x.stands having bool_and(w.person_id is not null)`
  return sql`
    ${said(given, 'address_id')}
    union all
    select u.address_id from person_address u
    ${leftJoinBits(people, 'gave_it', sql`u.person_id`)}
    where u.workspace_id = ${workspaceId} and u.ended_at is null
      and ${isMarked('gave_it', sql`u.person_id`)}`
}

type Subject = 'person_id' | 'address_id'

/**
 * Opt-outs that hold, as decide says: until an explicit opt-in of the matter that is newer; at the
 * same time the opt-out holds. An opt-in to everything brings the address back as well.
 */
function standing({ workspaceId, isAsked }: Matters, subject: Subject): RawBuilder<unknown> {
  const id = sql.ref(subject)
  return sql`
    select w.${id}, w.scope from consent_wish w
    where w.workspace_id = ${workspaceId} and w.${id} is not null and not w.opted_in
      and ${isAsked} ${ofEmail('w', subject)}
      and not exists (
        select from consent_wish i
        where i.workspace_id = ${workspaceId} and i.${id} = w.${id} and i.opted_in
          and i.is_explicit and i.occurred_at > w.occurred_at ${ofEmail('i', subject)}
          and case w.scope when 'address' then i.scope <> 'topic'
            when 'topic' then i.scope = 'topic' and i.topic_id = w.topic_id
            else i.scope = 'everything' end)`
}

/** Of whom consent was said that is enough. */
function said({ workspaceId, topicId, now, isEnough }: Given, subject: Subject) {
  const id = sql.ref(subject)
  return sql`
    select w.${id} from consent_wish w
    where w.workspace_id = ${workspaceId} and w.${id} is not null and w.opted_in
      and (w.scope <> 'topic' or w.topic_id = ${topicId}::integer) ${ofEmail('w', subject)}
      and (w.is_explicit or (${isEnough} and (w.expires_at is null
        or w.expires_at > to_timestamp(${now}::bigint / 1000.0))))`
}

/** What is said of a person may be about another channel; of an address it is about its own. */
function ofEmail(wish: 'w' | 'i', subject: Subject): RawBuilder<unknown> {
  if (subject === 'address_id') return sql``
  const channel = sql.ref(`${wish}.channel`)
  return sql`and (${channel} is null or ${channel} = 'email')`
}

/** Few were merged: nobody else needs to be looked up among all persons. */
function merged(workspaceId: number): RawBuilder<unknown> {
  return sql`select id, merged_into from person
    where workspace_id = ${workspaceId} and merged_into is not null`
}

/** Who was merged, and whom they were merged into, each with the one who stands for them. */
function asOne(workspaceId: number): RawBuilder<unknown> {
  return sql`
    select id, merged_into as stands from person
    where workspace_id = ${workspaceId} and merged_into is not null
    union
    select merged_into, merged_into from person
    where workspace_id = ${workspaceId} and merged_into is not null`
}
