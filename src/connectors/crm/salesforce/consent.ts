import {
  type ConsentPart,
  Failure,
  type JsonObject,
  type RemoteConsent,
  type Vendor,
} from '../../sdk/index.ts'
import { updateAll, type Written } from './collections.ts'
import { OPT_OUT, PERSON_MODULES } from './modules.ts'
import { OPTED_OUT, permissionOf } from './permission.ts'
import { type Person, personsOf } from './persons.ts'
import { momentIn, safeId, textIn } from './values.ts'

export const consent: ConsentPart = {
  tellsNoLists: true,
  unmailableWords: [OPTED_OUT],
  rules: {
    optOut:
      'Salesforce marks as opted out of e-mail each contact and lead with the address: the mark is '
      + 'a person’s there, and the wish is of the address. It keeps no reason, and takes nobody '
      + 'off a campaign.',
    resubscribe:
      'Salesforce no longer marks them as opted out, at once and without asking anybody. A mark '
      + 'that mail bounced stays.',
  },
  find,
  optOut: (vendor, { address }) => mark(vendor, address, true),
  resubscribe: {
    takes: 'at_once',
    // An opt-out takes nobody off a list here: there are none to be put on again.
    call: (vendor, { address }) => mark(vendor, address, false),
  },
}

/** Of several who share the address the one who may be written to decides. */
async function find(vendor: Vendor, address: string): Promise<RemoteConsent | null> {
  const persons = await personsOf(vendor, address)
  const record = persons.find((one) => !isOut(one)) ?? persons[0]
  if (record === undefined) return null
  return {
    id: safeId(record['Id']),
    address: textIn(record['Email']),
    state: isOut(record) ? 'opted_out' : 'mailable',
    permission: permissionOf(record),
    optedOutAt: isOut(record) ? momentIn(record['SystemModstamp']) : null,
    groups: [],
    record,
  }
}

function isOut(person: JsonObject): boolean {
  return permissionOf(person) === OPTED_OUT
}

/**
 * Marks each person with the address, and looks whether they are. Who is so already is not written
 * to again, because each writing is a later moment of the opt-out.
 */
async function mark(vendor: Vendor, address: string, out: boolean): Promise<void> {
  const others = (persons: readonly Person[]) => persons.filter((one) => isOut(one) !== out)
  const persons = others(await personsOf(vendor, address))
  if (persons.length === 0) return
  const written: Written[] = []
  for (const module of PERSON_MODULES) {
    const rows = persons
      .filter((one) => one.module === module)
      .map(({ Id }) => ({ id: safeId(Id), [OPT_OUT]: out }))
    written.push(...(await updateAll(vendor, module, rows)))
  }
  if (others(await personsOf(vendor, address)).length > 0) throw unheld(out, written)
}

function unheld(out: boolean, written: readonly Written[]): Failure {
  const [why] = written.flatMap((one) => (one.ok ? [] : [one]))
  const sentence = out
    ? 'Salesforce left somebody with the address mailable.'
    : 'Salesforce left somebody with the address opted out.'
  return new Failure('refused', why ? `${sentence} ${why.sentence}` : sentence, {
    whoMustAct: 'you',
    remedy:
      `Let the user that the app runs as edit ${OPT_OUT} of contacts and leads, and look whether a `
      + 'rule or a flow of your Salesforce changes it back.',
  })
}
