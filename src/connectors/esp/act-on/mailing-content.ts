/** What a message is made of at Act-On, and what it would refuse. Pure. */
import { z } from 'zod'
import {
  addressProblem,
  type Mailing,
  type MailingLack,
  type MailingLimits,
  type MailingTag,
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
  return [
    ...text(mailing, { field: 'name', word: 'name', max: limits.nameChars }),
    ...text(mailing, { field: 'subject', word: 'subject', max: Infinity }),
    ...text(mailing, { field: 'fromName', word: 'sender name', max: limits.fromNameChars }),
    ...address(mailing, 'fromAddress', 'sender address'),
    ...address(mailing, 'replyTo', 'reply address'),
    ...preheader(mailing),
    ...text(mailing, { field: 'html', word: 'content', max: limits.htmlChars }),
  ]
}

interface Wanted {
  field: 'name' | 'subject' | 'fromName' | 'html'
  word: string
  max: number
}

function text(mailing: Mailing, { field, word, max }: Wanted): MailingLack[] {
  const { length } = mailing[field].trim()
  if (length === 0) return [missing(field, word)]
  if (length <= max) return []
  const sentence = `Campaign ${word} has ${length} characters, and ${max} are the most`
  return [{ field, sentence, remedy: `Shorten the ${word}.` }]
}

function address(mailing: Mailing, field: 'fromAddress' | 'replyTo', word: string): MailingLack[] {
  const given = mailing[field].trim()
  if (given === '') return [missing(field, word)]
  const fault = addressProblem(given)
  if (fault === null) return []
  const sentence = `Campaign ${word} is no e-mail address. ${fault}`
  return [{ field, sentence, remedy: 'Choose one of the verified addresses of the account.' }]
}

function preheader(mailing: Mailing): MailingLack[] {
  if (mailing.preheader.trim() === '') return []
  const sentence = 'Campaign preheader cannot be told to Act-On'
  const remedy = 'Leave it empty, and write it as the first line of the content.'
  return [{ field: 'preheader', sentence, remedy }]
}

function missing(field: string, word: string): MailingLack {
  return {
    field,
    sentence: `Campaign ${word} is required and has not been provided`,
    remedy: `Fill in the ${word}.`,
  }
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
