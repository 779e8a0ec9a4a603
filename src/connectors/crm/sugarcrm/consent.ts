import { type ConsentPart, Failure, type RemoteConsent, type Vendor } from '../../sdk/index.ts'
import { OPTED_OUT, permissionOf, recordsOf } from './addresses.ts'
import { setFlag } from './flags.ts'
import { momentIn, safeId, textIn } from './values.ts'

export const consent: ConsentPart = {
  tellsNoLists: true,
  unmailableWords: [OPTED_OUT],
  rules: {
    optOut:
      'SugarCRM marks the address as opted out, and so for everybody there who has it. It keeps no '
      + 'reason, and takes nobody off a list.',
    resubscribe:
      'SugarCRM no longer marks the address as opted out, at once and without asking anybody. An '
      + 'address it holds for invalid stays that.',
  },
  find,
  optOut: (vendor, { address }) => mark(vendor, address, true),
  resubscribe: {
    takes: 'at_once',
    // An opt-out takes nobody off a list here: there are none to be put on again.
    call: (vendor, { address }) => mark(vendor, address, false),
  },
}

async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const records = await recordsOf(vendor, [address])
  // Of several that are the same address the one that may be written to decides.
  const record = records.find((one) => permissionOf(one) !== OPTED_OUT) ?? records[0]
  if (record === undefined) return null
  const permission = permissionOf(record)
  const isOut = permission === OPTED_OUT
  return {
    id: safeId(record['id']),
    address: textIn(record['email_address']),
    state: isOut ? 'opted_out' : 'mailable',
    permission,
    optedOutAt: isOut ? momentIn(record['date_modified']) : null,
    // An address does not tell who has it, and so not on which lists it is.
    groups: [],
    record,
  }
}

async function mark(vendor: Vendor, address: string, isOut: boolean): Promise<void> {
  if (await setFlag(vendor, address, { flag: 'opt_out', isOn: isOut })) return
  const sentence = isOut
    ? 'SugarCRM left the address mailable.'
    : 'SugarCRM left the address opted out.'
  throw new Failure('refused', sentence, {
    whoMustAct: 'you',
    remedy: 'Look whether a logic hook or a process of your SugarCRM changes it back.',
  })
}
