import { sql } from 'kysely'
import type { PushOf } from '../../audience/index.ts'
import type { RemoteConsent } from '../../connectors/index.ts'
import { noteJoined, noteLeft } from '../../lists/index.ts'
import { findSpelled, spellingsOf } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { pausing } from './order.ts'
import type { PushList } from './next-list.ts'
import { asksOneByOne, within, type Turn } from './turn.ts'

/** Of those a list does not show, so many are asked about one by one, to tell why. */
const EXAMINED_MAX = 200

interface Asked {
  id: number
  addressId: number
  address: string
  verb: 'add' | 'remove'
}

export interface Found {
  status: 'done' | 'failed'
  reason: 'unmailable_there' | 'not_acknowledged' | ''
  outcome: string
}

/**
 * Asks about whoever of a list is not settled yet, one by one, and settles each. Who is beyond
 * EXAMINED_MAX is not acknowledged, and nobody says why.
 */
export async function examine(at: Turn, of: PushOf, list: PushList): Promise<void> {
  const { vendor } = at
  const consent = asksOneByOne(at)
  for (const asked of consent === undefined
    ? []
    : await within(at, (tx) => unsettled(tx, of, list))) {
    const { held: contact } = await findSpelled(spellingsOf(asked.address), (spelled) =>
      pausing(at, () => consent!.find(vendor, spelled)),
    )
    const found = judgeMember(asked.verb, contact, { external: list.external, title: at.title })
    await within(at, (tx) => settleOne(tx, of, { at, list, asked, contact, found }))
  }
  const outcome = `${at.title} was asked, and its list does not show it.`
  await within(at, (tx) =>
    sql`
      update push_item set status = 'failed', reason = 'not_acknowledged', outcome = ${outcome},
        settled_at = now()
      where workspace_id = ${of.workspaceId} and push_id = ${of.pushId}
        and list_id = ${list.listId} and status = 'sent'`.execute(tx),
  )
}

/** What the contact, as it was read back, means for what was asked. Pure. */
export function judgeMember(
  verb: 'add' | 'remove',
  contact: Pick<RemoteConsent, 'groups' | 'state'> | null,
  { external, title }: { external: string; title: string },
): Found {
  const isOn = contact?.groups.some((group) => group.id === external) ?? false
  if (isOn === (verb === 'add')) return { status: 'done', reason: '', outcome: '' }
  if (verb === 'remove') {
    return failed('not_acknowledged', `${title} still has the contact on the list.`)
  }
  if (contact === null) return failed('not_acknowledged', `${title} made no contact of it.`)
  if (contact.state === 'mailable') {
    return failed('not_acknowledged', `${title} has the contact, and not on the list.`)
  }
  const outcome =
    contact.state === 'pending'
      ? `The contact has not confirmed at ${title}, so it was not added.`
      : `The contact is unsubscribed at ${title}, so it was not added.`
  return failed('unmailable_there', outcome)
}

function failed(reason: Found['reason'], outcome: string): Found {
  return { status: 'failed', reason, outcome }
}

async function unsettled(
  tx: Tx,
  { workspaceId, pushId }: PushOf,
  { listId }: PushList,
): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select i.id, i.address_id as "addressId", a.address, i.verb from push_item i
    join address a on a.workspace_id = i.workspace_id and a.id = i.address_id
      and a.erased_at is null
    where i.workspace_id = ${workspaceId} and i.push_id = ${pushId} and i.list_id = ${listId}
      and i.status = 'sent'
    order by i.id limit ${EXAMINED_MAX}`.execute(tx)
  return rows
}

async function settleOne(
  tx: Tx,
  of: PushOf,
  one: {
    at: Turn
    list: PushList
    asked: Asked
    contact: RemoteConsent | null
    found: Found
  },
): Promise<void> {
  const { asked, contact, found, list } = one
  const { addressId } = asked
  await sql`
    update push_item set status = ${found.status}, reason = ${found.reason},
      outcome = ${found.outcome}, settled_at = now()
    where workspace_id = ${of.workspaceId} and id = ${asked.id} and status = 'sent'`.execute(tx)
  if (found.status === 'failed') return
  const place = { ...one.at.lane.at, listId: list.listId }
  if (asked.verb === 'remove') return noteLeft(tx, place, [addressId])
  const { id: externalId, permission } = contact!
  await noteJoined(tx, place, [{ addressId, externalId, permission }])
}
