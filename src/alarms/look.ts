import { sql } from 'kysely'
import { workspaceIds } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { resumeOutbox } from '../outbox/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { resumeWebhooks } from '../webhooks/index.ts'
import { sendDigests } from './digest.ts'
import { gather } from './gather.ts'
import { noteNews } from './gather-campaigns.ts'
import { settleEpisodes } from './episodes.ts'
import { judgeAll } from './rules/index.ts'
import { tellOf } from './tell.ts'

/** A workspace is looked at once a minute at most, however many processes there are. */
const LOOK_SECONDS_MIN = 50
/** What a look finds beyond this is left out, the least grave of it. */
const FOUND_MAX = 500

/** Makes this process one that looks: at every workspace, every minute. */
export async function startAlarms(homing: Homing): Promise<void> {
  await homing.jobs.work('alarms', 1, () => lookAtAll(homing))
  await homing.jobs.everyMinute('alarms')
}

async function lookAtAll(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    try {
      await homing.database.inWorkspace(workspaceId, async (tx) => {
        if (await isDue(tx, workspaceId)) await look(tx, homing, workspaceId)
      })
    } catch (error) {
      // One firm's look that fails must not leave the others unwatched.
      homing.log.error({ err: error, workspace: workspaceId }, 'a look for alarms failed')
    }
  }
}

/** True once a minute, for one of those who ask; it holds the others off until it commits. */
async function isDue(tx: Tx, workspaceId: number): Promise<boolean> {
  const { rows } = await sql`
    insert into alarm_look as l (workspace_id, looked_at) values (${workspaceId}, clock_timestamp())
    on conflict (workspace_id) do update set looked_at = clock_timestamp()
      where l.looked_at < clock_timestamp() - make_interval(secs => ${LOOK_SECONDS_MIN})
    returning 1`.execute(tx)
  return rows.length > 0
}

/**
 * One look at a workspace, in one transaction: what is found, what becomes of each alarm, and what
 * is told about it are there together or not at all.
 */
export async function look(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  await noteNews(tx, homing, workspaceId)
  const now = homing.now()
  const all = judgeAll(await gather(tx, homing, workspaceId), now)
  if (all.length > FOUND_MAX) {
    homing.log.warn({ workspace: workspaceId, found: all.length }, 'more alarms than are kept')
  }
  const changes = await settleEpisodes(tx, workspaceId, all.slice(0, FOUND_MAX), now)
  await tellOf(tx, homing, workspaceId, changes)
  await sendDigests(tx, homing, workspaceId)
  await resumeOutbox(tx, homing, workspaceId)
  await resumeWebhooks(tx, homing, workspaceId)
}
