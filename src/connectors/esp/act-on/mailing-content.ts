/** What a message is made of at Act-On, and what it would refuse. Pure. */
import { z } from 'zod'
import {
  type Mailing,
  type MailingLack,
  type MailingLimits,
  type MailingTag,
  neededAddress,
  neededText,
} from '../../sdk/index.ts'

/** None of them is documented but for the preheader, which the API has no field for. */
export const limits: MailingLimits = {
  nameChars: 100,
  fromNameChars: 100,
  addressChars: 254,
  preheaderChars: 0,
  htmlChars: 150_000,
}

export const fields = z.strictObject({
  category: z.string().trim().max(200).optional().meta({
    title: 'Subscription category',
    description: 'Its name at Act-On. Whoever left it is left out.',
  }),
})

/** What Act-On is told with a draft or its sending, and tells nobody afterwards. */
export const UNTOLD = ['subject', 'replyTo', 'html', 'lists', 'fields.category'] as const

/** What would be refused, in the order of the form. */
export function lacks(mailing: Mailing): MailingLack[] {
  const remedy = 'Choose one of the verified addresses of the account.'
  return [
    ...neededText(mailing, 'name', limits.nameChars),
    ...neededText(mailing, 'subject', Infinity),
    ...neededText(mailing, 'fromName', limits.fromNameChars),
    ...neededAddress(mailing, 'fromAddress', { remedy }),
    ...neededAddress(mailing, 'replyTo', { remedy }),
    ...preheader(mailing),
    ...neededText(mailing, 'html', limits.htmlChars),
  ]
}

function preheader(mailing: Mailing): MailingLack[] {
  if (mailing.preheader.trim() === '') return []
  const sentence = 'Campaign preheader cannot be told to Act-On'
  const remedy = 'Leave it empty, and write it as the first line of the content.'
  return [{ field: 'preheader', sentence, remedy }]
}

const TAG = /\{\{([^{}]{1,200})\}\}/g
/** A mail has no more different tags than this; what is beyond is not looked at. */
const TAGS_MAX = 200

/** What stands in double braces, each spelling once; which of them are filled is not documented. */
export function tags(html: string): MailingTag[] {
  const found = new Map<string, MailingTag>()
  for (const [whole, name] of html.matchAll(TAG)) {
    if (found.size === TAGS_MAX) break
    found.set(whole, { text: whole, name: name!.trim(), kind: 'unknown', fallback: null })
  }
  return [...found.values()]
}
