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
import { census } from './census.ts'
import { TITLE } from './client.ts'
import {
  type Page,
  packed,
  pageByChange,
  ROWS_MAX,
  rowsIn,
  rowsWith,
  unpacked,
  viewIfThere,
} from './pages.ts'
import { idIn, isYes, momentIn, momentOf, textIn } from './values.ts'

export const PEOPLE = 'people'
const ORGANIZATIONS = 'organizations'

const MODULES = [
  { id: ORGANIZATIONS, title: 'Organizations', holds: 'organizations' },
  { id: PEOPLE, title: 'People', holds: 'persons' },
] as const satisfies readonly PeopleModule[]

/**
 * A row appears when its transaction ends, with a moment from its beginning: a walk may have passed
 * it by then. What changed just before is told again.
 */
const OVERLAP_MS = 10 * 60_000

export const people: PeoplePart = {
  modules: MODULES,
  async page(vendor, { module: id, since }, cursor) {
    const module = moduleOf(id).id
    const from = since === null ? null : momentOf(Math.max(0, since - OVERLAP_MS))
    const isThere = module === PEOPLE || (await viewIfThere(vendor, module)) !== null
    const page: Page = isThere
      ? await pageByChange(vendor, module, { since: from, cursor })
      : { rows: [], next: null }
    const organizations = module === PEOPLE ? await organizationsOf(vendor, page) : {}
    return { body: packed({ rows: page.rows, organizations }), next: page.next }
  },
  read(bytes, { module }) {
    const page = unpacked(bytes)
    const readOne = moduleOf(module).id === PEOPLE ? readPerson : readOrganization
    return readRows(rowsIn(page), (record) => readRecord(record, (of) => readOne(of, record, page)))
  },
  reader: 'database/people@1',
  census: (vendor, module, cursor) => census(vendor, moduleOf(module).id, cursor),
}

function moduleOf(id: string): (typeof MODULES)[number] {
  const module = MODULES.find((one) => one.id === id)
  if (module) return module
  throw new Failure('not_found', `${TITLE} has no people in a module of that name.`, {
    whoMustAct: 'homing',
  })
}

/** The organizations that a page of people names, by their ids. */
export async function organizationsOf(vendor: Vendor, { rows }: Page): Promise<JsonObject> {
  const ids = rows.flatMap(({ organization_id: id }) => (typeof id === 'string' ? [id] : []))
  if (ids.length === 0 || (await viewIfThere(vendor, ORGANIZATIONS)) === null) return {}
  const asked = { column: 'id', values: ids, rowsMax: ROWS_MAX }
  const found = await rowsWith(vendor, ORGANIZATIONS, asked)
  return Object.fromEntries(found.map(({ id, name, kind }) => [id, { name, kind }]))
}

type OfRecord = Pick<RemoteRecord, 'id' | 'changedAt'>

function readRecord(record: JsonObject, readOne: (of: OfRecord) => RemoteRecord): RemoteRecord {
  const id = idIn(record)
  const changedAt = momentIn(record['changed_at'])
  if (changedAt === null) throw new FieldRefused('changed_at', 'This is no moment.')
  const of = { id, changedAt }
  return isYes(record, 'deleted') ? { type: 'deleted', ...of } : readOne(of)
}

function readOrganization(of: OfRecord, record: JsonObject): RemoteOrganization {
  return {
    type: 'organization',
    ...of,
    kind: kindIn(record),
    name: textIn(record, 'name'),
    ...placeIn(record),
    addresses: [],
    owner: ownerIn(record),
  }
}

function readPerson(of: OfRecord, record: JsonObject, page: JsonObject): RemotePerson {
  return {
    type: 'person',
    ...of,
    name: textIn(record, 'name'),
    firstName: textIn(record, 'first_name'),
    lastName: textIn(record, 'last_name'),
    jobTitle: textIn(record, 'job_title'),
    ...placeIn(record),
    addresses: addressesIn(record),
    faxes: faxesIn(record),
    organization: organizationIn(record, page),
    owner: ownerIn(record),
  }
}

function placeIn(record: JsonObject) {
  return {
    phone: textIn(record, 'phone'),
    city: textIn(record, 'city'),
    country: textIn(record, 'country'),
  }
}

/** The e-mail addresses of a person, as they stand there, the primary one first. */
export function addressesIn(record: JsonObject): string[] {
  const byName = new Map<string, string>()
  for (const field of ['email', 'email2', 'email3']) {
    const address = textIn(record, field)
    if (address === '') continue
    const name = address.toLowerCase()
    if (!byName.has(name)) byName.set(name, address)
  }
  return [...byName.values()]
}

/** What is no number at all ("n/a", two numbers in one field) is none to write to. */
function faxesIn(record: JsonObject): string[] {
  const read = readFaxNumber(textIn(record, 'fax'))
  return read.ok ? [read.canonical] : []
}

export function organizationIn(record: JsonObject, page: JsonObject): RemotePerson['organization'] {
  const id = textIn(record, 'organization_id')
  const organization = asObject(asObject(page['organizations'])?.[id])
  const name = organization === null ? '' : textIn(organization, 'name')
  return organization === null || name === '' ? null : { name, kind: kindIn(organization) }
}

function kindIn(record: JsonObject): 'company' | 'household' {
  const kind = textIn(record, 'kind').toLowerCase()
  if (kind === '' || kind === 'company') return 'company'
  if (kind === 'household') return 'household'
  throw new FieldRefused('kind', 'An organization is a company or a household.')
}

function ownerIn(record: JsonObject): { name: string; email: string } | null {
  const email = textIn(record, 'owner_email')
  const name = textIn(record, 'owner_name') || email
  return name === '' ? null : { name, email }
}
