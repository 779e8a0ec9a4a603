import { sql } from 'kysely'
import { actorName, audit } from '../accounts/index.ts'
import { tellMove } from '../outbox/index.ts'
import {
  addressesOfPerson,
  endLink,
  personName,
  replaceAddress,
  type AddressChange,
} from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { decide, type Wish } from './decide.ts'
import { stateFacts, type ExternalKind, type NewFact } from './state-facts.ts'

/**
 * Corrects an address: the old link ends and stays as history, the new address takes its place.
 * Nobody comes back onto a mailing by it: an opt-out that holds for the old address becomes the
 * person's own, and only the person's explicit opt-in lifts it; one that is known for the new
 * address holds from now on for the person as well. Every system that knows the old one is told.
 */
export async function correctAddress(
  tx: Tx,
  change: AddressChange,
  words: { address: string; note: string },
): Promise<{ newAddressId: number }> {
  const { newAddressId } = await replaceAddress(tx, change, words.address)
  await carryOptOuts(tx, change, [newAddressId])
  await tellMove(tx, { ...change, newAddressId })
  const name = await personName(tx, change.workspaceId, change.personId)
  await audit(tx, {
    actor: change.actor,
    action: 'correct_address',
    subject: 'person',
    subjectId: change.personId,
    sentence: `Corrected an address of ${name}.`,
    detail: { oldAddressId: change.addressId, newAddressId, note: words.note },
    at: change.now,
  })
  return { newAddressId }
}

/**
 * Ends the use of an address without another in its place; nobody comes back onto a mailing by it,
 * as when it is corrected.
 */
export async function endAddress(
  tx: Tx,
  change: AddressChange,
  words: { note: string },
): Promise<void> {
  await endLink(tx, change)
  const { workspaceId, personId } = change
  const addresses = await addressesOfPerson(tx, workspaceId, personId)
  const kind = addresses.find((one) => one.id === change.addressId)?.kind
  const current = addresses.filter((one) => one.endedAt === null && one.kind === kind)
  await carryOptOuts(
    tx,
    change,
    current.map((one) => one.id),
  )
  const name = await personName(tx, workspaceId, personId)
  await audit(tx, {
    actor: change.actor,
    action: 'end_address',
    subject: 'person',
    subjectId: personId,
    sentence: `Ended an address of ${name}.`,
    detail: { addressId: change.addressId, note: words.note },
    at: change.now,
  })
}

/** Carries opt-outs for many people whose old address ended and who have a new one. */
export async function carryOptOutsOf(
  tx: Tx,
  by: Pick<AddressChange, 'workspaceId' | 'actor' | 'now'>,
  replaced: readonly { personId: number; oldAddressId: number; newAddressId: number }[],
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select distinct address_id as id from consent_fact
    where workspace_id = ${by.workspaceId} and not opted_in
      and address_id = any(${replaced.map((one) => one.oldAddressId)}::integer[])`.execute(tx)
  const left = new Set(rows.map((row) => row.id))
  for (const { personId, oldAddressId, newAddressId } of replaced) {
    if (!left.has(oldAddressId)) continue
    await carryOptOuts(tx, { ...by, personId, addressId: oldAddressId }, [newAddressId])
  }
}

/** What is carried once the use of an address had ended already. */
export interface Late {
  /** When it ended; epoch milliseconds. */
  endedAt: number
  /** Others use the address: what was said of it since is theirs. */
  isOthers: boolean
}

/**
 * Keeps opted out whose address is replaced: an opt-out of everything, or of a topic, that holds
 * for the old address becomes the person's own; one of an ESP's group that is mapped to no topic
 * yet goes to the addresses that are left, which is as narrow as it was, and to the person where
 * there is none. What was said of the old address as such ends with it. What becomes known late is
 * weighed as if it had been known when the use ended: a lift that came later holds.
 */
export async function carryOptOuts(
  tx: Tx,
  { workspaceId, personId, addressId, actor, now }: AddressChange,
  addressIds: readonly number[],
  late?: Late,
): Promise<void> {
  const known = await factsOfAddress(tx, workspaceId, addressId)
  const facts =
    late?.isOthers === true ? known.filter((fact) => fact.occurredAt <= late.endedAt) : known
  // What was said of a fax number becomes no word about mail.
  const isFax = await isFaxNumber(tx, workspaceId, addressId)
  const carried = { optedIn: false, key: `correction:${personId}:${addressId}` }
  const carry: NewFact[] = []
  for (const matter of new Set(['everything' as const, ...facts.flatMap(topicOf)])) {
    const { isOptedOut, decidingFact } = decide(facts, matter)
    if (!isOptedOut) continue
    const about =
      matter === 'everything' ? EVERYTHING : { scope: 'topic' as const, topicId: matter }
    const { cause } = decidingFact!
    carry.push({
      personId,
      addressId: null,
      channel: isFax ? 'fax' : null,
      ...carried,
      ...about,
      cause,
      ...wordsOf(decidingFact!, late),
    })
  }
  for (const fact of facts) {
    if (!fact.isUnmapped || fact.group === null) continue
    const about = { scope: 'topic' as const, group: fact.group }
    const said = { ...carried, ...about, ...wordsOf(fact, late) }
    const channel = isFax ? ('fax' as const) : null
    if (addressIds.length === 0) carry.push({ personId, addressId: null, channel, ...said })
    else carry.push(...addressIds.map((id) => ({ personId: null, addressId: id, ...said })))
  }
  const by = actorName(actor)
  const source = typeof actor === 'string' ? 'import' : 'user'
  await stateFacts(tx, { workspaceId, source, actor: by, now }, carry)
}

const EVERYTHING = { scope: 'everything' as const }

interface FactOfAddress extends Wish {
  isUnmapped: boolean
  group: { connectionId: number; kind: ExternalKind; id: string } | null
}

async function factsOfAddress(tx: Tx, workspaceId: number, addressId: number) {
  const { rows } = await sql<FactOfAddress>`
    select w.opted_in as "optedIn", w.is_explicit as "isExplicit", w.scope, w.topic_id as "topicId",
      w.channel, w.cause, w.person_id as "personId", w.address_id as "addressId",
      (extract(epoch from w.occurred_at) * 1000)::float8 as "occurredAt", null as "expiresAt",
      w.is_unmapped as "isUnmapped", case when f.external_id is not null then
        jsonb_build_object('connectionId', f.connection_id, 'kind', f.external_kind,
          'id', f.external_id) end as "group"
    from consent_wish w
    join consent_fact f on f.workspace_id = w.workspace_id and f.id = w.fact_id
    where w.workspace_id = ${workspaceId} and w.address_id = ${addressId}
    order by w.occurred_at, w.fact_id`.execute(tx)
  return rows
}

async function isFaxNumber(tx: Tx, workspaceId: number, addressId: number): Promise<boolean> {
  const { kind } = await tx
    .selectFrom('address')
    .select('kind')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', addressId)
    .executeTakeFirstOrThrow()
  return kind === 'fax'
}

function topicOf(fact: Wish): number[] {
  return fact.topicId === null ? [] : [fact.topicId]
}

function wordsOf(fact: Wish, late?: Late) {
  const day = new Date(fact.occurredAt).toISOString().slice(0, 10)
  return {
    reason:
      late !== undefined && fact.occurredAt > late.endedAt
        ? 'Opted out at the former address after it was corrected'
        : 'Opted out at the address before it was corrected',
    evidence: `The opt-out of ${day} at the old address goes on holding.`,
    ...(late && { occurredAt: Math.ceil(Math.max(fact.occurredAt, late.endedAt)) }),
  }
}
