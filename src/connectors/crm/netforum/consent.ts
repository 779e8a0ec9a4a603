import {
  type ConsentPart,
  Failure,
  type JsonObject,
  type RemoteConsent,
  type RemoteGroup,
  type Vendor,
} from '../../sdk/index.ts'
import { holdersOf, OPTED_OUT, permissionOf } from './addresses.ts'
import { objectOf } from './customers.ts'
import { isCategory, leaveTypes, typesNotLeft } from './preferences.ts'
import { updateOf } from './facade.ts'
import { settingsOf } from './settings.ts'
import { momentIn, safeKey, textIn } from './values.ts'

export const consent: ConsentPart = {
  tellsNoLists: true,
  unmailableWords: [OPTED_OUT],
  rules: {
    optOut:
      'netFORUM marks each customer who has the address with “do not e-mail”: its own mailings '
      + 'leave them out, at all their addresses. It keeps no reason.',
    leave:
      'netFORUM keeps the type of mailing as opted out in the communication preferences of each '
      + 'customer who has the address.',
    resubscribe:
      'netFORUM no longer marks the customers who have the address with “do not e-mail”, at once '
      + 'and without asking anybody. An address it holds for invalid stays that, and types of '
      + 'mailing that were left stay left.',
  },
  find,
  optOut: (vendor, { address }) => mark(vendor, address, true),
  leave,
  resubscribe: {
    takes: 'at_once',
    // An opt-out takes nobody out of a query here: there are none to be put into again.
    call: (vendor, { address }) => mark(vendor, address, false),
  },
}

async function find(
  vendor: Vendor,
  address: string,
  about: readonly RemoteGroup[] = [],
): Promise<RemoteConsent | null> {
  const holders = await holdersOf(vendor, address)
  // Of several who share the address one who may be written to decides.
  const row = holders.find((one) => permissionOf(one) !== OPTED_OUT) ?? holders[0]
  if (row === undefined) return null
  const permission = permissionOf(row)
  const isOut = permission === OPTED_OUT
  return {
    id: safeKey(row['eml_key']).toLowerCase(),
    address: textIn(row['eml_address']),
    state: isOut ? 'opted_out' : 'mailable',
    permission,
    optedOutAt: isOut
      ? momentIn(row['cst_change_date'], settingsOf(vendor.settings).timeZone)
      : null,
    groups: await groupsOf(vendor, holders, about.filter(isCategory)),
    record: row,
  }
}

/** A type counts as left once all have left it. */
async function groupsOf(
  vendor: Vendor,
  holders: readonly JsonObject[],
  types: readonly RemoteGroup[],
): Promise<RemoteGroup[]> {
  let left = types
  const held: RemoteGroup[] = []
  for (const customer of customersOf(holders)) {
    const on = await typesNotLeft(vendor, customer, left)
    held.push(...on)
    left = left.filter((type) => !on.includes(type))
  }
  return held
}

async function leave(
  vendor: Vendor,
  { address }: RemoteConsent,
  groups: readonly RemoteGroup[],
): Promise<void> {
  const types = groups.filter(isCategory)
  if (types.length === 0) return
  for (const customer of customersOf(await holdersOf(vendor, address))) {
    const on = await typesNotLeft(vendor, customer, types)
    if (on.length === 0) continue
    await leaveTypes(vendor, customer, on)
    // The vendor answers nothing at all: only what it holds then is certain.
    if ((await typesNotLeft(vendor, customer, on)).length > 0) {
      throw new Failure('refused', 'netFORUM did not keep that a type of mailing was left.', {
        whoMustAct: 'you',
        remedy: 'Set it in the communication preferences of the customer by hand.',
      })
    }
  }
}

function customersOf(holders: readonly JsonObject[]): string[] {
  return [...new Set(holders.map((row) => safeKey(row['eml_cst_key']).toLowerCase()))]
}

/**
 * Marks the customers: an address shows the flag, and takes none. Then it is looked whether they
 * are marked. Whoever is so already is not written to again, because each writing is a later moment
 * of the opt-out.
 */
async function mark(vendor: Vendor, address: string, isOut: boolean): Promise<void> {
  const others = (holders: readonly JsonObject[]) =>
    holders.filter((one) => (permissionOf(one) === OPTED_OUT) !== isOut)
  for (const row of others(await holdersOf(vendor, address))) {
    await updateOf(vendor, {
      object: objectOf(row),
      key: safeKey(row['eml_cst_key']),
      values: { cst_no_email_flag: isOut ? '1' : '0' },
    })
  }
  if (others(await holdersOf(vendor, address)).length === 0) return
  const sentence = isOut
    ? 'netFORUM left the customer mailable.'
    : 'netFORUM left the customer opted out.'
  throw new Failure('refused', sentence, {
    whoMustAct: 'you',
    remedy: 'Look whether something in your netFORUM changes it back, and set it there by hand.',
  })
}
