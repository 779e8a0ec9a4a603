import { sql } from 'kysely'
import { audit, type Actor } from '../accounts/index.ts'
import { addressesOfPerson, personName } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'

export interface Statement {
  workspaceId: number
  personId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

/** An opt-out as an ESP told it. */
export interface EspOptOut {
  addressId: number
  /** Epoch milliseconds. */
  occurredAt: number
  reason: string
  connectionId: number
  campaignId: number | null
  /** The same happening learnt twice has the same one. */
  naturalKey: string
}

/**
 * Writes opt-outs an ESP told, however many, in one statement; what is known already is left as it
 * is. Answers how many were new. They are about the address, and so about everyone who uses it.
 */
export async function recordEspOptOuts(
  tx: Tx,
  workspaceId: number,
  facts: readonly EspOptOut[],
): Promise<number> {
  if (facts.length === 0) return 0
  const { rows } = await sql<{ written: number }>`
    with written as (
      insert into consent_fact (workspace_id, address_id, scope, opted_in, occurred_at, source,
        connection_id, campaign_id, reason, natural_key)
      select ${workspaceId}, address_id, 'everything', false, to_timestamp(ms / 1000.0), 'esp',
        connection_id, campaign_id, reason, natural_key
      from unnest(
        ${facts.map((fact) => fact.addressId)}::integer[],
        ${facts.map((fact) => fact.occurredAt)}::bigint[],
        ${facts.map((fact) => fact.reason)}::text[],
        ${facts.map((fact) => fact.connectionId)}::integer[],
        ${facts.map((fact) => fact.campaignId)}::integer[],
        ${facts.map((fact) => fact.naturalKey)}::text[]
      ) as f (address_id, ms, reason, connection_id, campaign_id, natural_key)
      order by natural_key
      on conflict do nothing
      returning 1
    )
    select count(*)::integer as written from written`.execute(tx)
  return rows[0]!.written
}

/**
 * A user records that a person wants no mailings any more. It is said of the person and of every
 * address now in use: who shares one is not written to there either, for the mail would reach the
 * person all the same.
 */
export async function recordOptOut(
  tx: Tx,
  statement: Statement,
  words: { reason: string; evidence: string },
): Promise<void> {
  const name = await personName(tx, statement.workspaceId, statement.personId)
  await state(tx, statement, { optedIn: false, ...words })
  await audit(tx, {
    actor: statement.actor,
    action: 'record_opt_out',
    subject: 'person',
    subjectId: statement.personId,
    sentence: `Recorded that ${name} no longer wants mailings.`,
    detail: { reason: words.reason },
    at: statement.now,
  })
}

/**
 * A user lifts a person's opt-out, because the person asked for it: an explicit opt-in of the
 * person and of every address now in use. Refused without evidence.
 */
export async function liftOptOut(tx: Tx, statement: Statement, evidence: string): Promise<void> {
  if (evidence.trim() === '') {
    throw new Refused(422, 'An opt-out is lifted with evidence only.', {
      field: 'evidence',
      remedy: 'Say when and how the person asked to be written to again.',
    })
  }
  const name = await personName(tx, statement.workspaceId, statement.personId)
  await state(tx, statement, { optedIn: true, reason: '', evidence })
  await audit(tx, {
    actor: statement.actor,
    action: 'lift_opt_out',
    subject: 'person',
    subjectId: statement.personId,
    sentence: `Lifted the opt-out of ${name}.`,
    detail: { evidence },
    at: statement.now,
  })
}

/**
 * Keeps a person opted out whose address is about to be replaced: an opt-out that holds for the
 * old address becomes the person's own.
 */
export async function carryOptOut(tx: Tx, statement: Statement, addressId: number): Promise<void> {
  const old = await tx
    .selectFrom('opted_out_address')
    .select('opted_out_at')
    .where('workspace_id', '=', statement.workspaceId)
    .where('address_id', '=', addressId)
    .executeTakeFirst()
  if (old === undefined) return
  const day = old.opted_out_at.toISOString().slice(0, 10)
  await insertFacts(tx, statement, {
    optedIn: false,
    reason: 'Opted out at the address before it was corrected',
    evidence: `The opt-out of ${day} at the old address goes on holding for the person.`,
    key: `correction:${statement.personId}:${addressId}`,
    addressIds: [null],
  })
}

async function state(
  tx: Tx,
  statement: Statement,
  words: { optedIn: boolean; reason: string; evidence: string },
): Promise<void> {
  const addresses = await addressesOfPerson(tx, statement.workspaceId, statement.personId)
  const current = addresses.filter((one) => one.endedAt === null).map((one) => one.id)
  const key = `user:${statement.personId}:${words.optedIn ? 'in' : 'out'}`
  await insertFacts(tx, statement, { ...words, key, addressIds: [null, ...current] })
}

interface Facts {
  optedIn: boolean
  reason: string
  evidence: string
  key: string
  /** Null stands for the person itself. */
  addressIds: (number | null)[]
}

/**
 * A user's word takes effect now, even where an ESP's clock is ahead of ours and its fact looks
 * newer: then it takes the time of that fact (an opt-out wins the tie), or just after it.
 */
async function insertFacts(tx: Tx, statement: Statement, facts: Facts): Promise<void> {
  const { workspaceId, personId, actor, now } = statement
  await sql`
    insert into consent_fact (workspace_id, person_id, address_id, scope, opted_in, is_explicit,
      occurred_at, source, reason, evidence, actor, natural_key)
    select ${workspaceId}, case when about.id is null then ${personId}::integer end, about.id,
      'everything', ${facts.optedIn}::boolean, ${facts.optedIn}::boolean, moment.at, 'user',
      ${facts.reason}::text, ${facts.evidence}::text,
      ${typeof actor === 'string' ? actor : actor.name}::text,
      ${facts.key} || ':' || coalesce(about.id, 0) || ':' || extract(epoch from moment.at)
    from unnest(${facts.addressIds}::integer[]) as about (id)
    cross join lateral (
      select greatest(to_timestamp(${now}::bigint / 1000.0),
        max(f.occurred_at) + case when ${facts.optedIn}::boolean then interval '1 ms'
          else interval '0' end) as at
      from consent_fact f
      where f.workspace_id = ${workspaceId} and f.opted_in <> ${facts.optedIn}::boolean
        and case when about.id is null then f.person_id = ${personId}::integer
          else f.address_id = about.id end
    ) as moment
    on conflict (workspace_id, natural_key) do nothing`.execute(tx)
}
