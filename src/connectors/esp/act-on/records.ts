/** Records of somebody, found by the address: Act-On answers for one list at a time. */
import {
  cleanText,
  type ConsentPart,
  type ErasePart,
  Failure,
  PAGES_MAX,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import {
  arrayOf,
  deleteJson,
  getArray,
  getPage,
  type OffsetPage,
  parsed,
  pathId,
  putJson,
  TITLE,
  upload,
} from './client.ts'
import { allLists, contacts, emailColumnOf } from './lists.ts'

/** One record, and where it keeps its address. */
export interface FoundRecord {
  list: string
  id: string
  /** As it is written there. */
  address: string
  /** Of the column with the address. */
  heading: string
}

/**
 * By the one record that is known here; the others of the address are found on their lists, and
 * that one is deleted last, so that whoever goes on after a crash still finds whom to look for.
 */
export const erase: ErasePart = {
  async find(vendor, id) {
    const address = await addressAt(vendor, id)
    return address === null ? null : { address }
  },
  async call(vendor, id) {
    const address = await addressAt(vendor, id)
    if (address === null) return
    const records = await recordsOf(vendor, [address])
    for (const record of records) if (record.id !== id) await remove(vendor, record.id)
    await remove(vendor, id)
  },
}

/**
 * Changes the address of each record that has it, and looks at each. An opt-out belongs to an
 * address there: it is told of the new one first. Whoever goes on after a crash finds those that
 * have the old one still.
 */
export const replaceAddress: ConsentPart['replaceAddress'] & object = async (
  vendor,
  contact,
  address,
) => {
  const records = await recordsOf(vendor, [contact.address, address])
  const old = contact.address.toLowerCase()
  const stale = records.filter((record) => record.address.toLowerCase() === old)
  if (records.length === 0) return 'nobody'
  if (stale.length > 0 && contact.state === 'opted_out') {
    await upload(vendor, '/list/optout', address)
  }
  for (const { id, heading } of stale) {
    await putJson(vendor, pathOf(id), { [heading]: address })
    const held = await addressAt(vendor, id)
    if (held === null || held.toLowerCase() === address.toLowerCase()) continue
    throw new Failure('refused', `${TITLE} did not change the address of a record.`, {
      whoMustAct: 'you',
      remedy: 'Change it there by hand.',
    })
  }
  return undefined
}

/** The address a record has; null where it or its list is gone, or was never a record. */
export async function addressAt(vendor: Vendor, id: string): Promise<string | null> {
  const list = listOf(id)
  if (list === null) return null
  try {
    const { answer } = await firstPage(vendor, list)
    const record = await getArray(vendor, pathOf(id))
    return cleanText(record[emailColumnOf(answer)])
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}

/** Every record that has one of these addresses, on whatever list. */
export async function recordsOf(
  vendor: Vendor,
  addresses: readonly string[],
): Promise<FoundRecord[]> {
  const wanted = new Set(addresses.map((address) => address.toLowerCase()))
  const found: FoundRecord[] = []
  for (const list of await allLists(vendor)) {
    for await (const page of pagesOf(vendor, list)) {
      const body = parsed(page.body)
      const heading = String(arrayOf(body, 'headers')[emailColumnOf(body)])
      for (const { id, address } of contacts.read(page.body).rows) {
        if (wanted.has(address.toLowerCase())) found.push({ list, id, address, heading })
      }
    }
  }
  return found
}

async function* pagesOf(vendor: Vendor, list: string): AsyncIterable<OffsetPage> {
  let offset: number | null = 0
  for (let count = 0; offset !== null; count++) {
    if (count === PAGES_MAX) throw unreadable(TITLE, 'A list of its has no end.')
    try {
      const page: OffsetPage = await getPage(vendor, `/list/${pathId(list)}`, {
        offset,
        rows: 'data',
      })
      yield page
      offset = page.nextOffset
    } catch (error) {
      // Deleted since the lists were read: it has no records any more.
      if (error instanceof Failure && error.kind === 'not_found') return
      throw error
    }
  }
}

function firstPage(vendor: Vendor, list: string): Promise<OffsetPage> {
  return getPage(vendor, `/list/${pathId(list)}`, { offset: 0, rows: 'data', rowsMax: 1 })
}

async function remove(vendor: Vendor, id: string): Promise<void> {
  try {
    await deleteJson(vendor, pathOf(id))
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'not_found')) throw error
  }
}

/** A record's id begins with that of its list: "l-0001:12". Null for one that was made up here. */
function listOf(id: string): string | null {
  return /^(l-[\w-]{1,98}):[\w-]{1,100}$/.exec(id)?.[1] ?? null
}

export function pathOf(id: string): string {
  const list = listOf(id)
  if (list === null) throw unreadable(TITLE, 'An id it gave cannot be an id.')
  return `/list/${list}/record/${id}`
}
