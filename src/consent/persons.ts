import { sql, type RawBuilder } from 'kysely'
import { bitOf, idsOf, isMarked, leftJoinBits } from '../platform/database/index.ts'
import type { ConsentNeeded, ConsentState } from './may-write.ts'
import { addressesThatGave, addressesThatLeft, personsWhoLeft } from './said-of-all.ts'

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

/**
 * Persons with an address in use that may be written to: where mayWrite says yes, as a set. Nearly
 * everybody has nothing that speaks against it, so only who has is worked out, and left out. What
 * is needed is known when the statement runs: of the first two parts one is not even begun.
 */
export function personsToWrite(asked: AskedOfAll): RawBuilder<unknown> {
  const { workspaceId } = asked
  const needed = asked.policy ? sql`${asked.policy.needed}::text` : neededNow(asked)
  const isExempt = asked.policy
    ? sql`${asked.policy.seedIsExempt}::boolean`
    : sql`coalesce((select seed_is_exempt from consent_policy
        where workspace_id = ${workspaceId}), false)`
  const isEnough = sql`(select ${needed}) = 'implied'`
  return sql`
    select pa.person_id from person_address pa ${joinLeft(asked)}
    where (select ${needed}) = 'none' and ${isOpen(workspaceId)} and not ${HAS_LEFT}
    union all
    select pa.person_id from person_address pa ${joinLeft(asked)}
    ${leftJoinBits(addressesThatGave({ ...asked, isEnough }), 'gave', ADDRESS)}
    where (select ${needed}) <> 'none' and ${isOpen(workspaceId)} and not ${HAS_LEFT}
      and ${isMarked('gave', ADDRESS)}
    union all
    select pa.person_id from person_address pa
    join seed_address d on d.workspace_id = pa.workspace_id and d.address_id = pa.address_id
    where (select ${isExempt}) and ${isOpen(workspaceId)}
      and pa.address_id not in (
        select u.address_id from person_address u
        where u.workspace_id = ${workspaceId} and u.ended_at is null
          and u.person_id in (${personsWhoComplained(asked)}))`
}

/**
 * Persons whose consent is one of these states. A person's is the best of the addresses in use, in
 * this order: express, implied, unknown, withdrawn; each address's is the one mayWrite answers.
 * Addresses are looked at once: a person is in the better state and not in the one above it.
 */
export function personsByConsent(asked: AskedOfAll, state: ConsentState): RawBuilder<unknown> {
  const gave = (isEnough: RawBuilder<unknown>) => addressesThatGave({ ...asked, isEnough })
  const someOf = { express: gave(sql`false`), implied: gave(sql`true`) }
  const [among, better] = (
    {
      express: ['express', null],
      implied: ['implied', 'express'],
      unknown: [null, 'implied'],
      withdrawn: [null, null],
    } as const
  )[state]
  const joins = [...new Set([among, better])].flatMap((of) =>
    of === null ? [] : [leftJoinBits(someOf[of], of, ADDRESS)],
  )
  const isIn = (of: 'express' | 'implied' | null) =>
    of === null ? sql`true` : isMarked(of, ADDRESS)
  const isOut =
    state === 'withdrawn'
      ? sql`not ${HAS_LEFT}`
      : better === null
        ? sql`false`
        : sql`not ${HAS_LEFT} and ${isIn(better)}`
  const isThere = state === 'withdrawn' ? sql`true` : sql`not ${HAS_LEFT} and ${isIn(among)}`
  const bits = (of: RawBuilder<unknown>) =>
    sql`coalesce(bit_or(${bitOf(sql`pa.person_id`)}) filter (where ${of}), 0)`
  return idsOf(sql`
    select pa.person_id >> 6, ${bits(isThere)} & ~${bits(isOut)}
    from person_address pa ${joinLeft(asked)} ${sql.join(joins, sql` `)}
    where ${isUsed(asked.workspaceId)} group by 1`)
}

/** Persons who left everything, or one topic, by e-mail: at any address, or as a person. */
export function personsOptedOut({ workspaceId, topicId }: AskedOfAll): RawBuilder<unknown> {
  const matter = topicId === null ? sql`w.scope = 'everything'` : isAboutTopic(topicId)
  return personsWhoLeft({ workspaceId, isAsked: matter })
}

/** Persons for whom a complaint holds. */
export function personsWhoComplained({ workspaceId }: AskedOfAll): RawBuilder<unknown> {
  const isAsked = sql`(w.scope = 'everything' and w.cause = 'complaint')`
  return personsWhoLeft({ workspaceId, isAsked })
}

/** What the firm needs for the topic, else in general. */
export function neededNow({ workspaceId, topicId }: AskedOfAll): RawBuilder<unknown> {
  return sql`coalesce(
    (select consent_needed from topic where workspace_id = ${workspaceId}
      and id = ${topicId}::integer),
    (select consent_needed from consent_policy where workspace_id = ${workspaceId}), 'none')`
}

/** Whether pa is an e-mail address in use. */
function isUsed(workspaceId: number): RawBuilder<unknown> {
  return sql`pa.workspace_id = ${workspaceId} and pa.ended_at is null
    and not exists (select from address a where a.workspace_id = ${workspaceId}
      and a.id = pa.address_id and a.kind <> 'email')`
}

/** Whether pa is an e-mail address in use at which mail arrives, and whose person is not erased. */
function isOpen(workspaceId: number): RawBuilder<unknown> {
  return sql`pa.workspace_id = ${workspaceId} and pa.ended_at is null
    and not exists (select from address a where a.workspace_id = ${workspaceId}
      and a.id = pa.address_id
      and (a.kind <> 'email' or not a.is_valid or a.erased_at is not null))`
}

const ADDRESS = sql`pa.address_id`

/** Whether the address of pa, or somebody who uses it, left what joinLeft was asked about. */
const HAS_LEFT = isMarked('has_left', ADDRESS)

/** Joins to pa the addresses nobody writes to: of who left, and those left by themselves. */
function joinLeft({ workspaceId, topicId }: AskedOfAll): RawBuilder<unknown> {
  const about = sql`w.scope = 'everything' or ${isAboutTopic(topicId)}`
  const ofPersons = { workspaceId, isAsked: sql`(${about})` }
  const ofAddresses = { workspaceId, isAsked: sql`(${about} or w.scope = 'address')` }
  const addresses = sql`
    with said_here as materialized (${addressesThatLeft(ofAddresses)})
    select u.address_id from person_address u
    ${leftJoinBits(personsWhoLeft(ofPersons, sql`said_here`), 'people', sql`u.person_id`)}
    where u.workspace_id = ${workspaceId} and u.ended_at is null
      and ${isMarked('people', sql`u.person_id`)}
    union all
    ${idsOf(sql`select place, here from said_here where here <> 0`)}`
  return leftJoinBits(addresses, 'has_left', ADDRESS)
}

function isAboutTopic(topicId: number | null): RawBuilder<unknown> {
  return topicId === null
    ? sql`false`
    : sql`(w.scope = 'topic' and w.topic_id = ${topicId}::integer)`
}
