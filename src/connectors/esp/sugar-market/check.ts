import { Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { contacts } from './contacts.ts'
import { settingsOf } from './settings.ts'

type Line = Health['checks'][number]

/** Said with every check, for nothing of it can be asked for. */
export const BY_FILES: Line = {
  name: 'feedback',
  ok: true,
  sentence:
    'How Sugar Market tells what happened to a mail is not documented: that comes home by files, '
    + 'in a connection for files with the preset Sugar Market.',
}

/** Looks by asking. No name of the account is told: it is shown by its user. */
export async function check(vendor: Vendor): Promise<Health> {
  const line = await look(vendor)
  return {
    ok: line.ok,
    account: settingsOf(vendor.settings).username,
    checks: [line, BY_FILES],
  }
}

async function look(vendor: Vendor): Promise<Line> {
  try {
    contacts.read((await contacts.page(vendor, null)).body)
    return { name: 'contacts', ok: true, sentence: 'Contacts and opt-outs can be read.' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name: 'connection', ok: false, sentence: error.message, remedy: error.remedy }
  }
}
