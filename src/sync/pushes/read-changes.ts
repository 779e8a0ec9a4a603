import { sql } from 'kysely'
import type { PushOf } from '../../audience/index.ts'
import type { RemoteContact } from '../../connectors/index.ts'
import { noteJoined, noteLeft, type MemberSeen } from '../../lists/index.ts'
import { findAddresses, parseEmail } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { pausing } from './order.ts'
import { within, type Turn } from './turn.ts'

/** What the ESP's clock rounds away, and nothing may be missed by. */
const MARGIN_MS = 2_000
/** Pages of changes beyond those a push accounts for: others work in the account too. */
const PAGES_MORE_MAX = 20

interface Worth {
  /** People of the push who are not settled. */
  sent: number
  /** Calls that reading its lists would take. */
  calls: number
  /** Epoch milliseconds, by the ESP's clock; null where it is not known. */
  since: number | null
  cursor: string | null
  isRead: boolean
}

/**
 * Settles whom the changes at the ESP since the push's first job tell of, where that is fewer calls
 * than reading its lists; of whom they tell nothing, the lists are asked. Answers false where time
 * is up and there is more.
 */
export async function readChanges(at: Turn, of: PushOf, isLate: () => boolean): Promise<boolean> {
  const { part, vendor } = at
  if (part.changedPage === undefined) return true
  const worth = await within(at, (tx) => worthReading(tx, of, part.limits.pageMax))
  const { since, isRead, sent, calls } = worth
  const expected = Math.ceil(sent / part.limits.pageMax) + 1
  if (isRead || since === null) return true
  let { cursor } = worth
  if (cursor === null && expected >= calls) return true
  for (let page = 0; page < expected + PAGES_MORE_MAX; page++) {
    const from = cursor
    const raw = await pausing(at, () => part.changedPage!(vendor, since - MARGIN_MS, from))
    const { rows } = part.readMembers!(raw.body)
    await within(at, (tx) => noteChanged(tx, of, { at, rows, next: raw.next }))
    if (raw.next === null) return true
    cursor = raw.next
    if (isLate()) return false
  }
  await within(at, (tx) => movePlace(tx, of, null))
  return true
}

async function worthReading(tx: Tx, of: PushOf, pageMax: number): Promise<Worth> {
  const { workspaceId, pushId } = of
  const { rows } = await sql<Worth>`
    select coalesce(sum(s.sent), 0)::integer as sent,
      coalesce(sum(ceil((s.sent + s.members)::numeric / ${pageMax}::integer)), 0)::integer as calls,
      (select (extract(epoch from min(j.taken_at)) * 1000)::float8 from push_job j
        where j.workspace_id = ${workspaceId} and j.push_id = ${pushId}) as since,
      p.changes_cursor as cursor, p.changes_read_at is not null as "isRead"
    from push p left join lateral (
      select i.list_id, count(*) as sent, (select count(*) from list_member m
        where m.workspace_id = ${workspaceId} and m.list_id = i.list_id
          and m.gone_at is null) as members
      from push_item i
      where i.workspace_id = p.workspace_id and i.push_id = p.id and i.status = 'sent'
      group by i.list_id
    ) s on true
    where p.workspace_id = ${workspaceId} and p.id = ${pushId}
    group by p.changes_cursor, p.changes_read_at`.execute(tx)
  return rows[0]!
}

interface Asked {
  id: number
  listId: number
  external: string
  addressId: number
  verb: 'add' | 'remove'
}

/** A page of changed contacts: who is where we asked for is settled. Its place moves with it. */
async function noteChanged(
  tx: Tx,
  of: PushOf,
  page: { at: Turn; rows: readonly RemoteContact[]; next: string | null },
): Promise<void> {
  const { workspaceId } = of
  const byCanonical = new Map<string, RemoteContact>()
  for (const row of page.rows) {
    const read = parseEmail(row.address)
    if (read.ok) byCanonical.set(read.canonical, row)
  }
  const ids = await findAddresses(tx, workspaceId, [...byCanonical.keys()])
  const contacts = new Map([...ids].map(([canonical, id]) => [id, byCanonical.get(canonical)!]))
  const asked = await askedOf(tx, of, [...contacts.keys()])
  const done = asked.filter(({ addressId, external, verb }) => {
    const isOn = contacts.get(addressId)!.lists.includes(external)
    return isOn === (verb === 'add')
  })
  await sql`
    update push_item set status = 'done', is_seen = (verb = 'add'), settled_at = now()
    where workspace_id = ${workspaceId}
      and id = any(${done.map((one) => one.id)}::integer[])`.execute(tx)
  for (const listId of new Set(done.map((one) => one.listId))) {
    const here = done.filter((one) => one.listId === listId)
    const place = { ...page.at.lane.at, listId }
    await noteJoined(tx, place, here.filter((one) => one.verb === 'add').map(seenOf))
    const left = here.filter((one) => one.verb === 'remove')
    await noteLeft(
      tx,
      place,
      left.map((one) => one.addressId),
    )
  }
  await movePlace(tx, of, page.next)

  function seenOf({ addressId }: Asked): MemberSeen {
    const { id: externalId, ...contact } = contacts.get(addressId)!
    return { addressId, externalId, ...contact }
  }
}

async function askedOf(
  tx: Tx,
  { workspaceId, pushId }: PushOf,
  addressIds: readonly number[],
): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select i.id, i.list_id as "listId", l.external_id as external, i.verb,
      i.address_id as "addressId"
    from push_item i
    join list l on l.workspace_id = i.workspace_id and l.id = i.list_id
    where i.workspace_id = ${workspaceId} and i.push_id = ${pushId} and i.status = 'sent'
      and i.address_id = any(${[...addressIds]}::integer[])
    order by i.list_id, i.id`.execute(tx)
  return rows
}

/** Null: they are read, and not again. */
async function movePlace(tx: Tx, { workspaceId, pushId }: PushOf, next: string | null) {
  await sql`
    update push set changes_cursor = ${next}::text,
      changes_read_at = ${next === null ? sql`now()` : sql`null`}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
}
