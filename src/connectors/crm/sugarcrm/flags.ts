import { type JsonObject, type Vendor } from '../../sdk/index.ts'
import { ADDRESSES, recordsOf } from './addresses.ts'
import { ask } from './client.ts'
import { isYes, safeId } from './values.ts'

export type Flag = 'opt_out' | 'invalid_email'

/**
 * Sets one flag of the address itself, and answers whether it is so then. The array of addresses
 * that a person's record has would say the same of the address, and of who has which addresses
 * besides: what somebody enters there meanwhile would be taken away. What is so already is not
 * written again, because each writing is a later moment of both flags. only: these records alone.
 */
export async function setFlag(
  vendor: Vendor,
  address: string,
  { flag, isOn, only }: { flag: Flag; isOn: boolean; only?: readonly string[] },
): Promise<boolean> {
  const others = (records: readonly JsonObject[]) =>
    records
      .filter((one) => isYes(one[flag]) !== isOn)
      .map(({ id }) => safeId(id))
      .filter((id) => only?.includes(id) ?? true)
  for (const id of others(await recordsOf(vendor, [address]))) {
    await ask(vendor, { method: 'PUT', path: `${ADDRESSES}/${id}`, json: { [flag]: isOn } })
  }
  return others(await recordsOf(vendor, [address])).length === 0
}
