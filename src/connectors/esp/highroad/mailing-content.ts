/** What a campaign is made of at HighRoad, and what it would refuse. Pure. */
import { z } from 'zod'
import {
  cleanText,
  type Mailing,
  type MailingLack,
  type MailingLimits,
  neededAddress,
  neededText,
  unreadable,
} from '../../sdk/index.ts'
import { numberOf, TITLE } from './client.ts'
import type { RpcValue } from './xml-rpc.ts'

/** None is documented: what any service takes. */
export const limits: MailingLimits = {
  nameChars: 100,
  fromNameChars: 100,
  addressChars: 254,
  preheaderChars: 0,
  htmlChars: 150_000,
}

const NUMBER = /^([1-9]\d{0,8})?$/

export const fields = z.strictObject({
  project: z.string().trim().regex(NUMBER, 'A number is needed.').optional().meta({
    title: 'Project',
    description: 'The number of the project at HighRoad in which the campaign is made.',
  }),
  unsubList: z.string().trim().regex(NUMBER, 'A number is needed.').optional().meta({
    title: 'Unsub list',
    description: 'The number of the unsub list on which somebody is put who leaves by its link.',
  }),
})

/** Only the content is told by a call. */
export const UNTOLD = [
  ...['name', 'subject', 'fromName', 'fromAddress', 'replyTo', 'lists'],
  ...['fields.project', 'fields.unsubList'],
]

/** What would be refused, in the order of the form. */
export function lacks(mailing: Mailing): MailingLack[] {
  const max = limits.addressChars
  return [
    ...neededText(mailing, 'name', limits.nameChars),
    ...neededText(mailing, 'subject', Infinity),
    ...neededText(mailing, 'fromName', limits.fromNameChars),
    ...neededAddress(mailing, 'fromAddress', {
      max,
      remedy: 'Write an address of a domain that is set up for sending at HighRoad.',
    }),
    ...neededAddress(mailing, 'replyTo', { max, remedy: 'Write where answers shall go.' }),
    ...preheader(mailing),
    ...neededText(mailing, 'html', limits.htmlChars),
    ...numbers(mailing),
  ]
}

function preheader(mailing: Mailing): MailingLack[] {
  if (mailing.preheader.trim() === '') return []
  const sentence = 'Campaign preheader cannot be told to HighRoad'
  const remedy = 'Leave it empty, and write it as the first line of the content.'
  return [{ field: 'preheader', sentence, remedy }]
}

/** Without an unsub list HighRoad would send to whoever opted out. */
function numbers({ fields }: Mailing): MailingLack[] {
  const lacking: MailingLack[] = []
  if (cleanText(fields['project']) === null) {
    const sentence = 'Campaign project is required and has not been provided'
    lacking.push({ field: 'fields.project', sentence, remedy: 'Write its number at HighRoad.' })
  }
  if (cleanText(fields['unsubList']) === null) {
    const sentence = 'Campaign unsub list is required and has not been provided'
    lacking.push({ field: 'fields.unsubList', sentence, remedy: 'Write its number at HighRoad.' })
  }
  return lacking
}

/** What a campaign is called, and where it is made; its description is its name (a client). */
export function dataOf(mailing: Mailing): RpcValue {
  const { name } = mailing
  return { name, description: name, project_id: numberIn(mailing, 'project') }
}

/** Its options, by the names that clients give; suppressed: the unsub lists it must heed. */
export function optionsOf(mailing: Mailing, suppressed: readonly string[]): RpcValue {
  const { subject, fromName, fromAddress, replyTo } = mailing
  const at = fromAddress.lastIndexOf('@')
  const unsubList = numberIn(mailing, 'unsubList')
  return {
    subject_line: subject,
    from_name: fromName,
    from_prefix: fromAddress.slice(0, at),
    domain: fromAddress.slice(at + 1),
    user_reply: 1,
    reply_address: replyTo,
    reply_name: fromName,
    auto_tracking: 1,
    unsub_list: unsubList,
    suppress_lists: [...new Set([unsubList, ...suppressed.map(numberOf)])],
  }
}

function numberIn({ fields }: Mailing, field: 'project' | 'unsubList'): number {
  const text = cleanText(fields[field])
  if (text === null) throw unreadable(TITLE, 'A number is lacking.')
  return numberOf(text)
}
