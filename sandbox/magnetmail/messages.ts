import type { Element } from '../soap/index.ts'
import { text, whole, word } from './asked.ts'
import { children, made, make } from './elements.ts'
import { sentRuns, type Message } from './message-book.ts'
import { groupsSentTo } from './summaries.ts'
import { messageAsked } from './tracks.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

const words = ['no', 'yes', 'all'] as const

/** The messages that were written, and last sent, in the two spans of time that are given. */
function found(vendor: Vendor, asked: Element, { now, times }: Call): Message[] {
  const moment = (name: string) => times.read(text(asked, name))
  const [from = -Infinity, to = Infinity] = [moment('createStartDate'), moment('createEndDate')]
  const sent = [moment('sentStartDate'), moment('sentEndDate')] as const
  const [sentFrom = -Infinity, sentTo = Infinity] = sent
  const anytime = sent.every((one) => one === undefined)
  // Nothing is archived or hidden here, and every message is an e-mail.
  const has = { archived: 'no', hidden: 'no', hasFax: 'no', hasEmail: 'yes' } as const
  const fits = Object.entries(has).every(([name, is]) =>
    [is, 'all'].includes(word(asked, name, words)),
  )
  if (!fits) return []
  return vendor.messages.all(now).filter((message) => {
    const { createdAt } = message.campaign
    if (createdAt < from || createdAt > to) return false
    const last = lastSent(message, now)
    return anytime || (last !== undefined && last >= sentFrom && last <= sentTo)
  })
}

function lastSent(message: Message, now: number): number | undefined {
  return sentRuns(message, now).at(-1)?.at
}

function shown(vendor: Vendor, message: Message, { now, times }: Call): Element[] {
  return children({
    message_id: message.id,
    loginid: vendor.account.loginId,
    user_id: vendor.account.userId,
    message_name: message.campaign.name,
    createDate: times.write(message.campaign.createdAt),
    lastSent: times.write(lastSent(message, now)),
  })
}

export const messageList: Operation = (vendor, asked, call) =>
  found(vendor, asked, call).map((one) => make('Message', shown(vendor, one, call)))

/** The same with the groups each went to. */
export const messagesWithGroups: Operation = (vendor, asked, call) =>
  found(vendor, asked, call).map((one) =>
    made('MessageList', {
      message: shown(vendor, one, call),
      GroupsEmailSentTo: groupsSentTo(vendor, one, call),
      GroupsFaxSentTo: [],
    }),
  )

/** A message with what was written. */
export const messageDetails: Operation = (vendor, asked, { now, times }) => {
  const message = messageAsked(vendor, whole(asked, 'MessageId'), now)
  const { campaign, activity, written } = message
  const [html_version_block1, html_version_block2, html_version_block3] = written.blocks
  return children({
    message_id: message.id,
    loginid: vendor.account.loginId,
    message_category: written.category,
    template_id: written.templateId,
    user_id: vendor.account.userId,
    message_name: campaign.name,
    text_version: written.textVersion,
    html_version_block1,
    html_version_block2,
    html_version_block3,
    is_fax_merged: false,
    is_fax_only: false,
    is_copy_paste_template: written.templateId === 0,
    is_auto_unsubscribe_link: true,
    SubjectLine: activity.subject,
    FromAddress: `${campaign.fromName} <${campaign.fromEmail}>`,
    createDate: times.write(campaign.createdAt),
    lastSent: times.write(lastSent(message, now)),
    characterSet: 'International',
  })
}
