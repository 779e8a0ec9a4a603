import { Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { getJson } from './client.ts'
import { settingsOf } from './settings.ts'

type Line = Health['checks'][number]

/**
 * Looks by asking. No right to a part of an account is documented, so whatever is not answered is
 * told as it came. Emma tells no name of the account: it is shown by its number.
 */
export async function check(vendor: Vendor): Promise<Health> {
  const checks: Line[] = []
  for (const probe of PROBES) {
    const line = await look(vendor, probe)
    checks.push(line)
    // Every further question would get the same answer.
    if (!line.ok) break
  }
  return {
    ok: checks.every((line) => line.ok),
    account: `Account ${settingsOf(vendor.settings).accountId}`,
    checks,
  }
}

const PROBES = [
  {
    name: 'mailings',
    path: '/mailings',
    good: 'Mailings and what happened to them can be read.',
  },
  { name: 'members', path: '/members', good: 'Members and opt-outs can be read.' },
  { name: 'groups', path: '/groups', good: 'Groups can be read.' },
]

async function look(vendor: Vendor, { name, path, good }: (typeof PROBES)[number]): Promise<Line> {
  try {
    await getJson(vendor, path, { count: 'true' })
    return { name, ok: true, sentence: good }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name: 'connection', ok: false, sentence: error.message, remedy: error.remedy }
  }
}
