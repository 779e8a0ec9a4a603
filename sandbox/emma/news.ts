import type { Row, RowKind } from '../world/rows.ts'
import type { ContactState } from '../world/world.ts'
import { groupId, memberId } from './ids.ts'
import { endOf } from './import-book.ts'
import { finishedAt, sendAt, statusOf, type Mailing } from './mailing-book.ts'
import { stamp } from './stamp.ts'
import type { Vendor } from './vendor.ts'

/** The events that can be subscribed to; nobody in this world shares anything. */
export const events = [
  'mailing_start',
  'mailing_finish',
  'member_signup',
  'member_optout',
  'member_add',
  'member_update',
  'member_delete',
  'message_open',
  'message_click',
  'message_forward',
  'message_share',
  'import_finish',
] as const

export type EventName = (typeof events)[number]

/** Something a webhook tells of. */
export interface News {
  event: EventName
  at: number
  data: Record<string, unknown>
}

/** Everything that happened from one moment to another, both included, in its order. */
export function newsBetween(vendor: Vendor, since: number, now: number): News[] {
  vendor.world.settle(now)
  const all = [
    ...ofMailings(vendor, since, now),
    ...ofMembers(vendor, now),
    ...ofImports(vendor, now),
  ]
  const account_id = Number(vendor.keys.accountId)
  return all
    .filter((one) => one.at >= since && one.at <= now)
    .sort((a, b) => a.at - b.at)
    .map(({ event, at, data }) => {
      return { event, at, data: { account_id, ...data, timestamp: stamp(at) } }
    })
}

const messageEvents = [
  ['message_open', 'opens'],
  ['message_click', 'clicks'],
  ['message_forward', 'forwards'],
] as const satisfies readonly (readonly [EventName, RowKind])[]

function ofMailings(vendor: Vendor, since: number, now: number): News[] {
  return vendor.mailings.all().flatMap((mailing) => {
    const data = { mailing_id: mailing.id, subject: mailing.activity.subject }
    const messages = messageEvents.flatMap(([event, kind]) => {
      const rows = vendor.world.rows(mailing.activity.activityId, kind, now)
      const fresh = rows.filter((row) => row.at >= since)
      return fresh.map((row) => ({ event, at: row.at, data: { ...who(vendor, row), ...data } }))
    })
    return [...steps(vendor, mailing, now).map((one) => ({ ...one, data })), ...messages]
  })
}

function steps({ world }: Vendor, mailing: Mailing, now: number): Omit<News, 'data'>[] {
  const status = statusOf(world, mailing, now)
  const begun = status === 's' || status === 'c' ? sendAt(mailing) : undefined
  const ended = status === 'c' ? finishedAt(world, mailing) : undefined
  return [
    ...(begun === undefined ? [] : [{ event: 'mailing_start' as const, at: begun }]),
    ...(ended === undefined ? [] : [{ event: 'mailing_finish' as const, at: ended }]),
  ]
}

function who({ world }: Vendor, { contactId, at, urlId }: Row) {
  const state = world.contactAt(contactId, at)
  return {
    ...(state !== undefined && { member_id: memberId(state) }),
    ...(urlId !== undefined && { link_id: Number(urlId) }),
  }
}

function ofMembers(vendor: Vendor, now: number): News[] {
  return vendor.world.contactsAt(now).flatMap((state) => {
    const { createdAt, createdBy, updatedAt, updatedBy, deletedAt, optOut } = state
    const data = { member_id: memberId(state) }
    const came = createdBy === 'Contact' ? 'member_signup' : 'member_add'
    const left = optOut?.at
    const changed =
      updatedAt > createdAt && updatedBy === 'Account' && ![left, deletedAt].includes(updatedAt)
    const found: Omit<News, 'data'>[] = [{ event: came, at: createdAt }]
    if (changed) found.push({ event: 'member_update', at: updatedAt })
    if (deletedAt !== undefined) found.push({ event: 'member_delete', at: deletedAt })
    const told: News[] = found.map((one) => ({ ...one, data }))
    if (left !== undefined) told.push(optOutOf(vendor, state, left))
    return told
  })
}

function optOutOf({ mailings }: Vendor, state: ContactState, at: number): News {
  const cause = mailings.all().find((one) => one.activity.activityId === state.optOut?.activityId)
  const data = {
    member_id: memberId(state),
    ...(cause && { mailing_id: cause.id, subject: cause.activity.subject }),
  }
  return { event: 'member_optout', at, data }
}

function ofImports({ imports, world, keys }: Vendor, now: number): News[] {
  return imports.all().flatMap((one): News[] => {
    const end = endOf(one, now)
    if (end === undefined) return []
    const data = {
      import_id: one.id,
      resource_url: `/${keys.accountId}/members/imports/${one.id}`,
      group_ids: one.listIds.map((id) => groupId(world, id)),
      contact_count: one.added + one.updated,
    }
    return [{ event: 'import_finish', at: end.at, data }]
  })
}
