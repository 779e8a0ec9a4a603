import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { idsOf, type Tx } from '../platform/database/index.ts'
import type { Arranging } from './arrange-topics.ts'
import type { ConsentNeeded } from './may-write.ts'
import { personsToWrite } from './persons.ts'
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
  now: number
  needed: ConsentNeeded
  seedIsExempt: boolean
}

async function blocked(tx: Tx, { needed, seedIsExempt, ...asked }: Asked) {
  const toWrite = idsOf(personsToWrite(asked, { needed, seedIsExempt }))
  const { rows } = await sql<{ people: number; blocked: number }>`
    select count(*)::integer as people,
      count(*) filter (where w.person_id is null)::integer as blocked
    from (
      select distinct pa.person_id
      from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
      where pa.workspace_id = ${asked.workspaceId} and pa.ended_at is null and a.kind = 'email'
    ) p
    left join (${toWrite}) w (person_id) on w.person_id = p.person_id
    `.execute(tx)
  return rows[0]!
}
