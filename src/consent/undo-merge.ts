import { sql } from 'kysely'
import { actorName } from '../accounts/index.ts'
import {
  lockIdentity,
  mergeSides,
  openMerge,
  partPersons,
  undoOutlook,
  type OpenMerge,
  type UndoOutlook,
  type Undoing,
} from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { goesOnHolding, type GoesOnHolding, type KnownWish } from './goes-on-holding.ts'
import { stateFacts, type NewFact } from './state-facts.ts'
import { topicNames } from './topics.ts'

/**
 * Parts two merged persons again: the former state is back exactly, what came since stays with the
 * kept person, and nobody is written to again by it: an opt-out that was learnt while they were one
 * is stated of both, because nobody knows which of them said it.
 */
export async function undoMerge(
  tx: Tx,
  undoing: Undoing,
): Promise<{ keptId: number; mergedId: number }> {
  const { workspaceId, mergeId, actor, now } = undoing
  await lockIdentity(tx, workspaceId)
  const merge = await openMerge(tx, workspaceId, mergeId)
  const held = await heldAfter(tx, workspaceId, merge)
  const by = actorName(actor)
  await stateFacts(
    tx,
    { workspaceId, source: 'user', actor: by, now },
    held.map((one) => factOf(one, merge)),
  )
  await partPersons(tx, undoing)
  return { keptId: merge.kept.id, mergedId: merge.merged.id }
}

export interface MergeOutlook extends OpenMerge, UndoOutlook {
  /** What of consent goes on holding, in words; empty: each is as before the merge. */
  consent: string[]
}

/** What undoing a merge would do; nothing is changed. */
export async function undoOutlookOf(
  tx: Tx,
  workspaceId: number,
  mergeId: number,
): Promise<MergeOutlook> {
  const merge = await openMerge(tx, workspaceId, mergeId)
  const held = await heldAfter(tx, workspaceId, merge)
  const topics = await topicNames(
    tx,
    workspaceId,
    held.flatMap((one) => (one.matter === 'everything' ? [] : [one.matter])),
  )
  const sentences = held.map((one) => sentenceOf(one, merge, topics))
  return {
    ...merge,
    ...(await undoOutlook(tx, workspaceId, merge)),
    consent: [...new Set(sentences)],
  }
}

async function heldAfter(tx: Tx, workspaceId: number, merge: OpenMerge): Promise<GoesOnHolding[]> {
  const sides = await mergeSides(tx, workspaceId, merge)
  const both = [sides.kept, sides.merged]
  const personIds = both.flatMap((side) => side.personIds)
  const addresses = [...both.flatMap((side) => side.addresses), ...sides.merged.addressesThen]
  const addressIds = [...new Set(addresses.map((address) => address.id))]
  const { rows } = await sql<KnownWish>`
    select w.fact_id as id, w.opted_in as "optedIn", w.is_explicit as "isExplicit", w.scope,
      w.topic_id as "topicId", w.channel, w.cause, w.person_id as "personId",
      w.address_id as "addressId", null as "expiresAt",
      (extract(epoch from w.occurred_at) * 1000)::float8 as "occurredAt"
    from consent_wish w
    where w.workspace_id = ${workspaceId} and (w.person_id = any(${personIds}::integer[])
      or w.address_id = any(${addressIds}::integer[]))`.execute(tx)
  return goesOnHolding(rows, merge.lastFactId, sides)
}

function factOf(one: GoesOnHolding, merge: OpenMerge): NewFact {
  const { kept, merged } = merge
  const day = new Date(one.fact.occurredAt).toISOString().slice(0, 10)
  const together = `persons ${merged.id} and ${kept.id}`
  return {
    personId: one.personId,
    addressId: null,
    ...(one.matter === 'everything'
      ? { scope: 'everything' as const }
      : { scope: 'topic' as const, topicId: one.matter }),
    channel: one.channel,
    cause: one.cause,
    optedIn: false,
    reason: 'Opted out while two persons were merged',
    evidence:
      one.why === 'together'
        ? `The opt-out of ${day} was learnt while ${together} were one; nobody knows whose it was.`
        : `The opt-out of ${day} was lifted while ${together} were one; nobody knows by whom.`,
    key: `unmerge:${merge.id}:${one.channel ?? 'all'}`,
  }
}

function sentenceOf(
  { personId, matter, why }: GoesOnHolding,
  { kept, merged }: OpenMerge,
  topics: Map<number, string>,
): string {
  const name = personId === kept.id ? kept.name : merged.name
  const of = matter === 'everything' ? 'everything' : (topics.get(matter) ?? 'a topic')
  return why === 'together'
    ? `${name} stays opted out of ${of}: learnt while they were one, and nobody knows of whom.`
    : `${name} is opted out of ${of} again: it was lifted while they were one.`
}
