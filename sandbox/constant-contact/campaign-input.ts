import { z } from 'zod'
import type { Letter } from '../world/campaign-book.ts'
import type { World } from '../world/world.ts'
import { text } from './body.ts'

const words = (most: number) => z.string().max(most).regex(/\S/, 'must not be empty')
const line = text(255)

const footer = z
  .object({
    address_line1: words(255),
    address_line2: line,
    address_line3: line,
    address_optional: line,
    city: line,
    country_code: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code'),
    organization_name: words(255),
    postal_code: line,
    state_code: line,
    state_non_us_name: line,
  })
  .refine(({ country_code, state_code }) => country_code !== 'US' || state_code, {
    path: ['state_code'],
    message: 'is required for the US',
  })

const html = z
  .string()
  .max(150_000)
  .refine((one) => one.includes('[[trackingImage]]'), 'must contain [[trackingImage]]')

const header = {
  from_name: words(100),
  from_email: words(80),
  reply_to_email: words(80),
  subject: z.string().regex(/\S/, 'must not be empty'),
  preheader: text(200),
  physical_address_in_footer: footer.nullish(),
}

export const campaignName = words(80)

export const campaignInput = z.object({
  name: campaignName,
  email_campaign_activities: z
    .array(
      z.object({
        format_type: z.literal(5, 'must be 5'),
        ...header,
        html_content: html,
      }),
    )
    .length(1, 'must contain a single email campaign activity'),
})

export const activityInput = z.object({
  ...header,
  html_content: html.nullish(),
  contact_list_ids: z.array(z.guid()).nullish(),
  segment_ids: z.array(z.number().int()).max(1).nullish(),
})

type Header = Omit<z.infer<typeof activityInput>, 'contact_list_ids' | 'segment_ids'>

/** The letter as it was written; `before` gives the subresources that were left out. */
export function letterOf(input: Header, before: Pick<Letter, 'html' | 'footer'>): Letter {
  const given = input.physical_address_in_footer
  const kept = given == null ? before.footer : presentLines(given)
  return {
    fromName: input.from_name,
    fromEmail: input.from_email,
    replyTo: input.reply_to_email,
    subject: input.subject,
    preheader: input.preheader ?? '',
    html: input.html_content ?? before.html,
    ...(kept !== undefined && { footer: kept }),
  }
}

function presentLines(given: z.infer<typeof footer>): Record<string, string> {
  const lines = Object.entries(given).filter(([, value]) => value != null && value !== '')
  return Object.fromEntries(lines) as Record<string, string>
}

/** What is wrong with the senders: only the account's own confirmed addresses will do. */
export function unconfirmed({ definition }: World, input: Header): string[] {
  const confirmed = definition.account.emails.filter((one) => one.confirmed)
  const addresses = confirmed.map((one) => one.address.toLowerCase())
  return (['from_email', 'reply_to_email'] as const)
    .filter((name) => !addresses.includes(input[name].toLowerCase()))
    .map((name) => `${name} must be a confirmed email address of the account`)
}

/** What is wrong with the recipients: segments are not simulated, so that none is known. */
export function unreachable(
  { lists }: World,
  { contact_list_ids, segment_ids }: z.infer<typeof activityInput>,
): string[] {
  const [listIds, segments] = [contact_list_ids ?? [], segment_ids ?? []]
  const both = listIds.length > 0 && segments.length > 0
  return [
    ...(both ? ['contact_list_ids and segment_ids cannot be used at the same time'] : []),
    ...listIds
      .filter((id) => lists.live(id) === undefined)
      .map((id) => `contact_list_ids: ${id} was not found`),
    ...segments.map((id) => `segment_ids: ${id} was not found`),
  ]
}
