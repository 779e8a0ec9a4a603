import { asObject, type ErrorRow } from '../../sdk/index.ts'

/** SugarCRM tells its errors as {error, error_message}, with a status that fits. */
export const errors: readonly ErrorRow[] = [
  {
    status: 401,
    when: says('need_login'),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'SugarCRM does not accept the user name or the password.',
    remedy: 'Check both in the settings of the connection.',
  },
  {
    // A token that has ended is told in the words of a grant (README.md).
    status: 401,
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'SugarCRM does not accept the session.',
    remedy:
      'Check user name and password in the settings of the connection, and that nobody else works '
      + 'as that user.',
  },
  {
    status: 403,
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'SugarCRM does not permit this to the user.',
    remedy: 'Give the user’s role access to the module, or use an administrator.',
  },
  {
    status: 404,
    when: (body) => wordIn(body) !== null,
    failure: 'not_found',
    whoMustAct: 'you',
    sentence: 'SugarCRM does not have what was asked for.',
  },
  {
    // All that is not SugarCRM's own answer: it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no REST service of SugarCRM below the address.',
    remedy: 'Check the address in the settings of the connection.',
  },
  {
    status: 422,
    when: (body) => /INVALID_PLATFORM/i.test(JSON.stringify(body ?? '')),
    failure: 'refused',
    whoMustAct: 'you',
    sentence: 'SugarCRM does not know the platform of the settings.',
    remedy: 'Register the platform in SugarCRM’s administration, or use “base”.',
  },
  {
    status: 400,
    when: says('invalid_client'),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'SugarCRM does not let programs in: it refuses its own client “sugar”.',
    remedy: 'Look among the OAuth keys in SugarCRM’s administration.',
  },
  {
    status: '4xx',
    when: (body) => wordIn(body) !== null,
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'SugarCRM refused what was asked.',
    words: wordsIn,
  },
]

function says(word: string): (body: unknown) => boolean {
  return (body) => wordIn(body) === word
}

function wordIn(body: unknown): string | null {
  const word = asObject(body)?.['error']
  return typeof word === 'string' && word !== '' ? word : null
}

/** The message may be one for each field, as an object; an address in it is nobody's business. */
function wordsIn(body: unknown): string | undefined {
  const { error, error_message: message } = asObject(body) ?? {}
  const fields = Object.entries(asObject(message) ?? {})
  const told =
    typeof message === 'string' && message !== '' ? [message] : fields.map(([name]) => name)
  return [String(error), ...told].join(': ').replace(/\S+@\S+/g, '…')
}
