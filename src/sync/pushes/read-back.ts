import { sql } from 'kysely'
import type { PushOf } from '../../audience/index.ts'
import type { RemoteContact } from '../../connectors/index.ts'
import { noteJoined, noteLeft } from '../../lists/index.ts'
import { findAddresses, parseEmail } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { examine } from './examine.ts'
import { nextList, type PushList } from './next-list.ts'
import { pausing } from './order.ts'
import { readChanges } from './read-changes.ts'
import { readBackRecords } from './records.ts'
import { asksOneByOne, within, type Turn } from './turn.ts'

/** Pages of one list at most. */
const PAGES_MAX = 10_000
/** So few people are looked up one by one, however short the list is. */
const SINGLES_MIN = 5

/** People whose job is over and who are not settled. */
const UNSETTLED = sql`i.status = 'sent'`

/**
 * Reads back what the ESP holds of those it was asked for, and settles each: by what changed there
 * since, by asking for each of a few, or by reading the list, whichever is fewer calls. Answers
 * false where time is up and there is more: it goes on where it stopped.
 */
export async function readBack(at: Turn, of: PushOf, isLate: () => boolean): Promise<boolean> {
  if (at.part.records !== undefined) return readBackRecords(at, of, isLate)
  if (!(await readChanges(at, of, isLate))) return false
  for (;;) {
    const list = await within(at, (tx) => nextList(tx, of, UNSETTLED))
    if (list === null) return true
    const pages = Math.ceil((list.members + list.people) / at.part.limits.pageMax)
    const isFew = list.people <= Math.max(SINGLES_MIN, pages) && list.cursor === null
    if (!isFew || asksOneByOne(at) === undefined) {
      if (!(await readList(at, of, { list, isLate }))) return false
    }
    await examine(at, of, list)
    if (isLate()) return false
  }
}

async function readList(
  at: Turn,
  of: PushOf,
  { list, isLate }: { list: PushList; isLate: () => boolean },
): Promise<boolean> {
  let { cursor } = list
  for (let page = 0; page < PAGES_MAX; page++) {
    const from = cursor
    const raw = await pausing(at, () => at.part.membersPage!(at.vendor, list.external, from))
    const { rows } = at.part.readMembers!(raw.body)
    await within(at, (tx) => noteSeen(tx, of, { list, at, rows, next: raw.next }))
    if (raw.next === null) {
      await within(at, (tx) => settleRead(tx, of, list))
      return true
    }
    cursor = raw.next
    if (isLate()) return false
  }
  throw new Error(`A list has more than ${PAGES_MAX} pages.`)
}

/** A page of members: whom we asked for among them is there. Its place moves with it. */
async function noteSeen(
  tx: Tx,
  of: PushOf,
  page: { list: PushList; at: Turn; rows: readonly RemoteContact[]; next: string | null },
): Promise<void> {
  const { workspaceId, pushId } = of
  const { listId } = page.list
  const byCanonical = new Map<string, RemoteContact>()
  for (const row of page.rows) {
    const read = parseEmail(row.address)
    if (read.ok) byCanonical.set(read.canonical, row)
  }
  const ids = await findAddresses(tx, workspaceId, [...byCanonical.keys()])
  const contacts = new Map([...ids].map(([canonical, id]) => [id, byCanonical.get(canonical)!]))
  const { rows } = await sql<{ addressId: number }>`
    update push_item set is_seen = true,
      status = case when verb = 'add' then 'done' else status end,
      settled_at = case when verb = 'add' then now() end
    where workspace_id = ${workspaceId} and push_id = ${pushId} and list_id = ${listId}
      and status = 'sent' and address_id = any(${[...contacts.keys()]}::integer[])
    returning address_id as "addressId"`.execute(tx)
  const seen = rows.map(({ addressId }) => {
    const { id: externalId, ...contact } = contacts.get(addressId)!
    return { addressId, externalId, ...contact }
  })
  await noteJoined(tx, { ...page.at.lane.at, listId }, seen)
  await sql`
    update push set reading_list_id = ${listId}, reading_cursor = ${page.next}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
}

/** The list was read to its end: whoever was to go and was not met is gone. */
async function settleRead(tx: Tx, of: PushOf, { listId }: PushList): Promise<void> {
  const { workspaceId, pushId } = of
  const { rows } = await sql<{ addressId: number }>`
    update push_item set status = 'done', settled_at = now()
    where workspace_id = ${workspaceId} and push_id = ${pushId} and list_id = ${listId}
      and status = 'sent' and verb = 'remove' and not is_seen
    returning address_id as "addressId"`.execute(tx)
  await noteLeft(
    tx,
    { workspaceId, listId },
    rows.map((row) => row.addressId),
  )
  await sql`
    update push set reading_list_id = null, reading_cursor = null
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
}
