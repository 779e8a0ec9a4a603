import { asObject, Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { ask, objectOf } from './client.ts'
import { findShape, type Shape } from './describe.ts'
import { BOUNCED_AT, BOUNCED_WHY, OPT_OUT, PEOPLE_MODULES, PERSON_MODULES } from './modules.ts'
import { recordKindOf, type RecordKind } from './records.ts'
import { settingsOf } from './settings.ts'
import { textIn } from './values.ts'

type Line = Health['checks'][number]

/** Looks at what this installation has for the user that the app runs as. */
export async function check(vendor: Vendor): Promise<Health> {
  const host = new URL(settingsOf(vendor.settings).siteUrl).host
  const checks: Line[] = []
  try {
    checks.push(await requests(vendor))
    for (const { id, title } of PEOPLE_MODULES) checks.push(await readable(vendor, id, title))
    checks.push(await readable(vendor, 'Campaign', 'Campaigns'))
    for (const module of PERSON_MODULES) checks.push(...(await flags(vendor, module)))
    checks.push(...(await activities(vendor)))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { message: sentence, remedy } = error
    checks.push({ name: 'connection', ok: false, sentence, remedy })
  }
  return { ok: checks.every((line) => line.ok), account: host, checks }
}

/** How many requests are left of 24 hours: people and other apps spend of the same. */
async function requests(vendor: Vendor): Promise<Line> {
  const limits = objectOf(await ask(vendor, { path: '/limits' }))
  const { Max: max, Remaining: left } = asObject(limits['DailyApiRequests']) ?? {}
  const sentence =
    Number.isSafeInteger(max) && Number.isSafeInteger(left)
      ? `${left} of ${max} requests of 24 hours are left.`
      : 'The API answers.'
  return { name: 'requests', ok: true, sentence }
}

async function readable(vendor: Vendor, object: string, what: string): Promise<Line> {
  const shape = await findShape(vendor, object)
  if (shape) return { name: object, ok: true, sentence: `${what} can be read.` }
  const remedy = `Give the user that the app runs as a permission set that reads ${object}.`
  return { name: object, ok: false, sentence: `${what}: the user may not read them.`, remedy }
}

async function flags(vendor: Vendor, module: string): Promise<Line[]> {
  const shape = await findShape(vendor, module)
  if (!shape) return []
  const opt = shape.fields.get(OPT_OUT)
  const name = `${module}.${OPT_OUT}`
  const remedy = `Let the user that the app runs as see and edit it (field-level security).`
  const lines: Line[] = []
  if (!opt) {
    lines.push({ name, ok: false, sentence: 'Who opted out cannot be read.', remedy })
  } else if (!opt.mayUpdate) {
    lines.push({ name, ok: false, sentence: 'Opt-outs cannot be told.', remedy })
  } else lines.push({ name, ok: true, sentence: 'Opt-outs can be read and told.' })
  const bounces = `${module}.${BOUNCED_AT}`
  return [...lines, { name: bounces, ok: true, sentence: bouncesOf(shape) }]
}

function bouncesOf({ fields }: Shape): string {
  if (!fields.has(BOUNCED_AT)) return 'Salesforce shows no bounces; none are read or told.'
  return [BOUNCED_AT, BOUNCED_WHY].every((field) => fields.get(field)?.mayUpdate)
    ? 'Dead addresses can be read and told.'
    : 'Dead addresses can be read, and not told: the user may not edit them.'
}

const WRITTEN = ['Campaign', 'CampaignMember', 'CampaignMemberStatus']

async function activities(vendor: Vendor): Promise<Line[]> {
  const lines: Line[] = []
  for (const object of WRITTEN) lines.push(writable(object, await findShape(vendor, object)))
  try {
    const kind = await recordKindOf(vendor)
    if (kind === null) {
      const sentence = 'As the settings say, members of campaigns alone are written.'
      return [...lines, { name: 'records', ok: true, sentence }]
    }
    return [...lines, await recordLine(vendor, kind)]
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'refused') throw error
    const { message: sentence, remedy } = error
    return [...lines, { name: 'records', ok: false, sentence, remedy }]
  }
}

async function recordLine(vendor: Vendor, kind: RecordKind): Promise<Line> {
  const line = writable(kind.object, await findShape(vendor, kind.object))
  if (!line.ok) return line
  const sentence = `What targets did is told as ${kind.object}.`
  return { name: textIn(kind.object), ok: true, sentence }
}

function writable(object: string, shape: Shape | null): Line {
  const name = `${object}, to write`
  if (shape?.mayCreate && shape.mayUpdate) {
    return { name, ok: true, sentence: 'What targets did can be told.' }
  }
  return {
    name,
    ok: false,
    sentence: `What targets did cannot be told: the user may not write ${object}.`,
    remedy:
      `Give the user that the app runs as the right to create and edit ${object}; of campaigns it `
      + 'must be a marketing user.',
  }
}
