import type { Element } from '../soap/index.ts'
import { whole } from './asked.ts'
import { children, made } from './elements.ts'
import { sentRuns, type Message } from './message-book.ts'
import { bouncesOf, messageAsked, rowsOf } from './tracks.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

/** The counts of a message. Openers count once, clicks and forwards each time. */
export const trackingData: Operation = (vendor, asked, call) => {
  const { now } = call
  const message = messageAsked(vendor, whole(asked, 'message_id'), now)
  const wanted = { message, groupId: whole(asked, 'group_id') }
  const rows = (kind: Parameters<typeof rowsOf>[2]) => rowsOf(vendor, wanted, kind, now)
  const sent = rows('sends').length
  const bounced = bouncesOf(rows('bounces')).size
  return children({
    EmailSent: sent,
    EmailDelivered: sent - bounced,
    EmailOpened: new Set(rows('opens').map((row) => row.contactId)).size,
    EmailBounced: bounced,
    EmailLinksClicked: rows('clicks').length,
    WebLinksClicked: 0,
    Unsubscribed: rows('optouts').length,
    FaxSent: 0,
    FaxDelivered: 0,
    FaxFailed: 0,
    FTFNewEmails: 0,
    FTF: rows('forwards').length,
    FTFSubscribers: 0,
    GroupsEmailSentTo: groupsSentTo(vendor, message, call),
    GroupsFaxSentTo: [],
  })
}

/** The groups a message went to, each time it did. */
export function groupsSentTo(vendor: Vendor, message: Message, { now, times }: Call): Element[] {
  const { world, groups } = vendor
  return sentRuns(message, now).flatMap((run) =>
    run.listIds.map((listId) =>
      made('JobToGroup', {
        group_id: groups.id(listId),
        group_name: world.lists.all().find((one) => one.listId === listId)?.name,
        sent_date: times.write(run.at),
      }),
    ),
  )
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
