import { Failure, type Health } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Place } from './sealed.ts'
import { openVendor } from './vendor.ts'

/** A person waits for the answer. */
const CHECK_MS_MAX = 60_000

/**
 * Looks at the account now and keeps what was seen. A vendor that cannot be asked is a finding, not
 * an error. Throws Refused 404 where the connection is not there.
 */
export async function checkHealth(
  homing: Homing,
  place: Place,
  signal?: AbortSignal,
): Promise<Health> {
  const deadline = AbortSignal.timeout(CHECK_MS_MAX)
  const { connector, vendor } = await openVendor(homing, place.workspaceId, place.connectionId, {
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    purpose: 'person',
  })
  let health: Health
  try {
    health = await connector.check(vendor)
  } catch (error) {
    health = unwell(connector.title, asFailure(error, deadline, connector.title))
  }
  await homing.database.inWorkspace(place.workspaceId, (tx) =>
    tx
      .updateTable('connection')
      .set({ health: JSON.stringify(health), health_at: new Date(homing.now()) })
      .where('id', '=', place.connectionId)
      .where('deleted_at', 'is', null)
      .execute(),
  )
  return health
}

/** Throws what is no failure of the vendor's: a bug, or that the caller went away. */
function asFailure(error: unknown, deadline: AbortSignal, title: string): Failure {
  if (error instanceof Failure) return error
  if (!deadline.aborted) throw error
  return new Failure(
    'temporary',
    `${title} did not answer within ${CHECK_MS_MAX / 1000} seconds.`,
    {
      whoMustAct: 'vendor',
      cause: error,
    },
  )
}

function unwell(title: string, failure: Failure): Health {
  const name = failure.kind === 'unauthorised' ? 'Authorisation' : title
  const { message: sentence, remedy } = failure
  return {
    ok: false,
    account: '',
    checks: [{ name, ok: false, sentence, ...(remedy === '' ? {} : { remedy }) }],
  }
}
