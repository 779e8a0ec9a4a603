import type { Element } from '../soap/index.ts'
import { text, whole, word } from './asked.ts'
import { children, made, make, type Values } from './elements.ts'
import type { FaxMessage } from './fax-book.ts'
import { sentRuns, type Message } from './message-book.ts'
import { groupsFaxedTo, groupsSentTo } from './summaries.ts'
import { messageAsked } from './tracks.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

const words = ['no', 'yes', 'all'] as const

/** A message as lists show it. */
interface Shown {
  id: number
  name: string
  createdAt: number
  lastSent: number | undefined
  groups: { GroupsEmailSentTo: Element[]; GroupsFaxSentTo: Element[] }
}

/** A letter is sent by mail alone, and a fax by fax alone. */
function everyMessage(vendor: Vendor, call: Call, has: (channel: 'mail' | 'fax') => boolean) {
  const letters = vendor.messages.all(call.now).map((message): Shown => ({
    id: message.id,
    name: message.campaign.name,
    createdAt: message.campaign.createdAt,
    lastSent: lastSent(message, call.now),
    groups: { GroupsEmailSentTo: groupsSentTo(vendor, message, call), GroupsFaxSentTo: [] },
  }))
  const faxes = vendor.faxes.all(call.now).map((fax): Shown => ({
    ...fax,
    lastSent: fax.sentAt > call.now ? undefined : fax.sentAt,
    groups: { GroupsEmailSentTo: [], GroupsFaxSentTo: groupsFaxedTo(vendor, fax, call) },
  }))
  return [...(has('mail') ? letters : []), ...(has('fax') ? faxes : [])]
}

/** The messages that were written, and last sent, in the two spans of time that are given. */
function found(vendor: Vendor, asked: Element, call: Call): Shown[] {
  const moment = (name: string) => call.times.read(text(asked, name))
  const [from = -Infinity, to = Infinity] = [moment('createStartDate'), moment('createEndDate')]
  const sent = [moment('sentStartDate'), moment('sentEndDate')] as const
  const [sentFrom = -Infinity, sentTo = Infinity] = sent
  const anytime = sent.every((one) => one === undefined)
  const fits = (is: Readonly<Record<string, 'no' | 'yes'>>) =>
    Object.entries(is).every(([name, one]) => [one, 'all'].includes(word(asked, name, words)))
  // Nothing is archived or hidden here.
  if (!fits({ archived: 'no', hidden: 'no' })) return []
  const has = (channel: 'mail' | 'fax') =>
    fits(channel === 'mail' ? { hasFax: 'no', hasEmail: 'yes' } : { hasFax: 'yes', hasEmail: 'no' })
  return everyMessage(vendor, call, has).filter(({ createdAt, lastSent: last }) => {
    if (createdAt < from || createdAt > to) return false
    return anytime || (last !== undefined && last >= sentFrom && last <= sentTo)
  })
}

function lastSent(message: Message, now: number): number | undefined {
  return sentRuns(message, now).at(-1)?.at
}

function shown(vendor: Vendor, one: Shown, { times }: Call): Element[] {
  return children({
    message_id: one.id,
    loginid: vendor.account.loginId,
    user_id: vendor.account.userId,
    message_name: one.name,
    createDate: times.write(one.createdAt),
    lastSent: times.write(one.lastSent),
  })
}

export const messageList: Operation = (vendor, asked, call) =>
  found(vendor, asked, call).map((one) => make('Message', shown(vendor, one, call)))

/** The same with the groups each went to. */
export const messagesWithGroups: Operation = (vendor, asked, call) =>
  found(vendor, asked, call).map((one) =>
    made('MessageList', { message: shown(vendor, one, call), ...one.groups }),
  )

/** A message with what was written; of a fax, the document. */
export const messageDetails: Operation = (vendor, asked, call) => {
  const id = whole(asked, 'MessageId')
  const fax = vendor.faxes.find(id, call.now)
  return children(
    fax === undefined
      ? letterDetails(vendor, messageAsked(vendor, id, call.now), call)
      : faxDetails(vendor, fax, call),
  )
}

function letterDetails(vendor: Vendor, message: Message, { now, times }: Call): Values {
  const { campaign, activity, written } = message
  const [html_version_block1, html_version_block2, html_version_block3] = written.blocks
  return {
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
  }
}

function faxDetails(vendor: Vendor, fax: FaxMessage, { now, times }: Call): Values {
  return {
    message_id: fax.id,
    loginid: vendor.account.loginId,
    message_category: 0,
    template_id: 0,
    user_id: vendor.account.userId,
    message_name: fax.name,
    fax_doc_1: `${fax.name}.pdf`,
    is_fax_merged: false,
    is_fax_only: true,
    is_copy_paste_template: false,
    is_auto_unsubscribe_link: false,
    createDate: times.write(fax.createdAt),
    lastSent: times.write(fax.sentAt > now ? undefined : fax.sentAt),
    characterSet: 'International',
  }
}
