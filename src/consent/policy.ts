import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Arranging } from './arrange-topics.ts'
import type { ConsentNeeded } from './may-write.ts'
import { consentPolicy, topicForQuestion, type ConsentPolicy } from './topics.ts'

/** Says what the firm needs before it writes marketing. It holds from the next question on. */
export async function changePolicy(tx: Tx, at: Arranging, policy: ConsentPolicy): Promise<void> {
  const former = await consentPolicy(tx, at.workspaceId)
  const row = {
    consent_needed: policy.consentNeeded,
    implied_days: policy.impliedDays,
    notice_days: policy.noticeDays,
    seed_is_exempt: policy.seedIsExempt,
  }
  await tx
    .insertInto('consent_policy')
    .values({ workspace_id: at.workspaceId, ...row })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
    .execute()
  await audit(tx, {
    actor: at.actor,
    action: 'change_consent_policy',
    subject: 'consent_policy',
    subjectId: at.workspaceId,
    sentence: 'Changed what is needed before somebody is written to.',
    detail: { ...policy, former },
    at: at.now,
  })
}

/** A policy somebody considers, for the firm or for one topic. */
export interface Considered {
  topicId: number | null
  /** Null, of a topic: what the firm needs in general. */
  consentNeeded: ConsentNeeded | null
  seedIsExempt: boolean
}

export interface PolicyPreview {
  /** People with an e-mail address in use. */
  people: number
  /** Of them: could not be written to at any address, as it is now, and as it is considered. */
  blockedNow: number
  blockedThen: number
}

/**
 * How many people could be written to by a considered policy, and can be now: what mayWrite would
 * answer for each of their addresses, worked out for all of them in SQL (a property test holds the
 * two together). Marketing, by e-mail.
 */
export async function previewPolicy(
  tx: Tx,
  workspaceId: number,
  considered: Considered,
  now: number,
): Promise<PolicyPreview> {
  const policy = await consentPolicy(tx, workspaceId)
  const { topicId } = considered
  const topic = await topicForQuestion(tx, workspaceId, topicId, policy)
  const needed = topic?.consentNeeded ?? policy.consentNeeded
  const of = { workspaceId, topicId, now }
  const today = await blocked(tx, { ...of, needed, seedIsExempt: policy.seedIsExempt })
  const then = await blocked(tx, {
    ...of,
    needed: considered.consentNeeded ?? policy.consentNeeded,
    seedIsExempt: considered.seedIsExempt,
  })
  return { people: today.people, blockedNow: today.blocked, blockedThen: then.blocked }
}

interface Asked {
  workspaceId: number
  topicId: number | null
  needed: ConsentNeeded
  seedIsExempt: boolean
  now: number
}

async function blocked(tx: Tx, { workspaceId, topicId, needed, seedIsExempt, now }: Asked) {
  const { rows } = await sql<{ people: number; blocked: number }>`
    with used as materialized (
      select pa.person_id, a.id as address_id, a.is_valid and a.erased_at is null as is_good
      from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
      where pa.workspace_id = ${workspaceId} and pa.ended_at is null and a.kind = 'email'
    ),
    out_person as materialized (
      select person_id from opted_out_person where workspace_id = ${workspaceId}
      union
      select person_id from opted_out_topic
      where workspace_id = ${workspaceId} and topic_id = ${topicId}::integer
    ),
    exempt as materialized (
      select address_id from seed_address
      where workspace_id = ${workspaceId} and ${seedIsExempt}
    ),
    complained as materialized (${complained(workspaceId)}),
    given as materialized (
      select distinct person_id, address_id from consent_wish
      where workspace_id = ${workspaceId} and opted_in and ${needed} <> 'none'
        and (scope <> 'topic' or topic_id = ${topicId}::integer)
        and (person_id is null or channel is null or channel = 'email')
        and (is_explicit or ${needed} = 'implied'
          and (expires_at is null or expires_at > to_timestamp(${now}::bigint / 1000.0)))
    ),
    refused as materialized (
      select address_id from used where not is_good
      union
      select address_id from (
        select u.address_id from used u join out_person o on o.person_id = u.person_id
        union
        select address_id from opted_out_address where workspace_id = ${workspaceId}
        union
        select address_id from used u
        where ${needed} <> 'none'
          and not exists (select from given g where g.address_id = u.address_id)
          and not exists (select from used v join given g on g.person_id = v.person_id
            where v.address_id = u.address_id)
      ) asked
      where address_id not in (select address_id from exempt)
      union
      select e.address_id from exempt e join used u on u.address_id = e.address_id
      where e.address_id in (select address_id from complained where address_id is not null)
        or exists (select from used v where v.address_id = e.address_id and (
          v.person_id in (select person_id from complained where person_id is not null)
          or exists (select from used w
            where w.person_id = v.person_id and w.address_id in (
              select address_id from complained where address_id is not null))))
    )
    select count(*)::integer as people, count(*) filter (where is_blocked)::integer as blocked
    from (
      select u.person_id, bool_and(r.address_id is not null) as is_blocked
      from used u left join refused r on r.address_id = u.address_id
      group by u.person_id
    ) person`.execute(tx)
  return rows[0]!
}

/** Who reported a mailing as spam and has not come back: of a person's own, or of an address. */
function complained(workspaceId: number) {
  const chain = (subject: 'person_id' | 'address_id') => sql`
    select ${sql.ref(subject)} from consent_wish
    where workspace_id = ${workspaceId} and ${sql.ref(subject)} is not null
      and scope = 'everything'
      and (opted_in or cause = 'complaint')
      and (person_id is null or channel is null or channel = 'email')
    group by ${sql.ref(subject)}
    having max(occurred_at) filter (where not opted_in)
      >= coalesce(max(occurred_at) filter (where opted_in and is_explicit), '-infinity')`
  return sql`
    select person_id, null::integer as address_id from (${chain('person_id')}) p
    union all
    select null, address_id from (${chain('address_id')}) a`
}
