import { beginLaunch, forgetLaunch, noteLaunch, type Draft } from '../../campaigns/index.ts'
import { Failure, type LaunchVerb, type RemoteMailing } from '../../connectors/index.ts'
import { isCertain, within, type Telling } from './carry-out.ts'

/**
 * Sends a campaign at an ESP that tells nobody how one stands. The call is written down before it
 * is made, and never made again unless the ESP said that nothing was sent: what has no answer stays
 * in doubt, and the next look says so. Throws Failure where nothing was sent.
 */
export async function launch(
  { vendor, lease, homing }: Telling,
  verb: LaunchVerb,
  { draft, remote }: { draft: Draft; remote: RemoteMailing },
): Promise<void> {
  const lists = draft.lists.map(({ id }) => id)
  await verb.prepare(vendor, remote, lists)
  await within(lease, (tx) => beginLaunch(tx, lease.at, homing.now()))
  try {
    await verb.call(vendor, remote)
  } catch (error) {
    if (isCertain(error)) await within(lease, (tx) => forgetLaunch(tx, lease.at))
    if (isCertain(error) || !(error instanceof Failure)) throw error
    homing.log.warn({ err: error }, 'a launch was not answered')
    return
  }
  await within(lease, (tx) => noteLaunch(tx, lease.at))
}
