import { sql } from 'kysely'
import { keyedHash, type Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'

/** An address that was erased: its row lives on under a text that tells nothing. */
export interface Erased {
  addressId: number
  /** What stands in the place of the address. */
  pseudonym: string
}

/** Why an address is not taken in again, wherever it comes from. */
export const ERASED_REASON =
  'The address belongs to somebody who was erased and must not be kept again.'

/** What every pseudonym ends with: a domain that no mail can ever reach (RFC 2606). */
export const ERASED_DOMAIN = 'erased.invalid'

/** By which hash an erased address is known. */
export function erasedHash(tx: Tx, workspaceId: number, canonical: string): Buffer {
  return keyedHash(tx, { workspaceId, purpose: 'erased address' }, canonical)
}

/** Which of these canonical e-mail addresses were erased in the transaction's workspace. */
export async function erasedAmong(
  tx: Tx,
  canonicals: Iterable<string>,
): Promise<ReadonlySet<string>> {
  return new Set((await erasedOf(tx, canonicals)).keys())
}

/**
 * The same with what stands in their place. Where nobody was erased it costs one short statement:
 * the addresses are not even asked for.
 */
export async function erasedOf(
  tx: Tx,
  canonicals: Iterable<string>,
): Promise<ReadonlyMap<string, Erased>> {
  const workspaceId = await workspaceWithErased(tx)
  const found = new Map<string, Erased>()
  if (workspaceId === null) return found
  const byHash = new Map<string, string>()
  for (const one of canonicals) byHash.set(erasedHash(tx, workspaceId, one).toString('hex'), one)
  if (byHash.size === 0) return found
  const { rows } = await sql<{ hash: string; id: number; address: string }>`
    select encode(k.hash, 'hex') as hash, a.id, a.address from erased_address k
    join address a on a.workspace_id = k.workspace_id and a.id = k.address_id
    where k.workspace_id = ${workspaceId} and k.hash = any (
      select decode(h, 'hex') from unnest(${[...byHash.keys()]}::text[]) h)`.execute(tx)
  for (const { hash, id, address } of rows) {
    found.set(byHash.get(hash)!, { addressId: id, pseudonym: address })
  }
  return found
}

/** The transaction's workspace, if somebody was erased in it. */
async function workspaceWithErased(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ id: number | null }>`
    select homing_workspace() as id
    where exists (select from erased_address where workspace_id = homing_workspace())`.execute(tx)
  return rows[0]?.id ?? null
}

/** Refuses an address that was erased: it may belong to nobody again. */
export async function refuseErased(tx: Tx, canonical: string, field = 'address'): Promise<void> {
  if ((await erasedAmong(tx, [canonical])).size === 0) return
  throw new Refused(409, ERASED_REASON, {
    field,
    remedy: 'If the person asks to be written to again, use another address.',
  })
}
