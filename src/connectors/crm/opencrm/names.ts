/** Records name their company and their owner by number: whose numbers these are. */
import { asObject, Failure, type JsonObject, type Vendor, walkPages } from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { pageOf } from './record-list.ts'
import { isId, textIn } from './values.ts'

type ByNumber = Map<string, JsonObject>

/** Read once for each line to an account: a line is one run's. */
const companies = new WeakMap<Vendor, Promise<ByNumber>>()
const users = new WeakMap<Vendor, Promise<ByNumber>>()

const OF_COMPANY = ['accountname', 'account_type']
const OF_USER = ['first_name', 'last_name', 'email1']

export interface Names {
  companies: Readonly<Record<string, JsonObject>>
  users: Readonly<Record<string, JsonObject>>
}

/** The companies and users that the records of a page name, with what is read of them. */
export async function namesFor(vendor: Vendor, records: readonly unknown[]): Promise<Names> {
  const named = (field: string) =>
    new Set(records.map((one) => textIn(asObject(one)?.[field])).filter(isId))
  const [ofCompanies, ofUsers] = [named('accountid'), named('smownerid')]
  return {
    companies: ofCompanies.size === 0 ? {} : among(ofCompanies, await allCompanies(vendor)),
    users: ofUsers.size === 0 ? {} : among(ofUsers, await allUsers(vendor)),
  }
}

const allCompanies = (vendor: Vendor) => once(companies, vendor, ['company', OF_COMPANY])

/** The vendor's guide does not list the functions for users: without them nobody has an owner. */
async function allUsers(vendor: Vendor): Promise<ByNumber> {
  try {
    return await once(users, vendor, ['user', OF_USER])
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return new Map()
    throw error
  }
}

type Wanted = [module: string, fields: readonly string[]]

function once(
  known: WeakMap<Vendor, Promise<ByNumber>>,
  vendor: Vendor,
  wanted: Wanted,
): Promise<ByNumber> {
  const reading = known.get(vendor) ?? readAll(vendor, wanted)
  known.set(vendor, reading)
  // What could not be read is asked for again by whoever asks next.
  reading.catch(() => known.delete(vendor))
  return reading
}

async function readAll(vendor: Vendor, [module, fields]: Wanted): Promise<ByNumber> {
  const all: ByNumber = new Map()
  for await (const { records } of walkPages(TITLE, (cursor) => pageOf(vendor, module, cursor))) {
    for (const told of records) {
      const record = asObject(told) ?? {}
      const kept = Object.fromEntries(fields.map((field) => [field, record[field]]))
      all.set(textIn(record['crmid'] ?? record['id']), kept)
    }
  }
  return all
}

function among(numbers: ReadonlySet<string>, all: ByNumber): Record<string, JsonObject> {
  return Object.fromEntries(
    [...numbers].flatMap((number) => {
      const found = all.get(number)
      return found === undefined ? [] : [[number, found]]
    }),
  )
}
