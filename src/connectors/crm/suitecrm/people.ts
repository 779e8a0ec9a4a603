import {
  Failure,
  FieldRefused,
  type JsonObject,
  type PeopleModule,
  type PeoplePart,
  readFaxNumber,
  readRows,
  type RemoteOrganization,
  type RemotePerson,
  type RemoteRecord,
} from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { linkedIn, pageByChange, recordsIn } from './entry-list.ts'
import { PEOPLE_MODULES, peopleOf } from './modules.ts'
import { idIn, isYes, momentIn, textIn } from './values.ts'

/** Before SuiteCRM and what it grew from; no record's change can be read that is older. */
const FIRST_MS = Date.UTC(1995, 0, 1)

/**
 * SuiteCRM takes the moment of a change before it is written, and a workflow may run in between: a
 * record may appear with a moment that a walk has passed. What changed just before is told again.
 */
const OVERLAP_MS = 10 * 60_000

export const people: PeoplePart = {
  modules: PEOPLE_MODULES,
  async page(vendor, { module, since }, cursor) {
    const from = Math.max(FIRST_MS, since === null ? FIRST_MS : since - OVERLAP_MS)
    return pageByChange(vendor, peopleOf(moduleOf(module)), { since: from, cursor })
  },
  read(bytes, { module }) {
    const { holds } = moduleOf(module)
    const readOne = holds === 'organizations' ? readOrganization : readPerson
    return readRows(recordsIn(bytes), (record) => readRecord(record, readOne))
  },
  reader: 'suitecrm/people@1',
}

function moduleOf(id: string): PeopleModule {
  const module = PEOPLE_MODULES.find((one) => one.id === id)
  if (module) return module
  throw new Failure('not_found', `${TITLE} has no people in a module of that name.`, {
    whoMustAct: 'homing',
  })
}

type OfRecord = Pick<RemoteRecord, 'id' | 'changedAt'>

function readRecord(
  record: JsonObject,
  readOne: (of: OfRecord, record: JsonObject) => RemoteRecord,
): RemoteRecord {
  const id = idIn(record)
  const changedAt = momentIn(record['date_modified'])
  if (changedAt === null) throw new FieldRefused('date_modified', 'This is no moment.')
  const of = { id, changedAt }
  return isYes(record['deleted']) ? { type: 'deleted', ...of } : readOne(of, record)
}

function readOrganization(of: OfRecord, record: JsonObject): RemoteOrganization {
  return {
    type: 'organization',
    ...of,
    kind: kindIn(record),
    name: textIn(record['name']),
    phone: textIn(record['phone_office']),
    city: textIn(record['billing_address_city']),
    country: textIn(record['billing_address_country']),
    addresses: addressesIn(record),
    owner: ownerIn(record),
  }
}

function readPerson(of: OfRecord, record: JsonObject): RemotePerson {
  const company = textIn(record['account_name'])
  const [account = {}] = linkedIn(record, 'accounts')
  return {
    type: 'person',
    ...of,
    name: '',
    firstName: textIn(record['first_name']),
    lastName: textIn(record['last_name']),
    jobTitle: textIn(record['title']),
    phone: textIn(record['phone_work']),
    city: textIn(record['primary_address_city']),
    country: textIn(record['primary_address_country']),
    addresses: addressesIn(record),
    faxes: faxesIn(record),
    organization: company === '' ? null : { name: company, kind: kindIn(account) },
    owner: ownerIn(record),
  }
}

/** No type of an account that SuiteCRM brings along is a household: a firm may have added one. */
function kindIn(account: JsonObject): 'company' | 'household' {
  return /household/i.test(textIn(account['account_type'])) ? 'household' : 'company'
}

/** email1 is the primary one; the link tells all of them, and not which it is. */
function addressesIn(record: JsonObject): string[] {
  const told = linkedIn(record, 'email_addresses').map((one) => textIn(one['email_address']))
  const byName = new Map<string, string>()
  for (const address of [textIn(record['email1']), ...told]) {
    const name = address.toLowerCase()
    if (address !== '' && !byName.has(name)) byName.set(name, address)
  }
  return [...byName.values()]
}

/** What is no number at all ("n/a", two numbers in one field) is none to write to. */
function faxesIn(record: JsonObject): string[] {
  const read = readFaxNumber(textIn(record['phone_fax']))
  return read.ok ? [read.canonical] : []
}

function ownerIn(record: JsonObject): { name: string; email: string } | null {
  const name = textIn(record['assigned_user_name'])
  const [user = {}] = linkedIn(record, 'assigned_user_link')
  return name === '' ? null : { name, email: textIn(user['email1']) }
}
