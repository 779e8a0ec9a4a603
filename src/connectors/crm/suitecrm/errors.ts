import { asObject, type ErrorRow } from '../../sdk/index.ts'

/**
 * SuiteCRM tells its errors with status 200, as {name, number, description} (soap/
 * SoapErrorDefinitions.php). A number that is not here is refused, with its words.
 */
export const errors: readonly ErrorRow[] = [
  {
    ...told(11),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'SuiteCRM does not accept the session.',
    remedy: 'Check user name and password in the settings of the connection.',
  },
  {
    ...told(10, 1012),
    failure: 'unauthorised',
    whoMustAct: 'you',
    sentence: 'SuiteCRM does not accept the user name or the password.',
    remedy: 'Check both in the settings of the connection.',
  },
  {
    ...told(1008),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'The password of the user has expired at SuiteCRM.',
    remedy: 'Give the user a new password there, and enter it in the settings of the connection.',
  },
  {
    ...told(1009),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'SuiteCRM has locked the user out after too many wrong passwords.',
    remedy: 'Unlock the user there, and check the password in the settings of the connection.',
  },
  {
    ...told(40),
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'SuiteCRM does not permit this to the user.',
    remedy: 'Use an administrator of SuiteCRM, or give the user’s role access to the module.',
  },
  {
    ...told(20),
    failure: 'not_found',
    whoMustAct: 'you',
    sentence: 'SuiteCRM does not have a module that was asked for.',
  },
  {
    status: 200,
    when: (body) => ![null, 0].includes(numberIn(body)),
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'SuiteCRM refused what was asked.',
    words: wordsIn,
  },
  {
    // Everything goes to one address, so it is the address that is not there.
    status: 404,
    failure: 'unreadable',
    whoMustAct: 'you',
    sentence: 'There is no service of SuiteCRM below the address.',
    remedy: 'Check the address in the settings of the connection.',
  },
]

function told(...numbers: readonly number[]): Pick<ErrorRow, 'status' | 'when'> {
  return { status: 200, when: (body) => numbers.includes(numberIn(body) ?? Number.NaN) }
}

/** The number of an error; null where the answer is none. */
function numberIn(body: unknown): number | null {
  const told = asObject(body)
  const number = told?.['number']
  // An error that has no definition has its number in text ("-1").
  const value = typeof number === 'string' && /^-?\d{1,6}$/.test(number) ? Number(number) : number
  return typeof value === 'number' && typeof told?.['name'] === 'string' ? value : null
}

function wordsIn(body: unknown): string | undefined {
  const { name, description } = asObject(body) ?? {}
  const words = [name, description].filter((one) => typeof one === 'string' && one !== '')
  return words.length === 0 ? undefined : words.join(': ')
}
