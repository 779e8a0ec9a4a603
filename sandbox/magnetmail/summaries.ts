import type { Element } from '../soap/index.ts'
import { whole } from './asked.ts'
import { children, made } from './elements.ts'
import type { Fax, FaxMessage } from './fax-book.ts'
import { sentRuns, type Message } from './message-book.ts'
import { bouncesOf, messageAsked, ofGroup, rowsOf } from './tracks.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

/** The counts of a message. Openers count once, clicks and forwards each time. */
export const trackingData: Operation = (vendor, asked, call) => {
  const { now } = call
  const id = whole(asked, 'message_id')
  const groupId = whole(asked, 'group_id')
  const fax = vendor.faxes.find(id, now)
  if (fax !== undefined) return faxCounts(vendor, fax, groupId, call)
  const message = messageAsked(vendor, id, now)
  const wanted = { message, groupId }
  const rows = (kind: Parameters<typeof rowsOf>[2]) => rowsOf(vendor, wanted, kind, now)
  const sent = rows('sends').length
  const bounced = bouncesOf(rows('bounces')).size
  return children({
    ...NOTHING,
    EmailSent: sent,
    EmailDelivered: sent - bounced,
    EmailOpened: new Set(rows('opens').map((row) => row.contactId)).size,
    EmailBounced: bounced,
    EmailLinksClicked: rows('clicks').length,
    Unsubscribed: rows('optouts').length,
    FTF: rows('forwards').length,
    GroupsEmailSentTo: groupsSentTo(vendor, message, call),
  })
}

/** In the order of the contract. */
const NOTHING = {
  EmailSent: 0,
  EmailDelivered: 0,
  EmailOpened: 0,
  EmailBounced: 0,
  EmailLinksClicked: 0,
  WebLinksClicked: 0,
  Unsubscribed: 0,
  FaxSent: 0,
  FaxDelivered: 0,
  FaxFailed: 0,
  FTFNewEmails: 0,
  FTF: 0,
  FTFSubscribers: 0,
  GroupsEmailSentTo: [],
  GroupsFaxSentTo: [],
}

function faxCounts(vendor: Vendor, fax: FaxMessage, groupId: number, call: Call): Element[] {
  const faxes = vendor.faxes
    .sent(fax, call.now)
    .filter(({ contactId, sentAt: at }) => ofGroup(vendor, groupId)({ contactId, at }))
  const ended = (status: Fax['status']) => faxes.filter((one) => one.status === status).length
  return children({
    ...NOTHING,
    FaxSent: faxes.length,
    FaxDelivered: ended('Delivered'),
    FaxFailed: ended('Failed'),
    GroupsFaxSentTo: groupsFaxedTo(vendor, fax, call),
  })
}

/** The groups a fax went to, once it did. */
export function groupsFaxedTo(vendor: Vendor, fax: FaxMessage, call: Call): Element[] {
  if (fax.sentAt > call.now) return []
  return fax.listIds.map((listId) => jobTo(vendor, listId, fax.sentAt, call))
}

/** The groups a message went to, each time it did. */
export function groupsSentTo(vendor: Vendor, message: Message, call: Call): Element[] {
  return sentRuns(message, call.now).flatMap((run) =>
    run.listIds.map((listId) => jobTo(vendor, listId, run.at, call)),
  )
}

function jobTo({ world, groups }: Vendor, listId: string, at: number, { times }: Call): Element {
  return made('JobToGroup', {
    group_id: groups.id(listId),
    group_name: world.lists.all().find((one) => one.listId === listId)?.name,
    sent_date: times.write(at),
  })
}

/** What can be followed in a message, and how often it was. */
export const linkUrls: Operation = (vendor, asked, { now }) => {
  const message = messageAsked(vendor, whole(asked, 'message_id'), now)
  const clicks = rowsOf(vendor, { message, groupId: whole(asked, 'group_id') }, 'clicks', now)
  const { campaignId, links } = message.campaign
  return links.map(({ url, urlId, text }, index) =>
    made('Links', {
      linkid: vendor.links.of(`${campaignId}/${urlId}`),
      link_url: url,
      link_text: text,
      link_clicks: clicks.filter((row) => row.urlId === urlId).length,
      link_type: 1,
      link_index: index + 1,
      link_label: '',
    }),
  )
}
