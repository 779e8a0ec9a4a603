import { audit } from '../accounts/index.ts'
import { personName, replaceAddress, type AddressChange } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { carryOptOut } from './record.ts'

/**
 * Corrects an address: the old link ends and stays as history, the new address takes its place.
 * Nobody comes back onto a mailing by it: an opt-out that holds for the old address becomes the
 * person's own, and only the person's explicit opt-in lifts it; one that is known for the new
 * address holds from now on for the person as well.
 */
export async function correctAddress(
  tx: Tx,
  change: AddressChange,
  words: { address: string; note: string },
): Promise<void> {
  const { newAddressId } = await replaceAddress(tx, change, words.address)
  await carryOptOut(tx, change, change.addressId)
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
}
