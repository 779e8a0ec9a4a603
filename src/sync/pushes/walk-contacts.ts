import { sql, type RawBuilder } from 'kysely'
import type { PushOf, TellChange } from '../../audience/index.ts'
import type { RemoteContact } from '../../connectors/index.ts'
import { parseEmail } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { nextList, type PushList } from './next-list.ts'
import { pausing } from './order.ts'
import { within, type Turn } from './turn.ts'

/** Pages of one list, and lists of one walk at most. */
const PAGES_MAX = 10_000
const LISTS_MAX = 2_000
/** So few are looked up one by one, however short the list is. */
const SINGLES_MIN = 5
/** People whom no page showed are settled so many at a time. */
const LEFT_MAX = 5_000

/** Somebody who is to be told, and the contact as it is now; null: it was not met. */
export interface Met {
  id: number
  addressId: number
  changes: TellChange[]
  contact: RemoteContact | null
}

export interface Walk {
  /** Of items i: who is still to be met. settle takes each of them out of it. */
  where: RawBuilder<unknown>
  settle: (tx: Tx, list: PushList, met: Met[]) => Promise<void>
  isLate: () => boolean
}

/**
 * Meets the contacts of a push as they are now, list by list: by asking for each of a few, or by
 * reading the list, whichever is fewer calls. Answers false where time is up and there is more: it
 * goes on where it stopped.
 */
export async function walkContacts(at: Turn, of: PushOf, walk: Walk): Promise<boolean> {
  for (let count = 0; count < LISTS_MAX; count++) {
    const list = await within(at, (tx) => nextList(tx, of, walk.where))
    if (list === null) return true
    const pages = Math.ceil(list.members / at.part.limits.pageMax)
    const isFew = list.people <= Math.max(SINGLES_MIN, pages) && list.cursor === null
    const isDone = isFew
      ? await askEach(at, of, { list, walk })
      : await readPages(at, of, { list, walk })
    if (!isDone || walk.isLate()) return false
  }
  throw new Error(`A push names more than ${LISTS_MAX} lists.`)
}

async function askEach(
  at: Turn,
  of: PushOf,
  { list, walk }: { list: PushList; walk: Walk },
): Promise<boolean> {
  const people = await within(at, (tx) => peopleOf(tx, of, { list, walk }))
  for (const { address, ...one } of people) {
    const contact = await pausing(at, () => at.fields!.find(at.vendor, address))
    await within(at, (tx) => walk.settle(tx, list, [{ ...one, contact }]))
    if (walk.isLate()) return false
  }
  return true
}

async function readPages(
  at: Turn,
  of: PushOf,
  { list, walk }: { list: PushList; walk: Walk },
): Promise<boolean> {
  let { cursor } = list
  for (let page = 0; page < PAGES_MAX; page++) {
    const from = cursor
    const raw = await pausing(at, () => at.part.membersPage!(at.vendor, list.external, from))
    const { rows } = at.part.readMembers!(raw.body)
    await within(at, (tx) => meet(tx, of, { list, walk, rows, next: raw.next }))
    if (raw.next === null) {
      await within(at, (tx) => settleLeft(tx, of, { list, walk }))
      return true
    }
    cursor = raw.next
    if (walk.isLate()) return false
  }
  throw new Error(`A list has more than ${PAGES_MAX} pages.`)
}

async function meet(
  tx: Tx,
  of: PushOf,
  page: { list: PushList; walk: Walk; rows: readonly RemoteContact[]; next: string | null },
): Promise<void> {
  const { list, walk } = page
  const byCanonical = new Map<string, RemoteContact>()
  for (const row of page.rows) {
    const read = parseEmail(row.address)
    if (read.ok) byCanonical.set(read.canonical, row)
  }
  const people = await peopleOf(tx, of, { list, walk, among: [...byCanonical.keys()] })
  const met = people.map(({ address, ...one }) => {
    const read = parseEmail(address)
    return { ...one, contact: (read.ok && byCanonical.get(read.canonical)) || null }
  })
  await walk.settle(tx, list, met)
  await sql`
    update push set reading_list_id = ${list.listId}, reading_cursor = ${page.next}
    where workspace_id = ${of.workspaceId} and id = ${of.pushId}`.execute(tx)
}

/** The list was read to its end: whom it does not show. */
async function settleLeft(
  tx: Tx,
  of: PushOf,
  { list, walk }: { list: PushList; walk: Walk },
): Promise<void> {
  const people = await peopleOf(tx, of, { list, walk })
  await walk.settle(
    tx,
    list,
    people.map(({ address: _, ...one }) => ({ ...one, contact: null })),
  )
  await sql`
    update push set reading_list_id = null, reading_cursor = null
    where workspace_id = ${of.workspaceId} and id = ${of.pushId}`.execute(tx)
}

interface Person {
  id: number
  addressId: number
  address: string
  changes: TellChange[]
}

async function peopleOf(
  tx: Tx,
  of: PushOf,
  { list, walk, among }: { list: PushList; walk: Walk; among?: string[] },
): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select i.id, i.address_id as "addressId", a.address, i.changes from push_item i
    join address a on a.workspace_id = i.workspace_id and a.id = i.address_id
      and a.erased_at is null
    where ${inPush(of)} and i.verb = 'tell' and i.list_id = ${list.listId} and ${walk.where}
      and (${among ?? null}::text[] is null or a.canonical = any(${among ?? null}::text[]))
    order by i.id limit ${LEFT_MAX}`.execute(tx)
  return rows
}

function inPush({ workspaceId, pushId }: PushOf) {
  return sql`i.workspace_id = ${workspaceId} and i.push_id = ${pushId}`
}
