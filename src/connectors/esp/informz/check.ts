import { Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { askGrids, gridsIn } from './client.ts'
import { settingsOf } from './settings.ts'

type Line = Health['checks'][number]

/** Looks by asking. Informz tells nothing of the account itself: it is named after its brand. */
export async function check(vendor: Vendor): Promise<Health> {
  const { brandName, brandId } = settingsOf(vendor.settings)
  const checks: Line[] = []
  for (const probe of PROBES) {
    const line = await look(vendor, probe)
    checks.push(line)
    // Without a line or an authorisation every further question would get the same answer.
    if (!line.ok) break
  }
  const ok = checks.every((line) => line.ok)
  return { ok, account: `${brandName} (${brandId})`, checks }
}

const PROBES = [
  {
    name: 'mailings',
    type: 'mailing',
    field: 'mailing_id',
    good: 'Mailings and what happened to them can be read.',
  },
  {
    name: 'subscribers',
    type: 'subscriber',
    field: 'email',
    good: 'Subscribers and their opt-outs can be read.',
  },
]

async function look(vendor: Vendor, probe: (typeof PROBES)[number]): Promise<Line> {
  const { name, type, field, good } = probe
  try {
    const page = { sort: field, from: 1, rows: 1 }
    gridsIn(await askGrids(vendor, [{ type, fields: [field], page }]))
    return { name, ok: true, sentence: good }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name: 'connection', ok: false, sentence: error.message, remedy: error.remedy }
  }
}
