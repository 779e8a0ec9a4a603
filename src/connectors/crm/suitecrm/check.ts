import { asObject, Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { DROPDOWN, LOG, OWN_WORDS } from '../sugar-model/index.ts'
import { ADDRESSES } from './addresses.ts'
import { CAMPAIGNS } from './campaigns.ts'
import { ask } from './client.ts'
import { pageById, recordsIn } from './entry-list.ts'
import { PEOPLE_MODULES } from './modules.ts'
import { settingsOf } from './settings.ts'
import { isYes, literal } from './values.ts'

type Line = Health['checks'][number]

const MODULES = [
  { id: ADDRESSES, what: 'E-mail addresses and opt-outs' },
  ...PEOPLE_MODULES.map(({ id, title }) => ({ id, what: title })),
  { id: 'ProspectLists', what: 'Target lists' },
  { id: CAMPAIGNS, what: 'Campaigns' },
  { id: LOG, what: 'Logs of campaigns' },
]

/** Looks by asking. The account is named after its user and the site: SuiteCRM tells no name. */
export async function check(vendor: Vendor): Promise<Health> {
  const { username, siteUrl } = settingsOf(vendor.settings)
  const checks: Line[] = []
  for (const module of MODULES) {
    const line = await look(vendor, module)
    checks.push(line)
    // Without a line or a session every further question would get the same answer.
    if (!line.ok && line.name === 'connection') break
  }
  if (checks.every(({ name }) => name !== 'connection')) {
    if (checks.at(-1)!.ok) checks.push(await words(vendor))
    checks.push(...(await rights(vendor)))
  }
  return {
    ok: checks.every((line) => line.ok),
    account: `${username} at ${new URL(siteUrl).host}`,
    checks,
  }
}

async function look(vendor: Vendor, { id, what }: { id: string; what: string }): Promise<Line> {
  try {
    await ask(vendor, 'get_module_fields', { module_name: id, fields: ['id', 'date_modified'] })
    return { name: id, ok: true, sentence: `${what} can be read.` }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { kind, message: sentence, remedy } = error
    if (kind === 'forbidden') {
      const remedy = `Give the user’s role access to the module ${id}, or use an administrator.`
      return { name: id, ok: false, sentence: `${what}: the user may not read them.`, remedy }
    }
    if (kind === 'not_found') {
      const remedy = `Look in SuiteCRM’s administration whether ${id} is among its modules.`
      return { name: id, ok: false, sentence: `${what}: SuiteCRM has no such module.`, remedy }
    }
    return { name: 'connection', ok: false, sentence, remedy }
  }
}

/** Whether the screens show what has no word of SuiteCRM's own. It is kept in any case. */
async function words(vendor: Vendor): Promise<Line> {
  const asked = { module_name: LOG, fields: ['activity_type'] }
  const { module_fields: fields } = await ask(vendor, 'get_module_fields', asked)
  const options = asObject(asObject(asObject(fields)?.['activity_type'])?.['options']) ?? {}
  const missing = OWN_WORDS.filter((word) => !Object.hasOwn(options, word))
  if (missing.length === 0) {
    return { name: 'words', ok: true, sentence: 'Its screens show forwards and complaints, too.' }
  }
  return {
    name: 'words',
    ok: true,
    sentence:
      `What is told as ${missing.join(', ')} is kept, and SuiteCRM’s screens do not show it: `
      + `the dropdown list ${DROPDOWN} has no such value.`,
  }
}

/**
 * E-mail addresses and logs of campaigns are among the modules that none but administrators may
 * write to (include/modules.php: modInvisList). Where the user is not told, nothing is said.
 */
async function rights(vendor: Vendor): Promise<Line[]> {
  const where = `users.user_name = ${literal(settingsOf(vendor.settings).username)}`
  const listing = { module: 'Users', fields: ['id', 'is_admin'], where }
  try {
    const [user] = recordsIn((await pageById(vendor, listing, null)).body)
    const told = asObject(user)?.['is_admin']
    if (told === undefined) return []
    if (isYes(told)) {
      return [
        { name: 'opt_outs', ok: true, sentence: 'Opt-outs can be told.' },
        { name: 'activities', ok: true, sentence: 'What targets did can be told.' },
      ]
    }
  } catch (error) {
    if (error instanceof Failure && ['forbidden', 'not_found'].includes(error.kind)) return []
    throw error
  }
  return [
    {
      name: 'opt_outs',
      ok: false,
      sentence: 'Opt-outs cannot be told: the user is no administrator.',
      remedy: 'Use an administrator of SuiteCRM: it takes an opt-out of an address from no other.',
    },
    {
      name: 'activities',
      ok: false,
      sentence: 'What targets did cannot be told: the user is no administrator.',
      remedy: 'Use an administrator of SuiteCRM: it lets no other write to a campaign’s log.',
    },
  ]
}
