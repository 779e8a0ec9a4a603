import { EVENT_KINDS, type EventKind } from '../connectors/index.ts'

/** Alarms are told with a body of their own; see src/alarms/tell.ts. */
export const ALARM_TYPES = ['alarm.raised', 'alarm.worsened', 'alarm.over'] as const

const CONSENT_TYPES = ['consent.opted_out', 'consent.opted_in'] as const
const ADDRESS_TYPES = ['address.invalid', 'address.valid'] as const
const EVENT_TYPES = EVENT_KINDS.map((kind) => `event.${kind}` as const)

/** What an endpoint may choose to be told of. */
export type MessageType =
  | (typeof ALARM_TYPES)[number]
  | (typeof CONSENT_TYPES)[number]
  | (typeof ADDRESS_TYPES)[number]
  | `event.${EventKind}`

/** All of them, in the order in which they are shown. */
export const MESSAGE_TYPES: readonly MessageType[] = [
  ...ALARM_TYPES,
  ...CONSENT_TYPES,
  ...ADDRESS_TYPES,
  ...EVENT_TYPES,
]
