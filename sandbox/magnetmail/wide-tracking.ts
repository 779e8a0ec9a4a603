import type { Content, Element } from '../soap/index.ts'
import type { Row } from '../world/rows.ts'
import { part, text, whole, word } from './asked.ts'
import { children, made } from './elements.ts'
import type { Message, MessageRow } from './message-book.ts'
import { Refused } from './errors.ts'
import { pageOf } from './paging.ts'
import { statusOf } from './statuses.ts'
import { bouncesOf, ofGroup } from './tracks.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

/** A page of rows of the whole account between two moments; the count is of all pages. */
function answered<T>(
  vendor: Vendor,
  criteria: Element,
  { call, rows, at }: { call: Call; rows: readonly T[]; at: (row: T) => number },
  write: (row: T) => Element,
): Content {
  const from = call.times.read(text(criteria, 'SearchStartDate')) ?? -Infinity
  const to = call.times.read(text(criteria, 'SearchEndDate')) ?? Infinity
  const found = rows.filter((row) => at(row) >= from && at(row) <= to)
  const page = pageOf(vendor, found, criteria, ['PageNo', 'PageSize'])
  return children({ Count: found.length, data: page.rows.map(write) })
}

const moment = ({ row }: MessageRow) => row.at

function base(vendor: Vendor, { message, row }: { message?: Message; row: Row }, call: Call) {
  return {
    UserId: vendor.account.userId,
    MessageId: message?.id ?? 0,
    RecipientId: vendor.recipients.id(row.contactId),
    Date: call.times.write(row.at),
  }
}

const types = ['Sent', 'Opened'] as const

/** Every sending, with what has become of it by now; its date stays that of the sending. */
export const sentTracking: Operation = (vendor, asked, call) => {
  const criteria = part(asked, 'criteria')
  word(criteria, 'ReportType', types)
  const rows = vendor.messages.rows('sends', call.now)
  const bounces = new Map(
    vendor.messages.all(call.now).map((message) => {
      const all = vendor.world.rows(message.activity.activityId, 'bounces', call.now)
      return [message, bouncesOf(all)] as const
    }),
  )
  return answered(vendor, criteria, { call, rows, at: moment }, (one) => {
    const code = bounces.get(one.message)?.get(one.row.contactId)?.code
    const more = { Type: 'Sent', Status: statusOf(code).long }
    return made('MessageSentTrackingData', { ...base(vendor, one, call), ...more })
  })
}

/** Every opening, those of machines included. */
export const openTracking: Operation = (vendor, asked, call) => {
  const criteria = part(asked, 'criteria')
  word(criteria, 'ReportType', types)
  const rows = vendor.messages.rows('opens', call.now)
  return answered(vendor, criteria, { call, rows, at: moment }, (one) =>
    made('MessageTrackingData', { ...base(vendor, one, call), Type: 'Opened' }),
  )
}

/** Every click, of one message or, where its number is 0, of all. */
export const linkTracking: Operation = (vendor, asked, call) => {
  const criteria = part(asked, 'criteria')
  const messageId = whole(criteria, 'MessageId')
  const url = text(criteria, 'LinkUrl')
  const rows = vendor.messages
    .rows('clicks', call.now)
    .filter(({ message }) => messageId === 0 || message.id === messageId)
    .filter(({ row }) => url === '' || row.url === url)
  return answered(vendor, criteria, { call, rows, at: moment }, (one) => {
    const link = one.message.campaign.links.find(({ urlId }) => urlId === one.row.urlId)
    const more = { Url: one.row.url, LinkLabel: '', LinkText: link?.text }
    return made('MessageLinkTrackingData', { ...base(vendor, one, call), ...more })
  })
}

/** Everybody who left, altogether, a group or a category. Numbers of 0 ask for all. */
export const unsubscribeTracking: Operation = (vendor, asked, call) => {
  const criteria = part(asked, 'criteria')
  const messageId = whole(criteria, 'MessageId')
  const groupId = whole(criteria, 'GroupId')
  const inGroup = ofGroup(vendor, groupId)
  const wanted = whole(criteria, 'GroupCategoryId')
  if (wanted !== 0 && vendor.categories.find(wanted) === undefined) {
    throw new Refused('There is no such group category')
  }
  const rows = vendor.unsubscribes
    .all(call.now)
    .filter(({ message }) => messageId === 0 || message?.id === messageId)
    .filter(({ categoryId }) => wanted === 0 || categoryId === wanted)
    .filter(({ contactId, at, listId }) => {
      if (listId !== undefined && groupId !== 0) return vendor.groups.id(listId) === groupId
      return inGroup({ contactId, at })
    })
  const at = (one: (typeof rows)[number]) => one.at
  return answered(
    vendor,
    criteria,
    { call, rows, at },
    ({ contactId, at, message, listId, categoryId }) =>
      made('UnsubscribeTrackingData', {
        UserId: vendor.account.userId,
        MessageId: message?.id ?? 0,
        RecipientId: vendor.recipients.id(contactId),
        Date: call.times.write(at),
        GroupId: listId === undefined ? 0 : vendor.groups.id(listId),
        GroupCategoryId: categoryId ?? 0,
        MessageCategoryId: message?.written.category ?? 0,
      }),
  )
}
