import { asObject, type ErrorRow } from '../../sdk/index.ts'

const KEYS = {
  failure: 'unauthorised',
  whoMustAct: 'you',
  sentence: 'OpenCRM does not accept the keys.',
  remedy: 'Check both keys in the settings of the connection: OpenCRM’s support gives them out.',
} as const

/** OpenCRM tells its errors with status 200, as {"error": "…"}; the firewall before it does not. */
export const errors: readonly ErrorRow[] = [
  { status: 200, when: (body) => wordsIn(body) === 'Unauthorized', ...KEYS },
  {
    status: 200,
    when: (body) => wordsIn(body) !== undefined,
    failure: 'refused',
    whoMustAct: 'homing',
    sentence: 'OpenCRM refused what was asked.',
    words: wordsIn,
  },
  { status: 401, ...KEYS },
  {
    status: 403,
    failure: 'forbidden',
    whoMustAct: 'you',
    sentence: 'OpenCRM’s firewall lets no request of this server through.',
    remedy: 'Ask OpenCRM’s support whether the API is kept to certain addresses.',
  },
  {
    status: 404,
    failure: 'not_found',
    whoMustAct: 'you',
    sentence: 'OpenCRM has no such record, or no such function of its API.',
  },
]

/** The words of an error; undefined where the answer is none. A record may have any field. */
function wordsIn(body: unknown): string | undefined {
  const told = asObject(body)
  if (!told || 'id' in told || 'crmid' in told) return undefined
  return typeof told['error'] === 'string' ? told['error'] : undefined
}
