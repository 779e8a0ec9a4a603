import { sql } from 'kysely'
import { moveAudience, noteRead, type FrozenAudience } from '../../audience/index.ts'
import type { Draft } from '../../campaigns/index.ts'
import type { RemoteContact } from '../../connectors/index.ts'
import { noteJoined } from '../../lists/index.ts'
import { identifyAddresses, parseEmail, type AddressMet } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { within, type Telling } from './carry-out.ts'

/** Pages of members one turn reads, … */
const PAGES_MAX = 200
/** … and how long: whoever made a draft meanwhile waits for a place, of which there are few. */
const TURN_MS = 10_000

/**
 * Reads who is on the lists of a campaign at its ESP now, page by page, its place kept with each.
 * Answers false where there is more to read.
 */
export async function readMembers(
  at: Telling,
  draft: Draft,
  audience: FrozenAudience,
): Promise<boolean> {
  const part = at.connector.audience!
  let { readingPlace: place, readingCursor: cursor } = audience
  const until = at.homing.now() + TURN_MS
  for (let page = 0; page < PAGES_MAX; page++) {
    const list = draft.lists[place]
    if (list === undefined) return true
    if (page > 0 && at.homing.now() >= until) return false
    const raw = await part.membersPage!(at.vendor, list.id, cursor)
    const { rows } = part.readMembers!(raw.body)
    cursor = raw.next
    if (cursor === null) place++
    const moved = { place, cursor }
    await within(at.lease, (tx) =>
      notePage(tx, at, { draft, audience, list: list.id, rows, moved }),
    )
  }
  return draft.lists[place] === undefined
}

interface Page {
  draft: Draft
  audience: FrozenAudience
  list: string
  rows: readonly RemoteContact[]
  moved: { place: number; cursor: string | null }
}

async function notePage(tx: Tx, at: Telling, page: Page): Promise<void> {
  const { draft, audience, rows, moved } = page
  const { workspaceId } = draft
  const connectionId = draft.connectionId!
  const met = new Map<string, AddressMet>()
  const contacts = new Map<string, RemoteContact>()
  for (const row of rows) {
    const read = parseEmail(row.address)
    if (!read.ok) continue
    met.set(read.canonical, {
      address: row.address,
      name: { first: row.firstName, last: row.lastName },
    })
    contacts.set(read.canonical, row)
  }
  const ids = await identifyAddresses(tx, workspaceId, met)
  const unmailable = at.connector.consent?.unmailableWords ?? []
  const members = [...ids].map(([canonical, addressId]) => {
    const { id: externalId, ...contact } = contacts.get(canonical)!
    return { addressId, externalId, ...contact }
  })
  await noteRead(
    tx,
    audience,
    members.map(({ addressId, permission }) => ({
      addressId,
      isMailable: !unmailable.includes(permission),
    })),
  )
  const listId = await listOf(tx, { workspaceId, connectionId, list: page.list })
  // Then they can be taken off it; a list that was never read here is known after the next sync.
  if (listId !== null) await noteJoined(tx, { workspaceId, connectionId, listId }, members)
  const { place, cursor } = moved
  await moveAudience(tx, draft, sql`reading_place = ${place}, reading_cursor = ${cursor}::text`)
}

async function listOf(
  tx: Tx,
  { workspaceId, connectionId, list }: { workspaceId: number; connectionId: number; list: string },
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from list where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and external_id = ${list}`.execute(tx)
  return rows[0]?.id ?? null
}
