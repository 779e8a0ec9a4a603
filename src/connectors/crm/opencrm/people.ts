import {
  asObject,
  type JsonObject,
  type PeoplePart,
  readFaxNumber,
  readRows,
  type RemoteOrganization,
  type RemotePerson,
} from '../../sdk/index.ts'
import { MODULES, addressesOf, idOf, type Module, moduleOf } from './modules.ts'
import { namesFor } from './names.ts'
import { packed, pageOf, recordsOf, unpacked } from './record-list.ts'
import { textIn } from './values.ts'

/**
 * OpenCRM tells no moment of a change, and nothing can be asked for by it: each walk reads all, and
 * what is the same as before changes nothing. So all records have one moment, always the same.
 */
export const CHANGED_AT = 0

export const people: PeoplePart = {
  modules: MODULES.map(({ id, title, holds }) => ({ id, title, holds })),
  async page(vendor, { module }, cursor) {
    const { records, next } = await pageOf(vendor, moduleOf(module).id, cursor)
    return { body: packed({ records, ...(await namesFor(vendor, records)) }), next }
  },
  read(bytes, { module: id }) {
    const page = unpacked(bytes)
    const module = moduleOf(id)
    const readOne = module.holds === 'organizations' ? readOrganization : readPerson
    return readRows(recordsOf(page['records']), (record) => readOne(module, record, page))
  },
  reader: 'opencrm/people@1',
}

function readOrganization(
  module: Module,
  record: JsonObject,
  page: JsonObject,
): RemoteOrganization {
  return {
    type: 'organization',
    id: idOf(module, record),
    changedAt: CHANGED_AT,
    kind: kindIn(record),
    name: textIn(record['accountname']),
    phone: textIn(record['phone']),
    city: textIn(record['city']),
    country: textIn(record['country']),
    addresses: addressesOf(module, record),
    owner: ownerIn(record, page),
  }
}

function readPerson(module: Module, record: JsonObject, page: JsonObject): RemotePerson {
  const isContact = module.id === 'contact'
  return {
    type: 'person',
    id: idOf(module, record),
    changedAt: CHANGED_AT,
    name: '',
    firstName: textIn(record['firstname']),
    lastName: textIn(record['lastname']),
    jobTitle: textIn(record[isContact ? 'title' : 'designation']),
    phone: textIn(record['phone']),
    city: textIn(record[isContact ? 'mailingcity' : 'city']),
    country: textIn(record[isContact ? 'mailingcountry' : 'country']),
    addresses: addressesOf(module, record),
    faxes: faxesIn(record),
    organization: isContact ? companyIn(record, page) : leadsCompanyIn(record),
    owner: ownerIn(record, page),
  }
}

/** A contact has its company by number. */
function companyIn(record: JsonObject, page: JsonObject): RemotePerson['organization'] {
  const company = asObject(asObject(page['companies'])?.[textIn(record['accountid'])])
  const name = textIn(company?.['accountname'])
  return company === null || name === '' ? null : { name, kind: kindIn(company) }
}

/** A lead has the name of a company alone. */
function leadsCompanyIn(record: JsonObject): RemotePerson['organization'] {
  const name = textIn(record['company'])
  return name === '' ? null : { name, kind: 'company' }
}

function kindIn(company: JsonObject): 'company' | 'household' {
  return /household/i.test(textIn(company['account_type'])) ? 'household' : 'company'
}

/** What is no number at all ("n/a", two numbers in one field) is none to write to. */
function faxesIn(record: JsonObject): string[] {
  const read = readFaxNumber(textIn(record['fax']))
  return read.ok ? [read.canonical] : []
}

function ownerIn(record: JsonObject, page: JsonObject): RemotePerson['owner'] {
  const user = asObject(asObject(page['users'])?.[textIn(record['smownerid'])])
  if (user === null) return null
  const name = [user['first_name'], user['last_name']].map(textIn).join(' ').trim()
  return name === '' ? null : { name, email: textIn(user['email1']) }
}
