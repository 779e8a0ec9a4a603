import { type JsonObject, type Vendor } from '../../sdk/index.ts'
import { ADDRESSES, recordsOf } from './addresses.ts'
import { ask } from './client.ts'
import { isYes, safeId } from './values.ts'

export type Flag = 'opt_out' | 'invalid_email'

/**
 * Sets one flag of the address itself, and answers whether it is so then: a flag that is written to
 * a person is taken and kept nowhere, and the other one stays as it is. What is so already is not
 * written again, because each writing is a later moment of both. only: these records alone.
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
  for (const id of others(await recordsOf(vendor, address))) {
    await ask(vendor, 'set_entry', {
      module_name: ADDRESSES,
      name_value_list: [
        { name: 'id', value: id },
        { name: flag, value: isOn ? '1' : '0' },
      ],
    })
  }
  return others(await recordsOf(vendor, address)).length === 0
}
