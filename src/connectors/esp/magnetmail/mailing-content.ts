/** What a message is made of at MagnetMail, and what it would refuse. Pure. */
import { z } from 'zod'
import {
  elements,
  type Mailing,
  type MailingLack,
  type MailingLimits,
  neededAddress,
  neededText,
  type RemoteMailing,
  textOf,
  type XmlElement,
  type XmlText,
} from '../../sdk/index.ts'
import { moment, nil } from './client.ts'
import { htmlOf, senderIn } from './messages.ts'

/** None is documented: what any service takes, less what a sending adds to a name. */
export const limits: MailingLimits = {
  nameChars: 100,
  fromNameChars: 100,
  addressChars: 254,
  preheaderChars: 0,
  htmlChars: 150_000,
}

export const fields = z.strictObject({
  text: z.string().trim().max(100_000).optional().meta({
    title: 'Text version',
    description: 'For recipients who are marked to get text only.',
  }),
})

/** Lists go along with a sending, and are told once it has gone out. */
export const UNTOLD = ['lists'] as const

/** What would be refused, in the order of the form. */
export function lacks(mailing: Mailing): MailingLack[] {
  const remedy = 'Choose one of the addresses the account sends from.'
  return [
    ...neededText(mailing, 'name', limits.nameChars),
    ...neededText(mailing, 'subject', Infinity),
    ...neededText(mailing, 'fromName', limits.fromNameChars),
    ...neededAddress(mailing, 'fromAddress', { max: limits.addressChars, remedy }),
    ...replyTo(mailing),
    ...preheader(mailing),
    ...neededText(mailing, 'html', limits.htmlChars),
  ]
}

/** A message has one address alone: answers go to the sender. */
function replyTo({ replyTo, fromAddress }: Mailing): MailingLack[] {
  if (replyTo.trim().toLowerCase() === fromAddress.trim().toLowerCase()) return []
  const sentence = 'Campaign reply address cannot be another than the sender at MagnetMail'
  return [{ field: 'replyTo', sentence, remedy: 'Write the sender address here, too.' }]
}

function preheader(mailing: Mailing): MailingLack[] {
  if (mailing.preheader.trim() === '') return []
  const sentence = 'Campaign preheader cannot be told to MagnetMail'
  const remedy = 'Leave it empty, and write it as the first line of the content.'
  return [{ field: 'preheader', sentence, remedy }]
}

/** Whose message is written, and under which name. */
interface Written {
  /** Null: a new one. */
  id: string | null
  name: string
  loginId: string
  userId: string
  now: number
}

/**
 * A message with this content (WSDL: MessageDetails). held: as it was read, whose category stays.
 * Its moments must stand there, and are the vendor's to keep.
 */
export function messageOf(
  content: Omit<Mailing, 'name'>,
  { id, name, loginId, userId, now }: Written,
  held?: XmlElement,
): XmlText[] {
  const category = textOf(held, 'message_category')
  return [
    id === null ? nil('message_id') : elements({ message_id: id })[0]!,
    ...elements({ loginid: loginId }),
    category === '' ? nil('message_category') : elements({ message_category: category })[0]!,
    nil('template_id'),
    ...elements({
      user_id: userId,
      message_name: name,
      text_version: typeof content.fields['text'] === 'string' ? content.fields['text'] : '',
      html_version_block1: content.html,
      html_version_block2: '',
      html_version_block3: '',
      is_fax_merged: false,
      is_fax_only: false,
      is_copy_paste_template: true,
      is_auto_unsubscribe_link: true,
      SubjectLine: content.subject,
      FromAddress: `${content.fromName} <${content.fromAddress}>`,
      createDate: moment(now),
      lastSent: moment(now),
      characterSet: 'International',
    }),
  ]
}

/** What a message holds; null where it stands in a template of the account's. */
export function contentOf(details: XmlElement): RemoteMailing['content'] {
  if (textOf(details, 'is_copy_paste_template') !== 'true') return null
  const { fromName, fromAddress } = senderIn(textOf(details, 'FromAddress'))
  const text = textOf(details, 'text_version')
  return {
    subject: textOf(details, 'SubjectLine'),
    preheader: '',
    fromName,
    fromAddress,
    replyTo: fromAddress,
    html: htmlOf(details) ?? '',
    fields: text === '' ? {} : { text },
  }
}
