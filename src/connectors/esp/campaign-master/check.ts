import { Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { logIn } from './login.ts'
import { settingsOf } from './settings.ts'

type Line = Health['checks'][number]

/** Said with every check, for nothing of it can be asked for. */
export const BY_FILES: Line = {
  name: 'feedback',
  ok: true,
  sentence:
    'Nothing but the login of Campaign Master is documented well enough to be used: what happened '
    + 'to a mail comes home by files, in a connection for files with the preset Campaign Master.',
}

/** Looks by logging in. No name of the account is told: it is shown by its number. */
export async function check(vendor: Vendor): Promise<Health> {
  const line = await look(vendor)
  const account = `Client ${settingsOf(vendor.settings).clientId}`
  return { ok: line.ok, account, checks: [line, BY_FILES] }
}

async function look(vendor: Vendor): Promise<Line> {
  try {
    await logIn(vendor)
    return { name: 'login', ok: true, sentence: 'The login is accepted.' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name: 'connection', ok: false, sentence: error.message, remedy: error.remedy }
  }
}
