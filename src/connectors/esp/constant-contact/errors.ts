import { asObject, type ErrorRow } from '../../sdk/index.ts'

/**
 * Constant Contact's errors. Bodies are an array of {error_key, error_message}, or one such object
 * for 401, 403 and 429 (API guide, "Rate limits" and the contract's definitions). Neither
 * Retry-After nor a remaining count is documented.
 */
export const errors: readonly ErrorRow[] = [
  {
    status: 429,
    when: (body) =>
      spoken(body).some((e) => e.key === 'quota_exceeded' || /limit exceeded/i.test(e.message)),
    failure: 'quota_exceeded',
    whoMustAct: 'vendor',
    sentence: "The day's 10,000 requests of this Constant Contact application are spent.",
    remedy: 'Homing goes on after 00:00 UTC.',
    waitMs: untilNextUtcDay,
  },
  {
    status: 429,
    failure: 'throttled',
    whoMustAct: 'vendor',
    sentence: 'Constant Contact asks for a slower pace.',
    remedy: 'Homing slows down by itself.',
  },
  {
    status: 401,
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Constant Contact no longer accepts the authorisation.',
    remedy: 'Authorise the connection again.',
  },
  {
    // The vendor's own 403 says why. One that says nothing comes from a gateway before it.
    status: 403,
    when: (body) => spoken(body).length === 0,
    failure: 'throttled',
    whoMustAct: 'vendor',
    sentence: 'Constant Contact refuses without a word (403), as gateways do when asked too fast.',
    remedy: 'Homing slows down by itself. If it stays so for hours, check the connection.',
  },
  {
    status: 403,
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence:
      'Constant Contact does not permit this: the grant lacks a scope, the user lacks a privilege, '
      + 'or the application was switched off.',
    remedy: 'Check the connection to see which, then authorise again with an account owner.',
  },
  {
    status: 404,
    failure: 'not_found',
    whoMustAct: 'homing',
    sentence: 'Constant Contact does not know what was asked for, or it was deleted there.',
  },
  {
    // The contract names no error_key for it; only lists have names here.
    status: 409,
    when: (body) =>
      spoken(body).some((e) => /\blist\b/i.test(e.message + e.key.replace(/[._]/g, ' '))),
    failure: 'refused',
    whoMustAct: 'you',
    sentence: 'Constant Contact has a list of this name already.',
    remedy: 'Choose that list, or another name.',
  },
  {
    status: 409,
    failure: 'refused',
    whoMustAct: 'you',
    sentence:
      'Constant Contact has another contact with this address, or the contact was changed there at '
      + 'the same moment.',
    remedy: 'Homing tries again. If it stays, merge the two contacts at Constant Contact.',
  },
  {
    status: 503,
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Constant Contact is not available at the moment.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Constant Contact has a fault of its own.',
  },
  {
    status: '4xx',
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'Constant Contact refused what was asked.',
    words: (body) => spoken(body).find((e) => e.message !== '')?.message,
  },
]

const DAY_MS = 86_400_000

function untilNextUtcDay(now: number): number {
  return DAY_MS - (now % DAY_MS)
}

const SPOKEN_MAX = 20

function spoken(body: unknown): { key: string; message: string }[] {
  const list = Array.isArray(body) ? body.slice(0, SPOKEN_MAX) : [body]
  return list.flatMap((entry) => {
    const error = asObject(entry)
    if (!error) return []
    const { error_key: key, error_message: message } = error
    return [
      {
        key: typeof key === 'string' ? key : '',
        message: typeof message === 'string' ? message : '',
      },
    ]
  })
}
