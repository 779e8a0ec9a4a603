import { Failure, type RemoteValidity, type ValidityPart, type Vendor } from '../../sdk/index.ts'
import { INVALID, OPTED_OUT, permissionOf, recordsOf } from './addresses.ts'
import { setFlag } from './flags.ts'
import { isYes, momentIn, safeId, textIn } from './values.ts'

export const validity: ValidityPart = {
  invalidWords: [INVALID],
  markOf: 'address',
  rules: {
    invalid:
      'SuiteCRM marks an address nothing arrives at as invalid, and so for everybody there who has '
      + 'it. It keeps no reason.',
    valid: 'SuiteCRM no longer marks the address as invalid. An opt-out of it stays.',
  },
  find,
  invalidate: (vendor, { address }) => mark(vendor, address, { isOn: true }),
  validate: (vendor, { address }, marks) =>
    mark(vendor, address, { isOn: false, only: marks.map(({ id }) => id) }),
}

async function find(vendor: Vendor, address: string): Promise<RemoteValidity | null> {
  const records = await recordsOf(vendor, address)
  if (records.length === 0) return null
  const marked = records.filter((one) => isYes(one['invalid_email']))
  const all = marked.length === records.length
  // As of a wish: of several that are the same address the one that may be written to decides.
  const first = records.find((one) => permissionOf(one) !== OPTED_OUT) ?? records[0]!
  return {
    address: textIn(first['email_address']),
    state: marked.length === 0 ? 'mailable' : all ? 'invalid' : 'partly',
    permission: permissionOf(first),
    marks: marked.map((one) => ({
      id: safeId(one['id']),
      // It tells no other moment than that of the last change.
      at: momentIn(one['date_modified']),
    })),
  }
}

async function mark(
  vendor: Vendor,
  address: string,
  change: { isOn: boolean; only?: readonly string[] },
): Promise<void> {
  if (await setFlag(vendor, address, { flag: 'invalid_email', ...change })) return
  const sentence = change.isOn
    ? 'SuiteCRM left the address valid.'
    : 'SuiteCRM left the address invalid.'
  throw new Failure('refused', sentence, {
    whoMustAct: 'you',
    remedy: 'Look whether a workflow or a module of your SuiteCRM changes it back.',
  })
}
