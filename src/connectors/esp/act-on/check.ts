import { cleanText, Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { getJson } from './client.ts'
import { settingsOf } from './settings.ts'

type Line = Health['checks'][number]

/** Looks by asking. */
export async function check(vendor: Vendor): Promise<Health> {
  const checks: Line[] = []
  for (const probe of PROBES) {
    const line = await look(vendor, probe)
    checks.push(line)
    // Without a line or an authorisation every further question would get the same answer.
    if (!line.ok && line.name === 'connection') break
  }
  const { username } = settingsOf(vendor.settings)
  const isReached = checks.every((line) => line.name !== 'connection')
  return {
    ok: checks.every((line) => line.ok),
    account: isReached ? await accountOf(vendor) : username,
    checks,
  }
}

/**
 * What the account is called (help 360061397854). That question is not in the reference: where it
 * is not answered, the account is named after its user.
 */
async function accountOf(vendor: Vendor): Promise<string> {
  const { username } = settingsOf(vendor.settings)
  try {
    return cleanText((await getJson(vendor, '/account'))['account_name']) ?? username
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return username
  }
}

const PROBES = [
  {
    name: 'messages',
    path: '/message',
    query: { type: 'SENT', count: 1, offset: 0 },
    good: 'Messages and their reports can be read.',
    bad: 'The user may not read messages.',
  },
  {
    name: 'opt_outs',
    path: '/list/optout',
    query: { count: 1, offset: 0 },
    good: 'Opt-outs can be read.',
    bad: 'The user may not read the opt-out list.',
  },
  {
    name: 'lists',
    path: '/list',
    query: { listingtype: 'contact_list', count: 1, offset: 0 },
    good: 'Lists and contacts can be read.',
    bad: 'The user may not read lists.',
  },
]

async function look(vendor: Vendor, probe: (typeof PROBES)[number]): Promise<Line> {
  const { name, path, query, good, bad } = probe
  try {
    await getJson(vendor, path, query)
    return { name, ok: true, sentence: good }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.kind !== 'forbidden') {
      return { name: 'connection', ok: false, sentence: error.message, remedy: error.remedy }
    }
    const remedy = 'Sign in with a user of Act-On that has the rights of an administrator.'
    return { name, ok: false, sentence: bad, remedy }
  }
}
