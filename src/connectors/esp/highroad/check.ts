import { asObject, Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { call, numberOf, textIn } from './client.ts'
import { settingsOf } from './settings.ts'
import { lists } from './lists.ts'
import { allUnsubLists } from './unsub-lists.ts'

type Line = Health['checks'][number]

/** Said with every check, for nothing of it can be asked for. */
export const BY_FILES: Line = {
  name: 'feedback',
  ok: true,
  sentence:
    'No call of HighRoad that tells what happened to a mail is documented: that comes home by '
    + 'files, in a connection for files with the preset HighRoad.',
}

/** Looks by asking; the account is named as the workspace is. */
export async function check(vendor: Vendor): Promise<Health> {
  let account = settingsOf(vendor.settings).account
  const checks: Line[] = []
  for (const probe of PROBES) {
    const { line, name } = await look(vendor, probe)
    if (name !== '') account = name
    checks.push(line)
    // Every further question would get the same answer.
    if (!line.ok) break
  }
  const ok = checks.every((line) => line.ok)
  return { ok, account, checks: [...checks, BY_FILES] }
}

interface Probe {
  name: string
  good: string
  /** Answers the name of the account, where that is told. */
  look(vendor: Vendor): Promise<string>
}

const PROBES: readonly Probe[] = [
  {
    name: 'workspace',
    good: 'The workspace can be read.',
    async look(vendor) {
      const { workspaceId } = settingsOf(vendor.settings)
      const workspace = asObject(await call(vendor, 'workspace.get', numberOf(workspaceId)))
      return workspace === null ? '' : textIn(workspace, 'name')
    },
  },
  {
    name: 'contacts',
    good: 'The core table can be read.',
    async look(vendor) {
      await call(vendor, 'coreTable.get', numberOf(settingsOf(vendor.settings).coreTableId))
      return ''
    },
  },
  {
    name: 'lists',
    good: 'Lists can be read.',
    async look(vendor) {
      await lists.page(vendor, null)
      return ''
    },
  },
  {
    name: 'opt_outs',
    good: 'Unsub lists can be read.',
    async look(vendor) {
      await allUnsubLists(vendor)
      return ''
    },
  },
]

async function look(vendor: Vendor, probe: Probe): Promise<{ line: Line; name: string }> {
  try {
    const name = await probe.look(vendor)
    return { name, line: { name: probe.name, ok: true, sentence: probe.good } }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { message: sentence, remedy } = error
    return { name: '', line: { name: 'connection', ok: false, sentence, remedy } }
  }
}
