import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { ReplacedAddress } from '../replaced-address.ts'
import type { AddressReplaced } from './drafts.ts'

/** Addresses that were replaced in a batch, by the ids they have once the batch is written. */
export async function numbered(
  tx: Tx,
  { workspaceId }: { workspaceId: number },
  replaced: AddressReplaced[],
): Promise<ReplacedAddress[]> {
  if (replaced.length === 0) return []
  const canonicals = [...new Set(replaced.flatMap((one) => [one.old, one.new]))]
  const { rows } = await sql<{ id: number; canonical: string }>`
    select id, canonical from address
    where workspace_id = ${workspaceId} and kind = 'email'
      and canonical = any(${canonicals}::text[])`.execute(tx)
  const ids = new Map(rows.map((row) => [row.canonical, row.id]))
  return replaced.map((one) => ({
    personId: one.person.id,
    oldAddressId: ids.get(one.old)!,
    newAddressId: ids.get(one.new)!,
    isDoubtful: one.others.length > 0,
    otherIds: one.others.map((other) => other.id),
  }))
}
