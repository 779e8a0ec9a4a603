import { inLine, t } from '../languages/messages.ts'
import type { Webhook } from './WebhooksScreen.tsx'

export type WebhookType = Webhook['types'][number]

interface Group {
  title: string
  types: readonly { type: WebhookType; label: string }[]
}

/** What a webhook may be told of, as one chooses it. */
export const TYPE_GROUPS: readonly Group[] = [
  {
    title: t`Alarms`,
    types: [
      { type: 'alarm.raised', label: t`An alarm was raised` },
      { type: 'alarm.worsened', label: t`An alarm became graver` },
      { type: 'alarm.over', label: t`An alarm is over` },
    ],
  },
  {
    title: t`Consent`,
    types: [
      { type: 'consent.opted_out', label: t`Somebody opted out` },
      { type: 'consent.opted_in', label: t`Somebody opted in` },
    ],
  },
  {
    title: t`Addresses`,
    types: [
      { type: 'address.invalid', label: t`An address became invalid` },
      { type: 'address.valid', label: t`An address is valid again` },
    ],
  },
  {
    title: t`Events of campaigns`,
    types: [
      { type: 'event.sent', label: t`Sent` },
      { type: 'event.delivered', label: t`Delivered` },
      { type: 'event.open', label: t`Opened` },
      { type: 'event.click', label: t`Clicked` },
      { type: 'event.forward', label: t`Forwarded` },
      { type: 'event.bounce', label: t`Bounced` },
      { type: 'event.opt_out', label: t`Opted out` },
      { type: 'event.complaint', label: t`Reported as spam` },
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
    return [`${group.title}: ${chosen.map(({ label }) => inLine(label)).join(', ')}`]
  }).join('; ')
}
