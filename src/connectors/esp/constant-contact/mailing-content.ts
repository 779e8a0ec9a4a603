/** What a campaign is made of at Constant Contact, and what it would refuse. Pure. */
import { z } from 'zod'
import {
  addressProblem,
  asObject,
  cleanText,
  type JsonObject,
  type Mailing,
  type MailingLack,
  type MailingLimits,
} from '../../sdk/index.ts'

/** Contract, EmailCampaignComplete, EmailCampaignActivityInput. */
export const limits: MailingLimits = {
  nameChars: 80,
  fromNameChars: 100,
  addressChars: 80,
  preheaderChars: 200,
  htmlChars: 150_000,
}

export const TRACKING_IMAGE = '[[trackingImage]]'
/** Guide, "Design custom code emails": a mail that holds one of these is refused. */
const FORBIDDEN = ['[#', '${', '<@']

const line = (title: string, description?: string) =>
  z
    .string()
    .trim()
    .max(200)
    .optional()
    .meta({ title, ...(description === undefined ? {} : { description }) })

/** The address in the footer (contract, EmailPhysicalAddress); all empty: the account's own. */
export const fields = z.strictObject({
  organizationName: line(
    'Footer: organization',
    'Left empty, the footer shows the postal address of the account.',
  ),
  addressLine1: line('Footer: street'),
  addressLine2: line('Footer: second line'),
  city: line('Footer: town'),
  stateCode: line('Footer: state', 'Two letters, needed in the United States.'),
  postalCode: line('Footer: postal code'),
  countryCode: line('Footer: country', 'Two letters: US, GB, DE.'),
})

const NAMES = {
  organizationName: 'organization_name',
  addressLine1: 'address_line1',
  addressLine2: 'address_line2',
  city: 'city',
  stateCode: 'state_code',
  postalCode: 'postal_code',
  countryCode: 'country_code',
} as const

/** The footer as the vendor takes it; undefined: the account's own. */
export function footerOf(given: Mailing['fields']): JsonObject | undefined {
  const parts = Object.entries(NAMES).flatMap(([ours, theirs]) => {
    const text = textOf(given[ours])
    return text === '' ? [] : [[theirs, text]]
  })
  return parts.length === 0 ? undefined : Object.fromEntries(parts)
}

/** The footer as the vendor tells it, in our names. */
export function footerFields(told: unknown): Mailing['fields'] {
  const address = asObject(told)
  if (address === null) return {}
  return Object.fromEntries(
    Object.entries(NAMES).flatMap(([ours, theirs]) => {
      const text = cleanText(address[theirs])
      return text === null ? [] : [[ours, text]]
    }),
  )
}

/** What would be refused, or counted wrongly, in the order of the form. */
export function lacks(mailing: Mailing): MailingLack[] {
  return [
    ...plain(mailing, { field: 'name', word: 'name', max: limits.nameChars }),
    ...plain(mailing, { field: 'subject', word: 'subject', max: null }),
    ...plain(mailing, { field: 'fromName', word: 'sender name', max: limits.fromNameChars }),
    ...address(mailing, 'fromAddress', 'sender address'),
    ...address(mailing, 'replyTo', 'reply address'),
    ...tooLong('preheader', 'preheader', mailing.preheader, limits.preheaderChars),
    ...content(mailing.html),
    ...footer(mailing.fields),
  ]
}

function plain(
  mailing: Mailing,
  {
    field,
    word,
    max,
  }: { field: 'name' | 'subject' | 'fromName'; word: string; max: number | null },
): MailingLack[] {
  const text = mailing[field].trim()
  if (text === '') return [missing(field, word)]
  return max === null ? [] : tooLong(field, word, text, max)
}

function address(mailing: Mailing, field: 'fromAddress' | 'replyTo', word: string): MailingLack[] {
  const text = mailing[field].trim()
  if (text === '') return [missing(field, word)]
  const fault = addressProblem(text)
  if (fault !== null) {
    const sentence = `Campaign ${word} is no e-mail address. ${fault}`
    return [{ field, sentence, remedy: 'Choose one of the confirmed addresses of the account.' }]
  }
  return tooLong(field, word, text, limits.addressChars)
}

function content(html: string): MailingLack[] {
  if (html.trim() === '') return [missing('html', 'content')]
  const found = FORBIDDEN.find((letters) => html.includes(letters))
  return [
    ...tooLong('html', 'content', html, limits.htmlChars),
    ...(html.toLowerCase().includes(TRACKING_IMAGE.toLowerCase())
      ? []
      : [
          {
            field: 'html',
            sentence: `Campaign content has no ${TRACKING_IMAGE}, so opens would not be counted`,
            remedy: `Put ${TRACKING_IMAGE} just before </body>.`,
          },
        ]),
    ...(found === undefined
      ? []
      : [
          {
            field: 'html',
            sentence: `Campaign content holds “${found}”, which Constant Contact refuses`,
            remedy: `Write it otherwise: a space between the two characters is enough.`,
          },
        ]),
  ]
}

/** A footer of its own is whole, or there is none. */
function footer(given: Mailing['fields']): MailingLack[] {
  if (footerOf(given) === undefined) return []
  const needed: [keyof typeof NAMES, string][] = [
    ['organizationName', 'organization of the footer'],
    ['addressLine1', 'street of the footer'],
    ['countryCode', 'country of the footer'],
  ]
  const country = textOf(given['countryCode'])
  if (country === 'US') needed.push(['stateCode', 'state of the footer'])
  const found = needed
    .filter(([name]) => textOf(given[name]) === '')
    .map(([name, word]) => ({
      ...missing(`fields.${name}`, word),
      remedy: 'Fill it in, or leave the whole address empty: then the account’s own is shown.',
    }))
  if (country === '' || /^[A-Z]{2}$/.test(country)) return found
  return [
    ...found,
    {
      field: 'fields.countryCode',
      sentence: 'Campaign country of the footer is no two capital letters',
      remedy: 'Write it as two letters: US, GB, DE.',
    },
  ]
}

function missing(field: string, word: string): MailingLack {
  return {
    field,
    sentence: `Campaign ${word} is required and has not been provided`,
    remedy: `Fill in the ${word}.`,
  }
}

function tooLong(field: string, word: string, text: string, max: number): MailingLack[] {
  if (text.length <= max) return []
  const sentence = `Campaign ${word} has ${text.length} characters, and ${max} are the most`
  return [{ field, sentence, remedy: `Shorten the ${word}.` }]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
