import { asObject, Failure, type Health, type JsonObject, type Vendor } from '../../sdk/index.ts'
import { LISTS, LOG, log, OWN_WORDS } from '../sugar-model/index.ts'
import { ADDRESSES, addresses } from './addresses.ts'
import { CAMPAIGNS } from './campaigns.ts'
import { ask } from './client.ts'
import { PEOPLE_MODULES, USERS } from './modules.ts'
import { settingsOf } from './settings.ts'
import { textIn } from './values.ts'

type Line = Health['checks'][number]

interface Needed {
  id: string
  what: string
  /** A condition on one that is not there is passed over without a word. */
  fields: readonly string[]
  /** What is written there, where something is. */
  writes?: { actions: readonly string[]; what: string }
}

const MODULES: readonly Needed[] = [
  {
    id: ADDRESSES,
    what: 'E-mail addresses and opt-outs',
    fields: [...addresses.fields, 'email_address_caps'],
    writes: { actions: ['edit'], what: 'Opt-outs' },
  },
  ...PEOPLE_MODULES.map(({ id, title }) => ({
    id,
    what: title,
    fields: ['id', 'date_modified', 'email'],
  })),
  { id: USERS, what: 'The addresses of owners', fields: ['id', 'email'] },
  { id: LISTS.module, what: 'Target lists', fields: LISTS.fields },
  {
    id: CAMPAIGNS,
    what: 'Campaigns',
    fields: ['id', 'name', 'start_date', 'end_date', 'content', 'campaign_type', 'status'],
    writes: { actions: ['create', 'edit'], what: 'Campaigns' },
  },
  {
    id: LOG,
    what: 'Logs of campaigns',
    fields: [...log.fields, 'target_type', 'archived', 'more_information'],
    writes: { actions: ['create', 'edit'], what: 'What targets did' },
  },
]

/** Looks by asking: what the user may do is told by what is denied, and modules by metadata. */
export async function check(vendor: Vendor): Promise<Health> {
  const { username, siteUrl } = settingsOf(vendor.settings)
  const account = `${username} at ${new URL(siteUrl).host}`
  try {
    const user = asObject((await ask(vendor, { method: 'GET', path: 'me' }))['current_user'])
    const checks: Line[] = []
    for (const needed of MODULES) checks.push(...(await look(vendor, needed, user?.['acl'])))
    if (checks.at(-1)!.ok) checks.push(await words(vendor))
    return { ok: checks.every((line) => line.ok), account, checks }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { message: sentence, remedy } = error
    return { ok: false, account, checks: [{ name: 'connection', ok: false, sentence, remedy }] }
  }
}

/** Asked one by one: what a module tells of itself is long. */
async function look(vendor: Vendor, needed: Needed, acl: unknown): Promise<Line[]> {
  const { id, what, fields, writes } = needed
  const query = { type_filter: 'modules', module_filter: id }
  const answer = await ask(vendor, { method: 'GET', path: 'metadata', query })
  const module = asObject(asObject(answer['modules'])?.[id])
  const denied = asObject(asObject(acl)?.[id]) ?? {}
  const isDenied = (action: string) => denied[action] === 'no'
  if (!module || ['access', 'list', 'view'].some(isDenied)) {
    const remedy = `Give the user’s role access to the module ${id}, or use an administrator.`
    return [{ name: id, ok: false, sentence: `${what} cannot be read.`, remedy }]
  }
  const known = asObject(module['fields']) ?? {}
  const missing = fields.filter((field) => !Object.hasOwn(known, field))
  if (missing.length > 0) {
    const sentence = `${what}: the module ${id} has no field ${missing.join(', ')}.`
    const remedy = 'Look at the module in SugarCRM’s Studio; the field may be called otherwise.'
    return [{ name: id, ok: false, sentence, remedy }]
  }
  const read = { name: id, ok: true, sentence: `${what} can be read.` }
  if (!writes) return [read]
  return [read, writing(id, writes, writes.actions.filter(isDenied))]
}

function writing(id: string, { what }: { what: string }, denied: readonly string[]): Line {
  const name = `${id}_written`
  if (denied.length === 0) return { name, ok: true, sentence: `${what} can be told.` }
  const rights = denied.join(', ')
  return {
    name,
    ok: false,
    sentence: `${what} cannot be told: the user has no right to ${rights} in ${id}.`,
    remedy: `Let the user’s role ${rights} in the module ${id}, or use an administrator.`,
  }
}

/** Whether the screens show what has no word of SugarCRM's own. It is kept in any case. */
async function words(vendor: Vendor): Promise<Line> {
  const options: JsonObject = await ask(vendor, {
    method: 'GET',
    path: `${LOG}/enum/activity_type`,
  })
  const missing = OWN_WORDS.filter((word) => textIn(options[word]) === '')
  if (missing.length === 0) {
    return { name: 'words', ok: true, sentence: 'Its screens show forwards and complaints, too.' }
  }
  return {
    name: 'words',
    ok: true,
    sentence:
      `What is told as ${missing.join(', ')} is kept, and SugarCRM’s screens do not show it: `
      + 'the dropdown list of its kinds of entries has no such value.',
  }
}
