import { workspaceIds } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import { beginDue } from './begin.ts'
import { sendDue } from './send.ts'

/** Workspaces a process sends views for at once. */
const PARALLEL = 1

/** Makes this process one that sends views by e-mail: looks every minute at what is due. */
export async function startSendings(homing: Homing): Promise<void> {
  await homing.jobs.work('sendings', PARALLEL, ({ workspaceId }) => sendDue(homing, workspaceId))
  await homing.jobs.work('sent_views', 1, () => lookAtAll(homing))
  await homing.jobs.everyMinute('sent_views')
}

async function lookAtAll(homing: Homing): Promise<void> {
  // Without a mail server nothing waits: what is due then is begun once there is one.
  if (homing.mail === undefined) return
  for (const workspaceId of await workspaceIds(homing.database)) {
    if (homing.ending?.aborted) return
    try {
      await homing.database.inWorkspace(workspaceId, (tx) => beginDue(tx, homing, workspaceId))
    } catch (error) {
      // One firm's look that fails must not leave the others without their mails.
      homing.log.error({ err: error, workspace: workspaceId }, 'a look for views to send failed')
    }
  }
}
