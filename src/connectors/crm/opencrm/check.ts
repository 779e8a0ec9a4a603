import { asObject, Failure, type Health, type JsonObject, type Vendor } from '../../sdk/index.ts'
import { ask } from './client.ts'
import { MODULES } from './modules.ts'
import { recordsOf, search } from './record-list.ts'
import { settingsOf } from './settings.ts'
import { condition } from './values.ts'

type Line = Health['checks'][number]

/** No activity has this mark: what is found by it is found whatever is asked for. */
const NOBODYS_MARK = '00000000-0000-0000-0000-000000000000'

/** Looks by asking. The account is named after its address: OpenCRM tells no name. */
export async function check(vendor: Vendor): Promise<Health> {
  const checks: Line[] = []
  for (const module of [...MODULES, { id: 'user', title: 'Users, who own people' }]) {
    const { line, first } = await look(vendor, module)
    checks.push(line)
    // Without an API every further question would get the same answer.
    if (line.name === 'connection') break
    if (first !== null && module.id !== 'user') checks.push(...flags(module, first))
  }
  if (checks.every(({ name }) => name !== 'connection')) checks.push(await searching(vendor))
  const account = new URL(settingsOf(vendor.settings).siteUrl).host
  return { ok: checks.every((line) => line.ok), account, checks }
}

interface Looked {
  line: Line
  first: JsonObject | null
}

async function look(vendor: Vendor, { id, title }: { id: string; title: string }): Promise<Looked> {
  try {
    const answer = await ask(vendor, `get_${id}_list_full`, { limit_start: 0, limit_end: 1 })
    const [first = null] = recordsOf(answer)
    const line = { name: id, ok: true, sentence: `${title} can be read.` }
    return { line, first: asObject(first) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { line: failed(error, { id, title }), first: null }
  }
}

function failed(error: Failure, { id, title }: { id: string; title: string }): Line {
  const { kind, message: sentence, remedy } = error
  if (kind === 'not_found' && id === MODULES[0]!.id) {
    const sentence = 'There is no API of OpenCRM below the address.'
    const remedy = 'Check the address; the API is off until OpenCRM’s support switches it on.'
    return { name: 'connection', ok: false, sentence, remedy }
  }
  if (kind === 'not_found' && id === 'user') {
    const sentence = 'Users cannot be read: people come home without their owners.'
    const remedy = 'Ask OpenCRM’s support for the functions of users; all else works without them.'
    return { name: id, ok: false, sentence, remedy }
  }
  if (kind === 'not_found' || kind === 'refused') {
    const remedy = 'Ask OpenCRM’s support whether this part of the API is switched on.'
    return { name: id, ok: false, sentence: `${title} cannot be read.`, remedy }
  }
  return { name: 'connection', ok: false, sentence, remedy }
}

/** What this installation has of the switches, told by its first record. */
function flags({ id, title }: { id: string; title: string }, first: JsonObject): Line[] {
  if (!('do_not_email' in first)) {
    return [
      {
        name: `${id}.do_not_email`,
        ok: false,
        sentence: `${title} have no field do_not_email: opt-outs are neither read nor told.`,
        remedy: 'Ask OpenCRM’s support to bring the field back.',
      },
    ]
  }
  const sentence =
    'email_bounced' in first
      ? `${title}: opt-outs can be told, and bounces that OpenCRM knows come home.`
      : `${title}: opt-outs can be told; bounces are not known here: there is no field for them.`
  return [{ name: `${id}.do_not_email`, ok: true, sentence }]
}

/** Activities are found again by a mark in their text: without it each would be made anew. */
async function searching(vendor: Vendor): Promise<Line> {
  const name = 'activities'
  try {
    const query = condition('description', 'CONTAINS', NOBODYS_MARK)!
    const found = await search(vendor, 'activity', query)
    if (found.length === 0) return { name, ok: true, sentence: 'What targets did can be told.' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (!['refused', 'not_found', 'unreadable'].includes(error.kind)) {
      const { message: sentence, remedy } = error
      return { name: 'connection', ok: false, sentence, remedy }
    }
  }
  return {
    name,
    ok: false,
    sentence: 'What targets did cannot be told: activities are not found by their text.',
    remedy: 'Switch telling of activities off, and ask OpenCRM’s support about query_string.',
  }
}
