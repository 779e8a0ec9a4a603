/** What a campaign is made of at Constant Contact, and what it would refuse. Pure. */
import { z } from 'zod'
import {
  asObject,
  cleanText,
  type JsonObject,
  type Mailing,
  type MailingLack,
  type MailingLimits,
  neededAddress,
  neededText,
  tooLong,
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
  const address = {
    max: limits.addressChars,
    remedy: 'Choose one of the confirmed addresses of the account.',
  }
  return [
    ...neededText(mailing, 'name', limits.nameChars),
    ...neededText(mailing, 'subject', Infinity),
    ...neededText(mailing, 'fromName', limits.fromNameChars),
    ...neededAddress(mailing, 'fromAddress', address),
    ...neededAddress(mailing, 'replyTo', address),
    ...tooLong(mailing, 'preheader', limits.preheaderChars),
    ...content(mailing),
    ...footer(mailing.fields),
  ]
}

function content(mailing: Mailing): MailingLack[] {
  const { html } = mailing
  const lacking = neededText(mailing, 'html', limits.htmlChars)
  if (html.trim() === '') return lacking
  const found = FORBIDDEN.find((letters) => html.includes(letters))
  return [
    ...lacking,
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

const NEEDED = {
  organizationName: 'Campaign organization of the footer is required and has not been provided',
  addressLine1: 'Campaign street of the footer is required and has not been provided',
  countryCode: 'Campaign country of the footer is required and has not been provided',
  stateCode: 'Campaign state of the footer is required and has not been provided',
}

/** A footer of its own is whole, or there is none. */
function footer(given: Mailing['fields']): MailingLack[] {
  if (footerOf(given) === undefined) return []
  const country = textOf(given['countryCode'])
  const found = (Object.keys(NEEDED) as (keyof typeof NEEDED)[])
    .filter((name) => name !== 'stateCode' || country === 'US')
    .filter((name) => textOf(given[name]) === '')
    .map((name) => ({
      field: `fields.${name}`,
      sentence: NEEDED[name],
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

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
