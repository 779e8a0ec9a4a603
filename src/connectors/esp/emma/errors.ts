import type { ErrorRow } from '../../sdk/index.ts'

/**
 * Emma's errors by their status alone: what stands in their bodies is not documented, so nothing of
 * it is shown. That 403 is a matter of pace, and not of rights, is ("Rate Limit Exceeded").
 */
export const errors: readonly ErrorRow[] = [
  {
    status: 403,
    failure: 'throttled',
    whoMustAct: 'vendor',
    sentence: 'Emma asks for a slower pace.',
    remedy: 'Homing slows down by itself.',
  },
  {
    status: 401,
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Emma does not accept the keys for this account.',
    remedy: 'Check the account id, the public key and the private key in the settings.',
  },
  {
    status: 404,
    failure: 'not_found',
    whoMustAct: 'homing',
    sentence: 'Emma does not know what was asked for, or it was deleted there.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Emma has a fault of its own.',
  },
  {
    status: '4xx',
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'Emma refused what was asked.',
  },
]
