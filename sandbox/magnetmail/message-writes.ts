import type { Content, Element } from '../soap/index.ts'
import type { Letter } from '../world/campaign-book.ts'
import { part, text, whole } from './asked.ts'
import { children } from './elements.ts'
import { failure, type ErrorName } from './errors.ts'
import { isQueued, type Written } from './message-book.ts'
import type { Operation, Vendor } from './vendor.ts'

/** Writes a message down; nobody gets it yet. */
export const createMessage: Operation = (vendor, asked, { now }) => {
  const message = part(asked, 'message')
  const name = text(message, 'message_name')
  const letter = letterIn(vendor, message)
  if (name === '' || letter.subject === '') return outcome('incomplete')
  return outcome(vendor.messages.write(name, letter, writtenIn(message), now).id)
}

/** Writes a message anew, except one that waits to be sent; later sendings are of the new one. */
export const editMessage: Operation = (vendor, asked, { now }) => {
  const given = part(asked, 'message')
  const message = vendor.messages.find(whole(given, 'message_id'))
  if (message === undefined) return outcome('message')
  if (isQueued(message, now)) return outcome('queued')
  const name = text(given, 'message_name')
  const letter = letterIn(vendor, given)
  if (name === '' || letter.subject === '') return outcome('incomplete')
  const { campaign, activity } = message
  vendor.world.campaigns.rename(campaign, name, now)
  vendor.world.campaigns.rewrite(campaign, letter, campaign.listIds, now)
  activity.subject = letter.subject
  message.written = writtenIn(given)
  return outcome(message.id)
}

function writtenIn(message: Element): Written {
  return {
    category: whole(message, 'message_category'),
    templateId: whole(message, 'template_id'),
    textVersion: text(message, 'text_version'),
    blocks: [
      text(message, 'html_version_block1'),
      text(message, 'html_version_block2'),
      text(message, 'html_version_block3'),
    ],
  }
}

function letterIn(vendor: Vendor, message: Element): Letter {
  return {
    ...senderIn(vendor, text(message, 'FromAddress')),
    subject: text(message, 'SubjectLine'),
    preheader: '',
    html: writtenIn(message).blocks.join('\n').trim(),
  }
}

/** A name with its address in pointed brackets, or the address alone; the account's otherwise. */
export function senderIn({ world }: Vendor, from: string) {
  const { organizationName, emails } = world.definition.account
  const [, name = '', inner] = /^(.*)<([^<>]+)>$/.exec(from) ?? []
  const address = (inner ?? from).trim() || (emails[0]?.address ?? '')
  return { fromName: name.trim() || organizationName, fromEmail: address, replyTo: address }
}

function outcome(result: number | ErrorName): Content {
  const failed = typeof result === 'number' ? undefined : failure(result)
  return children({
    error: failed?.error ?? 0,
    errorObj: failed?.errorObj,
    links_already_exists: false,
    magnetMail_tracking_link_exists: false,
    message_id: typeof result === 'number' ? result : null,
    message_in_queue: result === 'queued',
    msg: failed?.msg ?? '',
  })
}
