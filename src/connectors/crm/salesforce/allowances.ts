/** What of a day's jobs is left to an organization, as it tells itself. */
import { asObject, Failure, type Vendor } from '../../sdk/index.ts'
import { ask, objectOf } from './client.ts'

/** Batches of jobs that write, and jobs that read, by their names at /limits (Bulk API 2.0). */
const ALLOWANCES = ['DailyBulkApiBatches', 'DailyBulkV2QueryJobs'] as const
/** This share of a day's is left to the firm's other apps. */
const LEFT_SHARE_MIN = 0.2

/** Throws Failure('refused') where the jobs of the last 24 hours are nearly used up. */
export async function assertJobsLeft(vendor: Vendor): Promise<void> {
  const limits = objectOf(await ask(vendor, { path: '/limits' }))
  for (const name of ALLOWANCES) {
    const { Max: max, Remaining: left } = asObject(limits[name]) ?? {}
    // What is not told is not limited, as far as anybody knows.
    if (typeof max !== 'number' || typeof left !== 'number') continue
    if (left < max * LEFT_SHARE_MIN) {
      throw new Failure('refused', 'The jobs that Salesforce does in 24 hours are nearly spent.', {
        whoMustAct: 'you',
        remedy: 'Homing tells in small parts meanwhile. Look there which app has so many done.',
      })
    }
  }
}
