import { asObject, cleanText, Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { getJson } from './client.ts'

export const SCOPES = [
  {
    name: 'contact_data',
    why: 'It lets Homing read opt-outs, contacts and lists, and tell opt-outs.',
  },
  {
    name: 'campaign_data',
    why: 'It lets Homing make and read campaigns, and read what happened to each mail.',
  },
  { name: 'account_read', why: 'It lets Homing show which account is connected.' },
  { name: 'offline_access', why: 'It lets Homing go on without somebody signing in every day.' },
]

/** What the user behind the grant must be allowed (contract, x-authorization-privileges). */
const PRIVILEGES = [
  'account:read',
  'campaign:read',
  'ui:campaign:metrics',
  'contacts:read',
  'contacts:lists:read',
  'contacts:lists:write',
  'contacts:write',
]

/** Without these everything comes home as before, and no campaign is made here. */
const PRIVILEGES_TO_MAKE = ['campaign:write', 'campaign:send', 'campaign:delete']

type Line = Health['checks'][number]

/** Looks by asking: a grant is judged by what it opens, never by what its token claims. */
export async function check(vendor: Vendor): Promise<Health> {
  let account = ''
  const probes: (() => Promise<Line>)[] = [
    () =>
      probe(vendor, 'account_read', '/account/summary', (body) => {
        const summary = asObject(body)
        account =
          cleanText(summary?.['organization_name'])
          ?? cleanText(summary?.['encoded_account_id'])
          ?? ''
        const sentence = account === '' ? 'The account has no name.' : `The account is ${account}.`
        return sentence
      }),
    () => checkPrivileges(vendor),
    () => probe(vendor, 'contact_data', '/contacts', () => 'Contacts and opt-outs can be read.'),
    () =>
      probe(vendor, 'campaign_data', '/emails', () => 'Campaigns and their feedback can be read.'),
  ]
  const checks: Line[] = []
  for (const ask of probes) {
    try {
      checks.push(await ask())
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      checks.push({ name: 'connection', ok: false, sentence: error.message, remedy: error.remedy })
      // Without a line or a grant every further question would get the same answer.
      break
    }
  }
  const renewal = checkRenewal(vendor)
  if (renewal && checks.length === probes.length) checks.push(renewal)
  return { ok: checks.every((line) => line.ok), account, checks }
}

async function probe(
  vendor: Vendor,
  scope: string,
  path: string,
  told: (body: unknown) => string,
): Promise<Line> {
  const query = path === '/account/summary' ? undefined : { limit: 1 }
  try {
    return { name: scope, ok: true, sentence: told(await getJson(vendor, path, query)) }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'forbidden') throw error
    const why = SCOPES.find(({ name }) => name === scope)!.why
    return {
      name: scope,
      ok: false,
      sentence: `The scope ${scope} is missing. ${why}`,
      remedy: `Authorise again and grant ${scope}; the application must be allowed to ask for it.`,
    }
  }
}

/** Needs no scope, so it also answers where scopes are missing. */
async function checkPrivileges(vendor: Vendor): Promise<Line> {
  const name = 'privileges'
  try {
    const body = await getJson(vendor, '/account/user/privileges')
    const held = (Array.isArray(body) ? body : []).map((p) => asObject(p)?.['privilege_name'])
    const missing = PRIVILEGES.filter((privilege) => !held.includes(privilege))
    if (missing.length === 0) {
      const unable = PRIVILEGES_TO_MAKE.filter((privilege) => !held.includes(privilege))
      const less = `But for campaigns made here: ${unable.join(', ')} would be needed.`
      const sentence = 'The user has every privilege that is needed.'
      return { name, ok: true, sentence: unable.length === 0 ? sentence : `${sentence} ${less}` }
    }
    return {
      name,
      ok: false,
      sentence: `The user who authorised lacks ${missing.join(', ')}.`,
      remedy: 'Let an account owner or manager authorise the connection.',
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'forbidden') throw error
    return {
      name,
      ok: false,
      sentence: 'Constant Contact does not tell the privileges: the application is switched off.',
      remedy: 'Switch it on in My Applications at Constant Contact.',
    }
  }
}

/** The only scope no question can prove; said when it is known that no refresh token came. */
function checkRenewal({ granted }: Vendor): Line | null {
  if (!granted) return null
  const name = 'offline_access'
  if (granted.hasRefreshToken) {
    return { name, ok: true, sentence: 'The authorisation renews itself.' }
  }
  return {
    name,
    ok: false,
    sentence: 'The scope offline_access is missing: the authorisation ends within a day.',
    remedy: 'Authorise again and grant offline_access.',
  }
}
