import { sql, type RawBuilder } from 'kysely'
import { bitIn, bitsMoved, strung, type IdsOf } from '../platform/database/index.ts'
import {
  among,
  anyOf,
  columns,
  saidOfAddresses,
  saidOfPersons,
  together,
  type Mark,
  type Only,
} from './said-of-all.ts'

/** What consent is asked about, for everybody at once: marketing, by e-mail. */
export interface AskedOfAll {
  workspaceId: number
  /** Null: about nothing in particular. */
  topicId: number | null
  /** Epoch milliseconds. */
  now: number
}

/**
 * What holds of all persons, as rows of place with a column of bits for each mark: what was said of
 * each, of those who were merged into them, and what left everything at an address they use.
 * only: of others than its users it answers nothing that holds.
 */
export function personStandings(
  workspaceId: number,
  marks: readonly Mark[],
  only?: Only,
): RawBuilder<unknown> {
  return sql`
    with said_of_addresses as materialized (${saidOfAddresses(workspaceId, marks, only)})
    ${atPersons(workspaceId, marks, only)}`
}

/**
 * What holds of all e-mail addresses: what was said of each, and of everybody who uses it. What
 * somebody left at one address is left at all of theirs; nothing else of an address is another's.
 * only: of others than those that are asked about it answers nothing that holds.
 */
export function addressStandings(
  workspaceId: number,
  marks: readonly Mark[],
  only?: Only,
): RawBuilder<unknown> {
  const told = marks.filter(({ kind }) => kind !== 'here')
  const isSet = (name: string) => bitIn('of_persons', name, sql`u.person_id`)
  const ofUsers = columns(marks, (_, mark) =>
    told.includes(mark) ? bitsMoved(isSet(mark.name), sql`u.address_id`) : NONE,
  )
  const ofPersons = strungTogether(
    atPersons(workspaceId, marks, only),
    { table: 'person', workspaceId },
    told,
  )
  return sql`
    with said_of_addresses as materialized (${saidOfAddresses(workspaceId, marks, only)}),
      of_persons as materialized (${ofPersons})
    select b.place, ${together(marks)} from (
      select u.address_id >> 6 as place, ${ofUsers} from person_address u
      where u.workspace_id = ${workspaceId} and u.ended_at is null
        and ${isSet(SOME)}::boolean ${among(sql`u.address_id`, only?.asked)}
      group by u.workspace_id, u.address_id >> 6
      union all
      select * from said_of_addresses
    ) b group by b.place`
}

function atPersons(workspaceId: number, marks: readonly Mark[], only?: Only): RawBuilder<unknown> {
  const outs = marks.filter(({ kind }) => kind === 'out')
  const isSet = (name: string) => bitIn('of_addresses', name, sql`u.address_id`)
  const ofAddresses = columns(marks, (_, mark) =>
    outs.includes(mark) ? bitsMoved(isSet(mark.name), sql`u.person_id`) : NONE,
  )
  const said = sql`select * from said_of_addresses`
  return sql`
    select * from (
      with of_addresses as materialized (
        ${strungTogether(said, { table: 'address', workspaceId }, outs)}
      )
      select b.place, ${together(marks)} from (
        select u.person_id >> 6 as place, ${ofAddresses} from person_address u
        where u.workspace_id = ${workspaceId} and u.ended_at is null
          and ${isSet(SOME)}::boolean ${among(sql`u.person_id`, only?.users)}
        group by u.workspace_id, u.person_id >> 6
        union all
        (${saidOfPersons(workspaceId, marks, only)})
      ) b group by b.place
    ) at_persons`
}

const NONE = sql`0::bigint`
/** The string of whoever is in any of the marks: most are in none, and looked up once. */
const SOME = 'some'

function strungTogether(
  rows: RawBuilder<unknown>,
  of: IdsOf,
  marks: readonly Mark[],
): RawBuilder<unknown> {
  const untold = Object.fromEntries([...marks.map(({ name }) => name), SOME].map((n) => [n, NONE]))
  return strung(sql`select m.*, ${anyOf(marks, 'm')} as "some" from (${rows}) m`, of, untold)
}

/** A mark that can be read of what is kept (consent_kept k) as well. */
export interface KeptMark extends Mark {
  kept: RawBuilder<unknown>
}

/** Who left everything, or the topic that is asked about. */
export function left(topicId: number | null): KeptMark {
  const isMet = sql`(w.scope = 'everything' or ${isAboutTopic(topicId)})`
  return { name: 'left', kind: 'out', isMet, kept: sql`(k.everything | k.topic)` }
}

/** Who left everything; the topic beside it is left by itself. */
export const LEFT_EVERYTHING: KeptMark = {
  name: 'everything',
  kind: 'out',
  isMet: sql`w.scope = 'everything'`,
  kept: sql`k.everything`,
}

/** Who left a topic. */
export function leftTopic(topicId: number | null): KeptMark {
  return { name: 'topic', kind: 'out', isMet: isAboutTopic(topicId), kept: sql`k.topic` }
}

/** Who left everything by a complaint. */
export const COMPLAINED: KeptMark = {
  name: 'complained',
  kind: 'out',
  kept: sql`k.complained`,
  isMet: sql`(w.cause = 'complaint' and w.scope = 'everything')`,
}

/** Addresses left as such. */
export const LEFT_HERE: KeptMark = {
  name: 'here',
  kind: 'here',
  kept: sql`k.here`,
  isMet: sql`w.scope = 'address'`,
}

/**
 * Who gave consent that is enough, in general or for the topic that is asked about. What is enough
 * is looked at first: what a wish is about has to be worked out (consent_wish).
 */
export function gave(
  name: string,
  topicId: number | null,
  isEnough: RawBuilder<unknown>,
  kept: RawBuilder<unknown> = sql`k.${sql.ref(name)}`,
): KeptMark {
  const isMet = sql`(${isEnough} and (w.scope <> 'topic' or ${isAboutTopic(topicId)}))`
  return { name, kind: 'gave', isMet, kept }
}

/** Whether consent was express, and whether it was, or still lasts. */
export const IS_EXPRESS = sql`w.is_explicit`
export function lasts(now: number): RawBuilder<unknown> {
  return sql`(w.is_explicit or w.expires_at is null
    or w.expires_at > to_timestamp(${now}::bigint / 1000.0))`
}

/** What the firm needs for the topic, else in general. */
export function neededNow({ workspaceId, topicId }: AskedOfAll): RawBuilder<unknown> {
  return sql`(select coalesce(
    (select consent_needed from topic where workspace_id = ${workspaceId}
      and id = ${topicId}::integer),
    (select consent_needed from consent_policy where workspace_id = ${workspaceId}), 'none'))`
}

/** Whether colleagues get everything. */
export function isExemptNow(workspaceId: number): RawBuilder<unknown> {
  return sql`(select coalesce((select seed_is_exempt from consent_policy
    where workspace_id = ${workspaceId}), false))`
}

function isAboutTopic(topicId: number | null): RawBuilder<unknown> {
  return topicId === null
    ? sql`false`
    : sql`(w.scope = 'topic' and w.topic_id = ${topicId}::integer)`
}
