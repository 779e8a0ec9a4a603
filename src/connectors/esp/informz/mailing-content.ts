/** What a mailing is made of at Informz, and what it would refuse. Pure. */
import { z } from 'zod'
import {
  type Mailing,
  type MailingLack,
  type MailingLimits,
  neededAddress,
  neededText,
} from '../../sdk/index.ts'

/** Lengths of the grid (article 360033049231); that of the content is a careful guess. */
export const limits: MailingLimits = {
  nameChars: 255,
  fromNameChars: 50,
  addressChars: 50,
  preheaderChars: 0,
  htmlChars: 150_000,
}

const SUBJECT_CHARS_MAX = 255

export const fields = z.strictObject({
  template: z
    .string()
    .trim()
    .regex(/^\d{0,18}$/, 'The number of a template is needed, or nothing.')
    .optional()
    .meta({
      title: 'Template id',
      description: 'The number of a template at Informz, into which the content goes.',
    }),
  folder: z.string().trim().max(50).optional().meta({
    title: 'Folder',
    description: 'Its name at Informz, where the mailing is to be found.',
  }),
})

/**
 * What Informz is told and does not tell, or of which its grid says that it "comes from the
 * template".
 */
export const UNTOLD = [
  ...['fromName', 'fromAddress', 'replyTo', 'html', 'lists'],
  ...['fields.template', 'fields.folder'],
]

/** What would be refused, in the order of the form. */
export function lacks(mailing: Mailing): MailingLack[] {
  const remedy = 'Write an address from which the account may send.'
  const max = limits.addressChars
  return [
    ...neededText(mailing, 'name', limits.nameChars),
    ...neededText(mailing, 'subject', SUBJECT_CHARS_MAX),
    ...neededText(mailing, 'fromName', limits.fromNameChars),
    ...neededAddress(mailing, 'fromAddress', { max, remedy }),
    ...neededAddress(mailing, 'replyTo', { max, remedy }),
    ...preheader(mailing),
    ...neededText(mailing, 'html', limits.htmlChars),
  ]
}

function preheader(mailing: Mailing): MailingLack[] {
  if (mailing.preheader.trim() === '') return []
  const sentence = 'Campaign preheader cannot be told to Informz'
  const remedy = 'Leave it empty, and write it as the first line of the content.'
  return [{ field: 'preheader', sentence, remedy }]
}
