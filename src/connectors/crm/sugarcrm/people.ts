import {
  asObject,
  Failure,
  FieldRefused,
  type JsonObject,
  type PeopleModule,
  type PeoplePart,
  type RawPage,
  readFaxNumber,
  readJson,
  readRows,
  type RemoteOrganization,
  type RemotePerson,
  type RemoteRecord,
  type Vendor,
} from '../../sdk/index.ts'
import { objectOf, TITLE } from './client.ts'
import { ACCOUNTS, PEOPLE_MODULES, peopleOf, USERS } from './modules.ts'
import { pageByChange, recordsById, recordsIn } from './records.ts'
import { idIn, isYes, momentIn, textIn } from './values.ts'

/** Before SugarCRM; no record's change can be read that is older. */
const FIRST_MS = Date.UTC(1995, 0, 1)

/**
 * The moment of a change is taken before it is written, and logic hooks may run in between: a
 * record may appear with a moment that a walk has passed. What changed just before is told again.
 */
const OVERLAP_MS = 10 * 60_000

export const people: PeoplePart = {
  modules: PEOPLE_MODULES,
  async page(vendor, { module, since }, cursor) {
    const from = Math.max(FIRST_MS, since === null ? FIRST_MS : since - OVERLAP_MS)
    const listing = peopleOf(moduleOf(module))
    return withOthers(vendor, await pageByChange(vendor, listing, { since: from, cursor }))
  },
  read(bytes, { module }) {
    const { holds } = moduleOf(module)
    const page = objectOf(readJson(TITLE, bytes))
    const others = { users: byId(page[USERS]), accounts: byId(page[ACCOUNTS]) }
    const readOne = holds === 'organizations' ? readOrganization : readPerson
    return readRows(recordsIn(bytes), (record) => readRecord(record, others, readOne))
  },
  reader: 'sugarcrm/people@1',
}

function moduleOf(id: string): PeopleModule {
  const module = PEOPLE_MODULES.find((one) => one.id === id)
  if (module) return module
  throw new Failure('not_found', `${TITLE} has no people in a module of that name.`, {
    whoMustAct: 'homing',
  })
}

/**
 * A record tells its owner's name and not the address, and its account's name and not the type:
 * both are asked for by their ids, and kept with the page.
 */
async function withOthers(vendor: Vendor, { body, next }: RawPage): Promise<RawPage> {
  const page = objectOf(readJson(TITLE, body))
  const records = recordsIn(body).map((record) => asObject(record) ?? {})
  const idsIn = (field: string) => records.map((record) => textIn(record[field]))
  const users = await owners(vendor, idsIn('assigned_user_id'))
  const account = { module: ACCOUNTS, fields: ['id', 'account_type'] }
  const accounts = await recordsById(vendor, account, idsIn('account_id'))
  const whole = { ...page, [USERS]: [...users.values()], [ACCOUNTS]: [...accounts.values()] }
  return { body: new TextEncoder().encode(JSON.stringify(whole)), next }
}

/** Users may be closed to the user of the connection, which the check says; then names must do. */
async function owners(vendor: Vendor, ids: string[]): Promise<Map<string, JsonObject>> {
  try {
    return await recordsById(vendor, { module: USERS, fields: ['id', 'email'] }, ids)
  } catch (error) {
    if (error instanceof Failure && error.kind === 'forbidden') return new Map()
    throw error
  }
}

function byId(list: unknown): Map<string, JsonObject> {
  const records = Array.isArray(list) ? list.map((one) => asObject(one) ?? {}) : []
  return new Map(records.map((record) => [textIn(record['id']), record]))
}

interface Others {
  users: ReadonlyMap<string, JsonObject>
  accounts: ReadonlyMap<string, JsonObject>
}

interface Told extends Others {
  of: Pick<RemoteRecord, 'id' | 'changedAt'>
  record: JsonObject
}

function readRecord(
  record: JsonObject,
  others: Others,
  readOne: (told: Told) => RemoteRecord,
): RemoteRecord {
  const id = idIn(record)
  const changedAt = momentIn(record['date_modified'])
  if (changedAt === null) throw new FieldRefused('date_modified', 'This is no moment.')
  const of = { id, changedAt }
  if (isYes(record['deleted'])) return { type: 'deleted', ...of }
  return readOne({ ...others, of, record })
}

function readOrganization({ of, record, users }: Told): RemoteOrganization {
  return {
    type: 'organization',
    ...of,
    kind: kindOf(record),
    name: textIn(record['name']),
    phone: textIn(record['phone_office']),
    city: textIn(record['billing_address_city']),
    country: textIn(record['billing_address_country']),
    addresses: addressesIn(record),
    owner: ownerIn(record, users),
  }
}

function readPerson({ of, record, users, accounts }: Told): RemotePerson {
  const company = textIn(record['account_name'])
  const account = accounts.get(textIn(record['account_id'])) ?? {}
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
    organization: company === '' ? null : { name: company, kind: kindOf(account) },
    owner: ownerIn(record, users),
  }
}

/** No type of an account that SugarCRM brings along is a household: a firm may have added one. */
function kindOf(account: JsonObject): 'company' | 'household' {
  return /household/i.test(textIn(account['account_type'])) ? 'household' : 'company'
}

/** The primary one first. */
export function addressesIn({ email }: JsonObject): string[] {
  const all = (Array.isArray(email) ? email : []).map((one) => asObject(one) ?? {})
  const isFirst = (one: JsonObject) => isYes(one['primary_address'])
  const sorted = [...all.filter(isFirst), ...all.filter((one) => !isFirst(one))]
  const byName = new Map<string, string>()
  for (const address of sorted.map((one) => textIn(one['email_address']))) {
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

function ownerIn(
  record: JsonObject,
  users: ReadonlyMap<string, JsonObject>,
): { name: string; email: string } | null {
  const name = textIn(record['assigned_user_name'])
  const user = users.get(textIn(record['assigned_user_id'])) ?? {}
  return name === '' ? null : { name, email: addressesIn(user)[0] ?? '' }
}
