import { Failure, type Health, type Vendor } from '../../sdk/index.ts'
import { logsOf } from './log.ts'
import { settingsOf } from './settings.ts'

const NAME = 'Transmit log'

/** Looks whether the log can be read; where none was named, news is told or brought. */
export async function check(vendor: Vendor): Promise<Health> {
  const { log } = settingsOf(vendor.settings)
  if (log === '') {
    const sentence =
      'No log is read: nothing comes home before the HylaFAX server tells by its hook, or a log is '
      + 'brought as a file.'
    return { ok: true, account: '', checks: [{ name: NAME, ok: true, sentence }] }
  }
  try {
    await logsOf(vendor).read(log, null, vendor.now())
    const sentence = `The log ${log} can be read.`
    return { ok: true, account: log, checks: [{ name: NAME, ok: true, sentence }] }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { message: sentence, remedy } = error
    return { ok: false, account: log, checks: [{ name: NAME, ok: false, sentence, remedy }] }
  }
}
