import { childOf, type Element } from '../soap/index.ts'
import type { ContactList } from '../world/lists.ts'
import type { ContactState } from '../world/world.ts'
import { text, whole } from './asked.ts'
import { children, made, make, type Values } from './elements.ts'
import { Refused, saved } from './errors.ts'
import { pageOf } from './paging.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

function shown(vendor: Vendor, list: ContactList, { times }: Call): Values {
  return {
    group_id: vendor.groups.id(list.listId),
    group_name: list.name,
    group_created: times.write(list.createdAt),
    display_status: true,
    subscription_group: true,
    last_updated_date: times.write(list.updatedAt),
    last_updated_loginid: vendor.account.loginId,
  }
}

/** Every group: all are displayed and can be subscribed to, so no number leaves one out. */
export const groupList: Operation = (vendor, asked, call) => {
  whole(asked, 'display_status')
  whole(asked, 'subscription_groups')
  return vendor.groups.all().map((list) => made('group', shown(vendor, list, call)))
}

function groupAsked({ groups }: Vendor, asked: Element): ContactList {
  const list = groups.find(whole(asked, 'groupId'))
  if (list === undefined) throw new Refused('There is no such group')
  return list
}

/** A group with the numbers of those in it; whoever is held back and left counts in both. */
export const groupDetails: Operation = (vendor, asked, call) => {
  const list = groupAsked(vendor, asked)
  const members = vendor.groups.members(list.listId, call.now)
  const isHeld = (one: ContactState) => vendor.suppressions.since(one) !== undefined
  const isFaxHeld = ({ contact }: ContactState) =>
    vendor.faxes.suppressedSince(contact.contactId) !== undefined
  return children({
    ...shown(vendor, list, call),
    TotalInGroup: members.length,
    TotalEmailAndFaxSuppressed: members.filter((one) => isHeld(one) && isFaxHeld(one)).length,
    TotalFaxSuppressed: members.filter(isFaxHeld).length,
    TotalEmailSuppressed: members.filter(isHeld).length,
    TotalUnsubscribed: members.filter(({ permission }) => permission === 'unsubscribed').length,
  })
}

/** A page of those in a group; there is no total, so a page that is not full is the last. */
export const groupRecipients: Operation = (vendor, asked, { now }) => {
  const { listId } = groupAsked(vendor, asked)
  const { recipients, groups } = vendor
  const page = pageOf(vendor, groups.members(listId, now), asked, ['pageNumber', 'pageCount'])
  const rows = page.rows.map(({ address, contact: { contactId } }) =>
    made('GroupRecipient', {
      EmailId: address,
      CustomMemberId: recipients.customId(contactId),
      RecipientId: recipients.id(contactId),
    }),
  )
  return [make('recipients', rows)]
}

export const groupRecipientsCount: Operation = (vendor, asked, { now }) =>
  vendor.groups.members(groupAsked(vendor, asked).listId, now).length

/** The account's categories of groups. What a status means is not documented: all have the same. */
export const groupCategories: Operation = ({ categories, account }, _, { times }) =>
  categories.all().map(({ id, name, createdAt }) =>
    made('GroupCategory', {
      ID: id,
      CategoryName: name,
      MailUserId: account.userId,
      LoginId: account.loginId,
      Status: 1,
      DateCreated: times.write(createdAt),
    }),
  )

/** Makes a group, in a category where one that there is was named. */
export const addGroup: Operation = ({ groups, categories }, asked, { now }) => {
  const name = text(asked, 'group_name')
  const category = categories.find(whole(asked, 'categoryId'))
  const list = name === '' ? undefined : groups.add(name, now)
  if (list !== undefined && category !== undefined) categories.put(list.listId, category.id)
  return saved(list === undefined ? 'groupName' : groups.id(list.listId))
}

/** The groups of one recipient, who is named by an id. */
export const recipientGroups: Operation = (vendor, asked, { now, times }) => {
  const recipient = childOf(asked, 'recipient')
  const state = recipient && vendor.recipients.find(whole(recipient, 'id'), now)
  if (state === undefined) throw new Refused('There is no such recipient')
  return vendor.groups
    .all()
    .filter(({ listId }) => state.listIds.includes(listId))
    .map((list) =>
      made('RecipientGroup', {
        Id: vendor.groups.id(list.listId),
        Name: list.name,
        Created: times.write(list.createdAt),
        DisplayStatus: true,
        SubscriptionGroup: true,
        LastUpdated: times.write(list.updatedAt),
        LastUpdatedLoginId: vendor.account.loginId,
      }),
    )
}
