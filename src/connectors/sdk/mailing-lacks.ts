import type { Mailing, MailingLack } from './mailings.ts'
import { addressProblem } from './values.ts'

/** What is said of a field of a mailing; each sentence whole, as other languages need them. */
interface Said {
  missing: string
  long: (has: number, max: number) => string
}

const SAID = {
  name: {
    missing: 'Campaign name is required and has not been provided',
    long: (has, max) => `Campaign name has ${has} characters, and ${max} are the most`,
  },
  subject: {
    missing: 'Campaign subject is required and has not been provided',
    long: (has, max) => `Campaign subject has ${has} characters, and ${max} are the most`,
  },
  preheader: {
    missing: 'Campaign preheader is required and has not been provided',
    long: (has, max) => `Campaign preheader has ${has} characters, and ${max} are the most`,
  },
  fromName: {
    missing: 'Campaign sender name is required and has not been provided',
    long: (has, max) => `Campaign sender name has ${has} characters, and ${max} are the most`,
  },
  fromAddress: {
    missing: 'Campaign sender address is required and has not been provided',
    long: (has, max) => `Campaign sender address has ${has} characters, and ${max} are the most`,
  },
  replyTo: {
    missing: 'Campaign reply address is required and has not been provided',
    long: (has, max) => `Campaign reply address has ${has} characters, and ${max} are the most`,
  },
  html: {
    missing: 'Campaign content is required and has not been provided',
    long: (has, max) => `Campaign content has ${has} characters, and ${max} are the most`,
  },
} satisfies Partial<Record<keyof Mailing, Said>>

type TextField = keyof typeof SAID

/** A text that a service needs, of so many characters at most; Infinity where it names no limit. */
export function neededText(mailing: Mailing, field: TextField, max: number): MailingLack[] {
  if (mailing[field].trim() !== '') return tooLong(mailing, field, max)
  return [{ field, sentence: SAID[field].missing, remedy: 'Fill it in.' }]
}

/** A text of so many characters at most. */
export function tooLong(mailing: Mailing, field: TextField, max: number): MailingLack[] {
  const { length } = mailing[field]
  if (length <= max) return []
  return [{ field, sentence: SAID[field].long(length, max), remedy: 'Shorten it.' }]
}

/** An address that a service needs; remedy: where those are that it takes. */
export function neededAddress(
  mailing: Mailing,
  field: 'fromAddress' | 'replyTo',
  { max = Infinity, remedy }: { max?: number; remedy: string },
): MailingLack[] {
  const text = mailing[field].trim()
  const fault = text === '' ? null : addressProblem(text)
  if (fault === null) return neededText(mailing, field, max)
  const sentence =
    field === 'fromAddress'
      ? `Campaign sender address is no e-mail address. ${fault}`
      : `Campaign reply address is no e-mail address. ${fault}`
  return [{ field, sentence, remedy }]
}
