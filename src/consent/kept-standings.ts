import { sql, type RawBuilder } from 'kysely'
import { bitsOf } from '../platform/database/index.ts'
import { columns, together, type Mark, type Only } from './said-of-all.ts'
import {
  addressStandings,
  personStandings,
  type AskedOfAll,
  type KeptMark,
} from './standings-of-all.ts'

/** Ids that are worked out anew by whoever asks; where more have moved, everybody is. */
export const MOVED_MAX = 5_000

/** Of whom something is kept: where, which with-query names those worked out anew, and how. */
interface Subject {
  table: 'consent_kept' | 'consent_kept_person'
  anew: 'asked' | 'whose'
  workOut(workspaceId: number, marks: readonly Mark[], only?: Only): RawBuilder<unknown>
}

const ADDRESSES: Subject = { table: 'consent_kept', anew: 'asked', workOut: addressStandings }
const PERSONS: Subject = { table: 'consent_kept_person', anew: 'whose', workOut: personStandings }

/**
 * What holds of all e-mail addresses now, as addressStandings: rows of place with a column of bits
 * for each mark. Where it is kept, only those are worked out of whom something moved since it was
 * folded in, or consent ended by time; else everybody. Both in one statement, so in one snapshot.
 */
export function standingsNow(asked: AskedOfAll, marks: readonly KeptMark[]): RawBuilder<unknown> {
  return ofAll(ADDRESSES, asked, marks)
}

/** The same of all persons, as personStandings: what they left, and whether by complaint. */
export function personStandingsNow(
  asked: AskedOfAll,
  marks: readonly KeptMark[],
): RawBuilder<unknown> {
  return ofAll(PERSONS, asked, marks)
}

function ofAll(subject: Subject, asked: AskedOfAll, marks: readonly KeptMark[]) {
  const names = sql.join(marks.map(({ name }) => sql.ref(name)))
  return sql`
    with moved as materialized (${movedSince(asked)})
    select place, ${names} from (${ofKept(subject, asked, marks)}) k
    where (select is_kept from moved)
    union all
    select place, ${names} from (${subject.workOut(asked.workspaceId, marks)}) c
    where not (select is_kept from moved)`
}

/**
 * One row: whether what is kept can be used, and the addresses and persons of whom something moved
 * since. Consent that ends by time is in it where its end lies between that moment and now.
 */
function movedSince({ workspaceId, topicId, now }: AskedOfAll): RawBuilder<unknown> {
  const keptAt = sql`(select kept_at from consent_kept_of
    where workspace_id = ${workspaceId} and topic_id = ${topicId ?? 0})`
  const at = sql`to_timestamp(${now}::bigint / 1000.0)`
  const flat = (column: string) =>
    sql`array(select unnest(${sql.ref(column)}) from told where s.is_kept)`
  return sql`
    with told as materialized (
      select address_ids, person_ids, is_all from consent_moved where workspace_id = ${workspaceId}
      union all
      select array_remove(array_agg(address_id), null), array_remove(array_agg(person_id), null),
        false
      from (
        select address_id, person_id from consent_fact
        where workspace_id = ${workspaceId} and expires_at > least(${keptAt}, ${at})
          and expires_at <= greatest(${keptAt}, ${at})
        limit ${MOVED_MAX + 1}
      ) ended
    )
    select s.is_kept, ${flat('address_ids')} as addresses, ${flat('person_ids')} as persons
    from (
      select ${keptAt} is not null and not coalesce(bool_or(is_all), false)
        and coalesce(sum(cardinality(address_ids) + cardinality(person_ids)), 0) <= ${MOVED_MAX}
        as is_kept
      from told
    ) s`
}

/** What is kept, but of those of whom something may have moved: these are worked out anew. */
function ofKept(
  subject: Subject,
  { workspaceId, topicId }: AskedOfAll,
  marks: readonly KeptMark[],
) {
  const ids = (name: string, column = 'ids') =>
    sql`(select ${sql.ref(column)} from ${sql.table(name)})::integer[]`
  const used = (select: string, by: RawBuilder<unknown>) => sql`
    select ${sql.ref(select)} from person_address
    where workspace_id = ${workspaceId} and ended_at is null and ${by}`
  const at = (addresses: RawBuilder<unknown>) =>
    used('person_id', sql`address_id = any(${addresses})`)
  const of = (persons: RawBuilder<unknown>) => used('address_id', sql`person_id = any(${persons})`)
  const moved = ids('moved', 'persons')
  // Of whoever is merged nothing holds any more: it holds of who stands for them.
  const standing = sql`select unnest(${moved}) union select merged_into from person
    where workspace_id = ${workspaceId} and id = any(${moved}) and merged_into is not null`
  const merged = sql`select id from person
    where workspace_id = ${workspaceId} and merged_into = any(${ids('users')})`
  const only: Only = {
    asked: ids('asked'),
    users: ids('users'),
    persons: ids('read_persons'),
    addresses: ids('read_addresses'),
  }
  const still = columns(marks, (_, { kept }) => sql`${kept} & ~coalesce(a.bits, 0)`)
  const anew = columns(marks, (bits) => sql`${bits('c')} & a.bits`)
  return sql`
    with whose as materialized (select array(${at(ids('moved', 'addresses'))}
        union ${standing}) as ids),
      asked as materialized (select array(select unnest(${ids('moved', 'addresses')})
        union ${of(ids('whose'))}) as ids),
      users as materialized (select array(select unnest(${ids('whose')})
        union ${at(ids('asked'))}) as ids),
      read_persons as materialized (select array(select unnest(${ids('users')})
        union ${merged}) as ids),
      read_addresses as materialized (select array(select unnest(${ids('asked')})
        union ${of(ids('users'))}) as ids),
      anew as materialized (${bitsOf(sql`select unnest(${ids(subject.anew)})`)})
    select b.place, ${together(marks)} from (
      select k.place, ${still} from ${sql.table(subject.table)} k
      left join anew a on a.place = k.place
      where k.workspace_id = ${workspaceId} and k.topic_id = ${topicId ?? 0}
      union all
      select c.place, ${anew} from (${subject.workOut(workspaceId, marks, only)}) c
      join anew a on a.place = c.place
    ) b group by b.place`
}
