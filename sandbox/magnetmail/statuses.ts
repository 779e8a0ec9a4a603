import type { BounceCode } from '../world/definition.ts'

/** How a sending ended, in the words of the two interfaces of tracking. */
export interface Status {
  short: string
  long: string
}

export const delivered: Status = { short: 'Delivered', long: 'Delivered' }

/**
 * The world's answers in the vendor's classes. An answer that somebody is away has none: that
 * message was delivered.
 */
const statuses: Readonly<Record<BounceCode, Status>> = {
  B: { short: 'UNF', long: 'UserNotFound' },
  S: { short: 'HB', long: 'HardBounce' },
  D: { short: 'TU', long: 'TemporarilyUnavailable' },
  F: { short: 'MF', long: 'MailboxFull' },
  Z: { short: 'SB', long: 'SoftBounce' },
  X: { short: 'Failed', long: 'Failed' },
  V: delivered,
}

export function statusOf(code: BounceCode | undefined): Status {
  return code === undefined ? delivered : statuses[code]
}
