import { sql } from 'kysely'
import { nameOfAddress, type AddressKind } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { mayWrite, type Refusal, type Standing } from './may-write.ts'
import { standingsOf, type NumberedWish } from './standings.ts'
import { consentPolicy } from './topics.ts'

/** What every other system shall hold of an address about a matter, as the facts are now. */
export type HoldsElsewhere =
  /** It must not be mailed: since when, and what was said. */
  | { state: 'out'; fact: NumberedWish | null }
  /** It may be mailed again, because it was asked for then. */
  | { state: 'in'; fact: NumberedWish }
  /** Nothing was said that a system must be told. */
  | { state: 'open' }

export interface WishAsk {
  workspaceId: number
  addressId: number
  /** Null: everything. */
  topicId: number | null
  /** Epoch milliseconds. */
  now: number
}

/** Looks at the facts now: three small statements, made right before another system is called. */
export async function wishOf(tx: Tx, ask: WishAsk): Promise<HoldsElsewhere> {
  const { workspaceId, addressId, topicId, now } = ask
  const { rows } = await sql<{ canonical: string; kind: AddressKind }>`
    select canonical, kind from address
    where workspace_id = ${workspaceId} and id = ${addressId}`.execute(tx)
  const [address] = rows
  if (address === undefined) return { state: 'open' }
  const { kind: channel } = address
  const name = nameOfAddress(channel, address.canonical)
  const { seedIsExempt } = await consentPolicy(tx, workspaceId)
  const asked = { workspaceId, channel, topicId, seedIsExempt }
  const standings = await standingsOf(tx, asked, [name])
  return holdsElsewhere(standings.get(name)!, { topicId, now, channel })
}

const OUT_OF_ALL: readonly Refusal[] = ['erased', 'complaint', 'opted_out', 'opted_out_address']

/**
 * What mayWrite makes of the address, as a state for other systems. An ESP's group that stands for
 * no topic yet closes the address here, and is told to nobody: what it means elsewhere is not
 * known, and an unsubscription there cannot be taken back. Pure.
 */
function holdsElsewhere(
  standing: Standing<NumberedWish>,
  { topicId, now, channel }: Pick<WishAsk, 'topicId' | 'now'> & { channel: AddressKind },
): HoldsElsewhere {
  const known = { ...standing, facts: standing.facts.filter((fact) => !fact.isUnmapped) }
  const question = {
    channel,
    class: 'marketing' as const,
    topic: topicId === null ? null : { id: topicId, consentNeeded: 'none' as const },
    consentNeeded: 'none' as const,
    now,
  }
  const { refusals, reason, state, fact } = mayWrite(question, { ...known, invalidReason: null })
  const out = topicId === null ? OUT_OF_ALL : (['opted_out_topic'] as const)
  const isOut = refusals.some((refusal) => (out as readonly Refusal[]).includes(refusal))
  if (isOut) {
    const isTold = (out as readonly (Refusal | string)[]).includes(reason)
    return { state: 'out', fact: isTold ? fact : null }
  }
  if (refusals.length === 0 && state === 'express' && fact !== null) return { state: 'in', fact }
  return { state: 'open' }
}
