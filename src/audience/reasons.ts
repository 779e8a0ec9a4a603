import { REFUSALS } from '../consent/index.ts'

/**
 * Why somebody of a push is not on a list, or not off it, each in words. Other programs read the
 * names, so none ever changes. What consent says stands first, by its own names.
 */
export const REASONS = {
  erased: 'Was erased on their request.',
  invalid_address: 'The address is invalid: nothing would arrive.',
  complaint: 'Reported a mailing as spam.',
  opted_out: 'Opted out of everything.',
  opted_out_address: 'Opted out at this address.',
  opted_out_topic: 'Left the topic this list stands for.',
  consent_expired: 'The consent has ended.',
  consent_missing: 'There is no consent, and the firm needs one.',
  suppression_list: 'Is on a suppression list.',
  no_address: 'Has no e-mail address in use.',
  duplicate: 'Somebody else who was chosen has the same address.',
  address_too_long: 'The address is longer than the service takes for a new contact.',
  unmailable_there: 'The service mails nobody who is unsubscribed or unconfirmed there.',
  no_record: 'The CRM has no record of the person with this address, and Homing makes none.',
  not_ours: 'Was put on the list in the CRM: it is taken off there.',
  list_gone: 'The list is gone at the service.',
  already_there: 'Is on the list already.',
  not_there: 'Is not on the list.',
  same_there: 'The service holds it already.',
  value_refused: 'A value does not fit its field.',
  cancelled: 'The push was cancelled before.',
  refused_there: 'The service did not take it.',
  not_acknowledged: 'The service was asked, and does not show it.',
} as const satisfies Record<(typeof REFUSALS)[number], string> & Record<string, string>

export type Reason = keyof typeof REASONS

export const REASON_NAMES = Object.keys(REASONS) as Reason[]
