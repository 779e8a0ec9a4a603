import { asObject, type ErrorRow } from '../../sdk/index.ts'

const HOUR_MS = 3_600_000

/**
 * Salesforce tells its errors as [{message, errorCode, fields}], and those of the sign-in as
 * {error, error_description}. What is not here is judged by its status.
 */
export const errors: readonly ErrorRow[] = [
  {
    status: 401,
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Salesforce does not accept the session.',
    remedy: 'Check key and secret in the settings, and the user that the app runs as.',
  },
  {
    status: 400,
    when: (body) => /^invalid_client(_id|_credentials)?$/.test(signInError(body)),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Salesforce does not accept the consumer key or the secret.',
    remedy: 'Check both in the settings of the connection, and that the app is active.',
  },
  {
    status: 400,
    when: (body) => signInError(body) !== '',
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Salesforce does not sign the app in.',
    remedy:
      'Switch on the client credentials flow in the app, name the user it runs as, and use the '
      + 'address under “My Domain”.',
    words: wordsIn,
  },
  {
    status: 403,
    when: (body) => isCoded(body, 'REQUEST_LIMIT_EXCEEDED') && /concurrent/i.test(wordsIn(body)),
    failure: 'throttled',
    whoMustAct: 'vendor',
    sentence: 'Too many long requests are under way at Salesforce.',
  },
  {
    status: 403,
    when: (body) => isCoded(body, 'REQUEST_LIMIT_EXCEEDED'),
    failure: 'quota_exceeded',
    whoMustAct: 'you',
    sentence: 'The requests that your Salesforce may be asked in 24 hours are spent.',
    remedy: 'Homing tries again in an hour. Look in its setup which app asks so much.',
    // The last 24 hours count, not a day: some become free all the time.
    waitMs: () => HOUR_MS,
  },
  {
    status: 403,
    when: (body) => isCoded(body, 'API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'The API of your Salesforce is switched off.',
    remedy: 'Its edition must have the API, and the user the permission “API Enabled”.',
  },
  {
    status: 403,
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'Salesforce does not let the user do this.',
    remedy: 'Give the user that the app runs as a permission set for it.',
    words: wordsIn,
  },
  {
    status: 404,
    failure: 'not_found',
    whoMustAct: 'you',
    sentence: 'Salesforce does not have this, or does not show it to the user.',
    remedy: 'Give the user that the app runs as access to it.',
    words: wordsIn,
  },
  {
    status: 503,
    when: (body) => isCoded(body, 'SERVER_UNAVAILABLE'),
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Salesforce is too busy, or being maintained.',
  },
  {
    status: 400,
    when: (body) => isCoded(body, 'UNABLE_TO_LOCK_ROW', 'QUERY_TIMEOUT'),
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Salesforce is busy with these records.',
  },
  {
    status: 400,
    when: (body) => isCoded(body, 'INVALID_TYPE', 'INVALID_FIELD'),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'Salesforce does not show the user what was asked for.',
    remedy: 'Give the user that the app runs as access to it.',
    words: wordsIn,
  },
  {
    status: 400,
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'Salesforce refused what was asked.',
    words: wordsIn,
  },
]

function told(body: unknown): Record<string, unknown>[] {
  return Array.isArray(body) ? body.map((one) => asObject(one) ?? {}) : []
}

function isCoded(body: unknown, ...codes: string[]): boolean {
  return told(body).some(({ errorCode }) => codes.includes(String(errorCode)))
}

function signInError(body: unknown): string {
  const error = asObject(body)?.['error']
  return typeof error === 'string' ? error : ''
}

function wordsIn(body: unknown): string {
  const said = asObject(body)?.['error_description']
  if (typeof said === 'string') return said
  return told(body)
    .map(({ message }) => message)
    .filter((message) => typeof message === 'string')
    .join(' ')
}
