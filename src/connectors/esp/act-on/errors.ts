import { asObject, type ErrorRow } from '../../sdk/index.ts'

/**
 * Act-On's errors. Its own bodies are {errorCode, message}; the gateway before it answers
 * {httpCode, httpMessage, moreInformation}. How it says that it was asked too fast is documented
 * nowhere (README.md, "Pace"), so a status alone decides there.
 */
export const errors: readonly ErrorRow[] = [
  {
    status: 429,
    failure: 'throttled',
    whoMustAct: 'vendor',
    sentence: 'Act-On asks for a slower pace.',
    remedy: 'Homing slows down by itself.',
  },
  {
    status: 401,
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'Act-On no longer accepts the authorisation.',
    remedy: 'Check the user name, the password and the client id in the settings.',
  },
  {
    status: 403,
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'Act-On does not permit this to the user who signed in.',
    remedy: 'Use a user of Act-On with the rights of an administrator.',
  },
  ...[400, 404].map((status): ErrorRow => ({
    status,
    when: (body) => GONE.includes(codeOf(body)),
    failure: 'not_found',
    whoMustAct: 'homing',
    sentence: 'Act-On does not know what was asked for, or it was deleted there.',
  })),
  {
    status: 404,
    failure: 'not_found',
    whoMustAct: 'homing',
    sentence: 'Act-On does not know what was asked for.',
  },
  {
    status: '5xx',
    failure: 'temporary',
    whoMustAct: 'vendor',
    sentence: 'Act-On has a fault of its own.',
  },
  {
    status: '4xx',
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'Act-On refused what was asked.',
    words: (body) => wordsOf(body),
  },
]

/** API reference: a list, a contact, a job, a message, an id that is not there (any more). */
const GONE: readonly unknown[] = [10004, 10008, 10017, 10030, 10054]

function codeOf(body: unknown): unknown {
  return asObject(body)?.['errorCode']
}

function wordsOf(body: unknown): string | undefined {
  const error = asObject(body)
  const words = error?.['message'] ?? error?.['moreInformation'] ?? error?.['httpMessage']
  return typeof words === 'string' && words !== '' ? words : undefined
}
