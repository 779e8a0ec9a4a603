import {
  Failure,
  type JsonObject,
  type RemoteValidity,
  type ValidityPart,
  type Vendor,
} from '../../sdk/index.ts'
import { addresses, holdersOf, INVALID, OPTED_OUT, permissionOf } from './addresses.ts'
import { updateOf } from './facade.ts'
import { settingsOf } from './settings.ts'
import { isYes, momentIn, safeKey, textIn } from './values.ts'

export const validity: ValidityPart = {
  invalidWords: [INVALID],
  markOf: 'address',
  rules: {
    invalid:
      'netFORUM marks the address as invalid with each customer who has it: its own mailings leave '
      + 'it out. No reason is told.',
    valid:
      'netFORUM no longer marks the address as invalid. Whoever wants no e-mail stays marked so.',
  },
  find,
  invalidate: (vendor, { address }) => mark(vendor, address, { isInvalid: true }),
  validate: (vendor, { address }, marks) =>
    mark(vendor, address, { isInvalid: false, only: marks.map(({ id }) => id) }),
}

async function find(vendor: Vendor, address: string): Promise<RemoteValidity | null> {
  const holders = await holdersOf(vendor, address)
  // As of a wish: of several who share the address one who may be written to decides.
  const first = holders.find((one) => permissionOf(one) !== OPTED_OUT) ?? holders[0]
  if (first === undefined) return null
  const { timeZone } = settingsOf(vendor.settings)
  const marked = holders.filter((one) => isYes(one['eml_invalid_flag']))
  const all = marked.length === holders.length
  return {
    address: textIn(first['eml_address']),
    state: marked.length === 0 ? 'mailable' : all ? 'invalid' : 'partly',
    permission: permissionOf(first),
    marks: marked.map((one) => ({
      id: keyOf(one),
      // It tells no other moment than that of the last change.
      at: momentIn(one['eml_change_date'], timeZone),
    })),
  }
}

function keyOf(row: JsonObject): string {
  return safeKey(row['eml_key']).toLowerCase()
}

/**
 * Marks the rows of the address, one of each customer, and looks whether they are: a column that
 * may not be written is passed over. What is so already is not written again, because each writing
 * is a later moment of it.
 */
async function mark(
  vendor: Vendor,
  address: string,
  { isInvalid, only }: { isInvalid: boolean; only?: readonly string[] },
): Promise<void> {
  const others = async () =>
    (await holdersOf(vendor, address))
      .filter((one) => isYes(one['eml_invalid_flag']) !== isInvalid)
      .map(keyOf)
      .filter((key) => only?.includes(key) ?? true)
  for (const key of await others()) {
    const values = { eml_invalid_flag: isInvalid ? '1' : '0' }
    await updateOf(vendor, { object: addresses.object, key, values })
  }
  if ((await others()).length === 0) return
  const sentence = isInvalid
    ? 'netFORUM left the address valid.'
    : 'netFORUM left the address invalid.'
  throw new Failure('refused', sentence, {
    whoMustAct: 'you',
    remedy: 'Look whether something in your netFORUM changes it back, and set it there by hand.',
  })
}
