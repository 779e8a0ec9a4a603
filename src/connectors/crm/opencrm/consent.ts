import { type ConsentPart, Failure, type JsonObject, type Vendor } from '../../sdk/index.ts'
import { change } from './client.ts'
import { addressesOf, idOf, type Module, MODULES } from './modules.ts'
import { isOut, OPTED_OUT, permissionOf } from './permission.ts'
import { search } from './record-list.ts'
import { condition, crmidIn } from './values.ts'

export const consent: ConsentPart = {
  tellsNoLists: true,
  unmailableWords: [OPTED_OUT],
  rules: {
    optOut:
      'OpenCRM marks everybody who has the address with “do not email”, and so for all addresses '
      + 'of theirs. It keeps no reason, and takes no tag off.',
    resubscribe:
      'OpenCRM takes the mark “do not email” off everybody who has the address, at once and '
      + 'without asking anybody. Whoever has a second address keeps it: there it is one mark for '
      + 'both, and a user must decide.',
  },
  async find(vendor, address) {
    const holders = await holdersOf(vendor, address)
    // The address is opted out once everybody is who has it.
    const holder = holders.find(({ record }) => !isOut(record)) ?? holders[0]
    if (holder === undefined) return null
    const { module, record } = holder
    return {
      id: idOf(module, record),
      address: spelledIn(holder, address),
      state: isOut(record) ? 'opted_out' : 'mailable',
      permission: permissionOf(record),
      optedOutAt: null,
      // Tags stay: nothing is told of them here.
      groups: [],
      record,
    }
  },
  optOut: (vendor, { address }) => mark(vendor, address, true),
  resubscribe: {
    takes: 'at_once',
    // An opt-out takes no tag off here: there are none to be put on again.
    call: (vendor, { address }) => mark(vendor, address, false),
  },
}

interface Holder {
  module: Module
  record: JsonObject
}

/**
 * Everybody who has the address, in each module and each field of it: conditions cannot be relied
 * on to go together, so that each is asked by itself.
 */
async function holdersOf(vendor: Vendor, address: string): Promise<Holder[]> {
  const found = new Map<string, Holder>()
  for (const module of MODULES) {
    for (const field of module.addresses) {
      const records = await search(vendor, module.id, asked(field, address))
      for (const record of records) {
        const holder = { module, record }
        if (spelledIn(holder, address) !== '') found.set(idOf(module, record), holder)
      }
    }
  }
  return [...found.values()]
}

function asked(field: string, address: string): string {
  const query = condition(field, '=', address)
  if (query !== null) return query
  throw new Failure('refused', 'OpenCRM cannot be asked for an address with a bar in it.', {
    whoMustAct: 'you',
    remedy: 'Look the person up in OpenCRM, and mark them there by hand.',
  })
}

/** The address as the record spells it; empty where it has another. */
function spelledIn({ module, record }: Holder, address: string): string {
  const name = address.toLowerCase()
  return addressesOf(module, record).find((one) => one.toLowerCase() === name) ?? ''
}

/** What is so already is not written again. Success is no proof, so it is looked at once more. */
async function mark(vendor: Vendor, address: string, out: boolean): Promise<void> {
  const others = async () =>
    (await holdersOf(vendor, address)).filter(({ record }) => isOut(record) !== out)
  for (const { module, record } of await others()) {
    // One mark for both addresses: it may be the other one's.
    if (!out && addressesOf(module, record).length > 1) continue
    const fields = { do_not_email: out ? '1' : '0' }
    await change(vendor, module.id, { crmid: crmidIn(record), fields })
  }
  const left = await others()
  if (left.length === 0) return
  if (!out && left.every(({ module, record }) => addressesOf(module, record).length > 1)) {
    throw new Failure('refused', 'Somebody with this address has another, too.', {
      whoMustAct: 'you',
      remedy: 'OpenCRM has one mark for both. Take it off there, if both may be written to.',
    })
  }
  const sentence = out
    ? 'OpenCRM left the address mailable.'
    : 'OpenCRM left the address opted out.'
  throw new Failure('refused', sentence, {
    whoMustAct: 'you',
    remedy: 'Look whether a rule of your OpenCRM changes it back.',
  })
}
