import type { Element } from '../soap/index.ts'
import type { ContactState } from '../world/world.ts'
import { flag, part, text, whole } from './asked.ts'
import { children, made, make } from './elements.ts'
import { Refused } from './errors.ts'
import type { Message } from './message-book.ts'
import { pageOf } from './paging.ts'
import { customFields, fieldNames, jobTitleField, valueOf } from './recipient-fields.ts'
import { recipientOf } from './recipient-shape.ts'
import { statusOf } from './statuses.ts'
import { bouncesOf } from './tracks.ts'
import type { Call, Operation, Vendor } from './vendor.ts'

function recipientAsked({ recipients }: Vendor, asked: Element, now: number): ContactState {
  const state = recipients.find(whole(asked, 'recipient_id'), now)
  if (state === undefined) throw new Refused('There is no such recipient')
  return state
}

export const recipientDetails: Operation = (vendor, asked, { now, times }) =>
  recipientOf(vendor, recipientAsked(vendor, asked, now), times)

const searched: readonly (readonly [string, string])[] = [
  ['first_name', 'first_name'],
  ['last_name', 'last_name'],
  ['fax', 'fax'],
  ['phone', 'phone'],
  ['address', 'address_1'],
  ['address_2', 'address_2'],
  ['city', 'city'],
  ['state', 'state'],
  ['zip', 'zip'],
  ['company', 'company'],
  ...customFields.map((name) => [name, name] as const),
]

/** A page of those who meet every criterion, texts whole and whatever their case; no total. */
export const searchForRecipients: Operation = (vendor, asked, { now, times }) => {
  const criteria = part(asked, 'criteria')
  const found = vendor.recipients.all(now).filter(meeting(vendor, criteria, times))
  const { rows } = pageOf(vendor, found, criteria, ['pageNo', 'pageSize'])
  const recipients = rows.map((one) => make('Recipient', recipientOf(vendor, one, times)))
  return [make('recipients', recipients)]
}

function meeting(vendor: Vendor, criteria: Element, times: Call['times']) {
  const { faxes, recipients, suppressions } = vendor
  const wanted = (name: string) => text(criteria, name).toLowerCase()
  const texts = searched.filter(([name]) => wanted(name) !== '')
  const [id, email, customId] = [wanted('id'), wanted('email'), wanted('Custom_Id')]
  const [unsubscribed, suppressed] = [flag(criteria, 'unsubscribed'), flag(criteria, 'suppressed')]
  const held = flag(criteria, 'email_send_suppress') ?? suppressed
  const faxHeld = flag(criteria, 'fax_send_suppress')
  const from = times.read(text(criteria, 'suppressed_start_date'))
  const to = times.read(text(criteria, 'suppressed_end_date'))
  return (state: ContactState): boolean => {
    const { contactId } = state.contact
    const since = suppressions.since(state)
    if (id !== '' && String(recipients.id(contactId)) !== id) return false
    if (email !== '' && state.address.toLowerCase() !== email) return false
    if (customId !== '' && recipients.customId(contactId)?.toLowerCase() !== customId) return false
    if (unsubscribed !== undefined && (state.permission === 'unsubscribed') !== unsubscribed) {
      return false
    }
    const isFaxHeld = faxes.suppressedSince(contactId) !== undefined
    if (faxHeld !== undefined && isFaxHeld !== faxHeld) return false
    if (held !== undefined && (since !== undefined) !== held) return false
    if (from !== undefined && (since ?? -Infinity) < from) return false
    if (to !== undefined && (since ?? Infinity) > to) return false
    return texts.every(([name, field]) => {
      return (valueOf(vendor, state, field) ?? '').toLowerCase() === wanted(name)
    })
  }
}

/** The names of the fields; those of the account's own are theirs to choose. */
export const recipientFields: Operation = () =>
  fieldNames.map((name) => {
    const label = name === jobTitleField ? 'Job title' : name.replaceAll('_', ' ')
    return made('fieldDefn', { fieldNameText: label, fieldNamevalue: name })
  })

/** Every message somebody was sent, and what came of it. */
export const recipientHistory: Operation = (vendor, asked, call) => {
  const { contactId } = recipientAsked(vendor, asked, call.now).contact
  const history = vendor.messages
    .all(call.now)
    .flatMap((message) => historyOf(vendor, message, contactId, call))
  const faxHistory = faxesOf(vendor, contactId, call)
  return children({ emailHistory: history, faxHistory, formHistory: [] })
}

function faxesOf({ faxes }: Vendor, contactId: string, { now, times }: Call): Element[] {
  return faxes.all(now).flatMap((message) =>
    faxes
      .sent(message, now)
      .filter((fax) => fax.contactId === contactId)
      .map((fax) =>
        made('fax_history', {
          message_name: message.name,
          sent_date: times.write(fax.sentAt),
          fax_status: fax.status,
          connect_time: Math.round((Math.min(fax.resultAt, now) - fax.sentAt) / 1000),
        }),
      ),
  )
}

function historyOf(vendor: Vendor, message: Message, contactId: string, call: Call): Element[] {
  const { activityId } = message.activity
  const own = (kind: 'sends' | 'opens' | 'bounces' | 'clicks') =>
    vendor.world.rows(activityId, kind, call.now).filter((row) => row.contactId === contactId)
  const [sent] = own('sends')
  if (sent === undefined) return []
  const bounce = bouncesOf(own('bounces')).get(contactId)
  const clicked = new Map(own('clicks').map(({ urlId, url }) => [urlId, url] as const))
  const links = [...clicked].map(([urlId, url]) =>
    made('link', {
      link_url: url,
      link_url_id: vendor.links.of(`${message.campaign.campaignId}/${urlId}`),
      website_links: [],
    }),
  )
  return [
    made('email_history', {
      message_name: message.campaign.name,
      message_id: message.id,
      sent_date: call.times.write(sent.at),
      open_date: call.times.write(own('opens')[0]?.at),
      send_result: statusOf(bounce?.code).long,
      links,
    }),
  ]
}
