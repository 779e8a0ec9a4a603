import { hardCodes } from './suppression.ts'
import { sendingAt } from './message-book.ts'
import type { Vendor } from './vendor.ts'

/** The nineteen events that can be subscribed to. Some never happen in this world. */
export const events = [
  'contact.added',
  'contact.updated',
  'contact-opt.global-opt-in',
  'contact-opt.global-opt-out',
  'contact-bounce.hard',
  'contact-bounce.soft',
  'contact-email.marked-as-spam',
  'contact-lead-score.upper-threshold-surpassed',
  'subscription-category.added',
  'subscription-category.updated',
  'subscription-category.deleted',
  'subscription-category.opt-in',
  'subscription-category.opt-out',
  'automated-program.started',
  'automated-program.stopped',
  'email-message.scheduled',
  'form.submitted',
  'crm.connected',
  'crm.disconnected',
] as const

export type EventName = (typeof events)[number]

/** Something a webhook tells of. */
export interface News {
  event: EventName
  at: number
  body: Record<string, unknown>
}

/**
 * Everything that has happened up to that moment, in its order. The vendor says of each event when
 * it fires; what its body holds could not be read, so these are as short as can be.
 */
export function newsUntil(vendor: Vendor, now: number): News[] {
  vendor.world.settle(now)
  const all = [...ofContacts(vendor, now), ...ofMail(vendor, now), ...ofConsent(vendor, now)]
  return all.filter((one) => one.at <= now).sort((a, b) => a.at - b.at)
}

function person(event: EventName, at: number, email: string): News {
  return { event, at, body: { email, timestamp: at } }
}

function ofContacts({ world }: Vendor, now: number): News[] {
  return world.contactsAt(now).flatMap(({ address, createdAt, updatedAt, updatedBy }) => {
    const changed = updatedAt > createdAt && updatedBy === 'Account'
    return [
      person('contact.added', createdAt, address),
      ...(changed ? [person('contact.updated', updatedAt, address)] : []),
    ]
  })
}

function ofMail({ world, messages, suppression }: Vendor, now: number): News[] {
  const sent = messages.all().filter((one) => one.kind === 'sent')
  const bounces = sent.flatMap(({ activity }) => world.rows(activity.activityId, 'bounces', now))
  return [
    ...bounces.map(({ at, address, bounceCode = '' }) => {
      const hard = hardCodes.includes(bounceCode)
      return person(hard ? 'contact-bounce.hard' : 'contact-bounce.soft', at, address)
    }),
    ...suppression
      .complaints(now)
      .map(({ at, email }) => person('contact-email.marked-as-spam', at, email)),
    ...sent.map((one) => ({
      event: 'email-message.scheduled' as const,
      at: one.campaign.createdAt,
      body: { name: one.campaign.name, scheduledTime: sendingAt(one) },
    })),
  ]
}

function ofConsent({ suppression, categories }: Vendor, now: number): News[] {
  return [
    ...suppression
      .optOuts(now)
      .map(({ at, email }) => person('contact-opt.global-opt-out', at, email)),
    ...suppression.optIns.map(({ at, email }) => person('contact-opt.global-opt-in', at, email)),
    ...categories.all().map(({ name, description, createdAt }) => ({
      event: 'subscription-category.added' as const,
      at: createdAt,
      body: { name, description, timestamp: createdAt },
    })),
    ...categories.deeds.map(({ at, email, category, action }) => ({
      event: `subscription-category.opt-${action === 'optin' ? 'in' : 'out'}` as const,
      at,
      body: { email, category: category.name, timestamp: at },
    })),
  ]
}
