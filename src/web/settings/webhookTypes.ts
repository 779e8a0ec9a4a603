import type { Webhook } from './WebhooksScreen.tsx'

export type WebhookType = Webhook['types'][number]

interface Group {
  title: string
  types: readonly { type: WebhookType; label: string }[]
}

/** What a webhook may be told of, as one chooses it. */
export const TYPE_GROUPS: readonly Group[] = [
  {
    title: 'Alarms',
    types: [
      { type: 'alarm.raised', label: 'An alarm was raised' },
      { type: 'alarm.worsened', label: 'An alarm became graver' },
      { type: 'alarm.over', label: 'An alarm is over' },
    ],
  },
  {
    title: 'Consent',
    types: [
      { type: 'consent.opted_out', label: 'Somebody opted out' },
      { type: 'consent.opted_in', label: 'Somebody opted in' },
    ],
  },
  {
    title: 'Addresses',
    types: [
      { type: 'address.invalid', label: 'An address became invalid' },
      { type: 'address.valid', label: 'An address is valid again' },
    ],
  },
  {
    title: 'Events of campaigns',
    types: [
      { type: 'event.sent', label: 'Sent' },
      { type: 'event.delivered', label: 'Delivered' },
      { type: 'event.open', label: 'Opened' },
      { type: 'event.click', label: 'Clicked' },
      { type: 'event.forward', label: 'Forwarded' },
      { type: 'event.bounce', label: 'Bounced' },
      { type: 'event.opt_out', label: 'Opted out' },
      { type: 'event.complaint', label: 'Reported as spam' },
    ],
  },
]

/** What is chosen for a new webhook, until one chooses otherwise. */
export const TYPES_AT_FIRST: readonly WebhookType[] = [
  'alarm.raised',
  'alarm.worsened',
  'alarm.over',
]

/** "Alarms; Events of campaigns: clicked, bounced": what a webhook is told of, in a line. */
export function typesInWords(types: readonly WebhookType[]): string {
  return TYPE_GROUPS.flatMap((group) => {
    const chosen = group.types.filter(({ type }) => types.includes(type))
    if (chosen.length === 0) return []
    if (chosen.length === group.types.length) return [group.title]
    return [`${group.title}: ${chosen.map(({ label }) => label.toLowerCase()).join(', ')}`]
  }).join('; ')
}
