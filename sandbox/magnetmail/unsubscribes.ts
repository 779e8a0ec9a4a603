import { childOf, childrenOf, type Element } from '../soap/index.ts'
import { text, whole, wholes } from './asked.ts'
import { children, made, make } from './elements.ts'
import { recipientElement } from './recipient-shape.ts'
import type { Unsubscribe } from './unsubscribe-book.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

function span(asked: Element, { times }: Call, [first, last]: readonly [string, string]) {
  const from = times.read(text(asked, first)) ?? -Infinity
  const to = times.read(text(asked, last)) ?? Infinity
  return ({ at }: { at: number }) => at >= from && at <= to
}

const bounds = ['fromDate', 'toDate'] as const

function written(vendor: Vendor, { contactId, at, message, listId }: Unsubscribe, call: Call) {
  const list = vendor.world.lists.all().find((one) => one.listId === listId)
  const rest = children({
    ResultDate: call.times.write(at),
    message_name: message?.campaign.name,
    group_name: list?.name,
    message_CategoryId: message?.written.category ?? 0,
  })
  return make('recp_unsubscribe', [...recipientElement(vendor, contactId, call), ...rest])
}

/** Everybody who left between two moments; complaints are not among them. */
export const unsubscribes: Operation = (vendor, asked, call) =>
  vendor.unsubscribes
    .all(call.now)
    .filter(span(asked, call, bounds))
    .map((one) => written(vendor, one, call))

export const spamComplaints: Operation = (vendor, asked, call) =>
  vendor.messages
    .rows('abuse', call.now)
    .map(({ message, row }) => ({ contactId: row.contactId, at: row.at, message }))
    .filter(span(asked, call, bounds))
    .map((one) => written(vendor, one, call))

/**
 * Ends subscriptions, altogether, to a group or to a category of groups; answers those that were
 * done, with a number. One to a category is of that category, whatever group stands beside it.
 */
export const unsubscribeRecipients: Operation = (vendor, asked, { now }) => {
  const { recipients, groups, categories, messages, account } = vendor
  const wanted = childrenOf(childOf(asked, 'unsubscribes') ?? asked, 'Unsubscribe')
  return wanted.flatMap((one) => {
    const state = recipients.find(whole(one, 'RecipientId'), now)
    const groupId = whole(one, 'GroupId')
    const list = groups.find(groupId)
    const categoryId = whole(one, 'GroupCategoryId')
    const category = categories.find(categoryId)
    if (state === undefined || (groupId !== 0 && list === undefined)) return []
    if (categoryId !== 0 && category === undefined) return []
    const message = messages.find(whole(one, 'MessageId'))
    const { contactId } = state.contact
    const what = category ? { categoryId } : { listId: list?.listId }
    const id = vendor.unsubscribes.leave({ contactId, at: now, message, ...what })
    const done = {
      Id: id,
      UserId: account.userId,
      RecipientId: recipients.id(contactId),
      MessageId: message?.id ?? 0,
      GroupId: groupId,
      MessageCategoryId: text(one, 'MessageCategoryId'),
      GroupCategoryId: text(one, 'GroupCategoryId'),
    }
    return [made('Unsubscribe', done)]
  })
}

/** Who is on a group and may be written to, and was added or changed between two moments. */
export const subscribedRecipients: Operation = (vendor, asked, call) => {
  const { recipients, groups } = vendor
  const within = span(asked, call, ['startDate', 'endDate'])
  const wanted = wholes(asked, 'group_ids')
  return recipients.all(call.now).flatMap((state) => {
    if (state.permission === 'unsubscribed' || !within({ at: state.updatedAt })) return []
    const own = state.listIds.map((listId) => groups.id(listId))
    const shown = wanted.length === 0 ? own : own.filter((id) => wanted.includes(id))
    if (shown.length === 0) return []
    const rest = children({
      add_update_date: call.times.write(state.updatedAt),
      groups: shown.map((id) => make('int', id)),
    })
    const recipient = recipientElement(vendor, state.contact.contactId, call)
    return [make('subscription', [...recipient, ...rest])]
  })
}
