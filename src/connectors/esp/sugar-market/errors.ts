import type { ErrorRow } from '../../sdk/index.ts'

/**
 * What stands in the body of an error is not documented, so the status alone decides, and no words
 * of the vendor's are shown.
 */
export const errors: readonly ErrorRow[] = [
  {
    status: 401,
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Sugar Market does not accept the user name or the password.',
    remedy: 'Check both in the settings: the user name is user@domain.',
  },
  {
    status: 403,
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'Sugar Market does not let this user read that.',
    remedy: 'Ask for the rights of the API for this user.',
  },
  {
    // Only collections are asked for, so it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no API of Sugar Market at the API address.',
    remedy: 'Check the API address in the settings of the connection.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Sugar Market has a fault of its own.',
  },
  {
    status: 429,
    failure: 'throttled',
    whoMustAct: 'vendor',
    sentence: 'Sugar Market asks for a slower pace.',
    remedy: 'Homing slows down by itself.',
  },
  {
    status: '4xx',
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'Sugar Market refused what was asked.',
  },
]
