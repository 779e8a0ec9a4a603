import {
  asObject,
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
  type Vendor,
} from '../../sdk/index.ts'
import { PEOPLE_MODULES, peopleOf } from './modules.ts'
import { pageByChange, recordsIn } from './query.ts'
import { idIn, momentIn, textIn, TITLE } from './values.ts'

/** Before Salesforce; no record's change can be read that is older. */
const FIRST_MS = Date.UTC(1999, 0, 1)

/**
 * The moment of a change is taken before it can be seen, and what runs in between takes minutes: a
 * record may appear with a moment that a walk has passed. What changed just before is told again.
 */
const OVERLAP_MS = 10 * 60_000

export const people: PeoplePart = {
  modules: PEOPLE_MODULES,
  async page(vendor: Vendor, { module, since }, cursor) {
    const from = Math.max(FIRST_MS, since === null ? FIRST_MS : since - OVERLAP_MS)
    return pageByChange(vendor, await peopleOf(vendor, moduleOf(module).id), {
      since: from,
      cursor,
    })
  },
  read(bytes, { module }) {
    const { holds } = moduleOf(module)
    const readOne = holds === 'organizations' ? readOrganization : readPerson
    return readRows(recordsIn(bytes), (record) => readRecord(record, readOne))
  },
  reader: 'salesforce/people@1',
}

function moduleOf(id: string): PeopleModule {
  const module = PEOPLE_MODULES.find((one) => one.id === id)
  if (module) return module
  throw new Failure('not_found', `${TITLE} has no people in an object of that name.`, {
    whoMustAct: 'homing',
  })
}

type OfRecord = Pick<RemoteRecord, 'id' | 'changedAt'>

/** A lead that was converted is a contact now: as a lead it is there no more. */
function readRecord(
  record: JsonObject,
  readOne: (of: OfRecord, record: JsonObject) => RemoteRecord,
): RemoteRecord {
  const id = idIn(record)
  const changedAt = momentIn(record['SystemModstamp'])
  if (changedAt === null) throw new FieldRefused('SystemModstamp', 'This is no moment.')
  const isGone = record['IsDeleted'] === true || record['IsConverted'] === true
  return isGone ? { type: 'deleted', id, changedAt } : readOne({ id, changedAt }, record)
}

function readOrganization(of: OfRecord, record: JsonObject): RemoteOrganization {
  return {
    type: 'organization',
    ...of,
    kind: kindIn(record),
    name: textIn(record['Name']),
    phone: textIn(record['Phone']),
    city: textIn(record['BillingCity']),
    country: textIn(record['BillingCountry']),
    // An account has no mailbox of its own.
    addresses: [],
    owner: ownerIn(record),
  }
}

function readPerson(of: OfRecord, record: JsonObject): RemotePerson {
  const account = asObject(record['Account']) ?? {}
  const company = textIn(account['Name']) || textIn(record['Company'])
  const address = textIn(record['Email'])
  return {
    type: 'person',
    ...of,
    name: '',
    firstName: textIn(record['FirstName']),
    lastName: textIn(record['LastName']),
    jobTitle: textIn(record['Title']),
    phone: textIn(record['Phone']),
    city: textIn(record['MailingCity'] ?? record['City']),
    country: textIn(record['MailingCountry'] ?? record['Country']),
    addresses: address === '' ? [] : [address],
    faxes: faxesIn(record),
    organization: company === '' ? null : { name: company, kind: kindIn(account) },
    owner: ownerIn(record),
  }
}

/**
 * By the record type, as Practifi has them, or the type. Whoever is an account by themselves (an
 * Individual, a person account) is a household of one, and no company.
 */
function kindIn(account: JsonObject): 'company' | 'household' {
  if (account['IsPersonAccount'] === true) return 'household'
  const recordType = textIn(asObject(account['RecordType'])?.['DeveloperName'])
  const words = `${recordType} ${textIn(account['Type'])}`
  return /household|individual/i.test(words) ? 'household' : 'company'
}

/** What is no number at all ("n/a", two numbers in one field) is none to write to. */
function faxesIn(record: JsonObject): string[] {
  const read = readFaxNumber(textIn(record['Fax']))
  return read.ok ? [read.canonical] : []
}

/** A queue owns leads, too: it has a name and no address. */
function ownerIn(record: JsonObject): { name: string; email: string } | null {
  const owner = asObject(record['Owner']) ?? {}
  const name = textIn(owner['Name'])
  return name === '' ? null : { name, email: textIn(owner['Email']) }
}
