import {
  walkPages,
  type AccountPart,
  type RemoteContact,
  type RemoteList,
  type Vendor,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { Refused } from '../platform/refused.ts'
import type { Place } from './sealed.ts'
import { openVendor } from './vendor.ts'

/** A screen shows no more lists than this. */
const LISTS_MAX = 1000
/** A person waits for the answer. */
const READ_MS_MAX = 60_000

export interface RemoteAsk extends Place {
  signal?: AbortSignal
}

/** The ESP's lists as they are now, the first LISTS_MAX. Throws Refused, Failure. */
export async function readLists(homing: Homing, ask: RemoteAsk): Promise<RemoteList[]> {
  const { connector, vendor } = await open(homing, ask)
  if (!connector.lists) throw cannot(connector.title, 'lists')
  return firstOf(connector.title, vendor, { part: connector.lists, max: LISTS_MAX })
}

/** The first of the ESP's contacts as they are now. Throws Refused, Failure. */
export async function readContacts(
  homing: Homing,
  ask: RemoteAsk & { limit: number },
): Promise<RemoteContact[]> {
  const { connector, vendor } = await open(homing, ask)
  if (!connector.contacts) throw cannot(connector.title, 'contacts')
  return firstOf(connector.title, vendor, { part: connector.contacts, max: ask.limit })
}

function open(homing: Homing, { workspaceId, connectionId, signal }: RemoteAsk) {
  const deadline = AbortSignal.timeout(READ_MS_MAX)
  return openVendor(homing, workspaceId, connectionId, {
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    purpose: 'person',
  })
}

/** A row that cannot be read is left out here; a sync tells of it. */
async function firstOf<Row>(
  title: string,
  vendor: Vendor,
  { part, max }: { part: AccountPart<Row>; max: number },
): Promise<Row[]> {
  const rows: Row[] = []
  for await (const page of walkPages(title, (cursor) => part.page(vendor, cursor))) {
    rows.push(...part.read(page.body).rows.slice(0, max - rows.length))
    if (rows.length >= max) break
  }
  return rows
}

function cannot(title: string, what: string): Refused {
  return new Refused(409, `Homing cannot read ${what} from ${title}.`)
}
