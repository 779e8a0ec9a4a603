import {
  type AccountPart,
  addressProblem,
  asObject,
  FieldRefused,
  type JsonObject,
  type RawPage,
  type ReadPage,
  readRows,
  type RemoteContact,
  type RemoteList,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { TITLE } from './client.ts'
import { addressesOf, idOf, type Module, MODULES, moduleOf } from './modules.ts'
import { namesFor } from './names.ts'
import { isOut, permissionOf } from './permission.ts'
import { packed, pageOf, pageOfAll, readPageOfAll, recordsOf, unpacked } from './record-list.ts'
import { tagsIn, textIn } from './values.ts'

/**
 * Of several persons with one address the first that is told decides how the contact stands. Who
 * may be written to is told first: an address is opted out once everybody is who has it.
 */
const PASSES = ['mailable', 'opted_out'] as const

type Pass = (typeof PASSES)[number]

/** Persons, and companies with a mailbox of their own, by their first address. */
export const contacts: AccountPart<RemoteContact> = {
  async page(vendor, cursor) {
    const { pass, module, inner } = placeIn(cursor)
    const { records, next } = await pageOf(vendor, module.id, inner)
    const { companies } = await namesFor(vendor, records)
    const body = packed({ pass, module: module.id, records, companies })
    return { body, next: next === null ? after(pass, module) : `${pass} ${module.id} ${next}` }
  },
  read(bytes) {
    const page = unpacked(bytes)
    const module = moduleOf(page['module'])
    const records = recordsOf(page['records']).filter((one) => isMeant(one, module, page['pass']))
    return readRows(records, (record) => readContact(module, record, page))
  },
}

function placeIn(cursor: string | null): { pass: Pass; module: Module; inner: string | null } {
  const [first, id, inner = null] = (cursor ?? `${PASSES[0]} ${MODULES[0]!.id}`).split(' ')
  const pass = PASSES.find((one) => one === first)
  if (pass === undefined) throw unreadable(TITLE, 'A cursor is none.')
  return { pass, module: moduleOf(id), inner }
}

function after(pass: Pass, module: Module): string | null {
  const next = MODULES[MODULES.indexOf(module) + 1]
  if (next) return `${pass} ${next.id}`
  return pass === 'mailable' ? `opted_out ${MODULES[0]!.id}` : null
}

/** What is no record at all is not left out: it is refused, and told. */
function isMeant(told: unknown, module: Module, pass: unknown): boolean {
  const record = asObject(told)
  if (!record) return pass === 'mailable'
  return addressesOf(module, record).length > 0 && isOut(record) === (pass === 'opted_out')
}

function readContact(module: Module, record: JsonObject, page: JsonObject): RemoteContact {
  const [address] = addressesOf(module, record)
  const problem = addressProblem(address)
  if (problem) throw new FieldRefused(module.addresses[0]!, problem)
  return {
    id: idOf(module, record),
    address: address!,
    firstName: textIn(record['firstname']),
    lastName: textIn(record['lastname']),
    jobTitle: textIn(record['title'] ?? record['designation']),
    company: companyIn(record, page),
    permission: permissionOf(record),
    lists: tagsIn(record[module.tags]),
    values: {},
  }
}

function companyIn(record: JsonObject, page: JsonObject): string {
  const company = asObject(asObject(page['companies'])?.[textIn(record['accountid'])])
  return textIn(record['accountname'] ?? company?.['accountname'] ?? record['company'])
}

/**
 * Tags, which are what stands for a list here: no function lists them, so they are gathered from
 * who has them. How many have one is not counted.
 */
export const lists: AccountPart<RemoteList> = {
  page: (vendor: Vendor, cursor): Promise<RawPage> => pageOfAll(vendor, cursor),
  read(bytes): ReadPage<RemoteList> {
    const { module, records } = readPageOfAll(bytes)
    const tags = records.flatMap((one) => tagsIn(asObject(one)?.[module.tags]))
    const rows = [...new Set(tags)].map((tag) => ({ id: tag, name: tag, members: null }))
    return { rows, refused: [] }
  },
}
