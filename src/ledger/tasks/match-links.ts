import type { Homing } from '../../homing.ts'
import { linksBehind, MATCHED_MAX, matchLinks } from '../../interests/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { BatchAsk, BatchResult } from './carry-out.ts'
import { startTask, type TaskView } from './tasks.ts'

/** Portions of MATCHED_MAX links a tick matches of a workspace; the next takes the others. */
const PORTIONS_MAX = 20

/** Changes click rules, and sets in motion that every link is held against them. */
export async function withMatching(
  homing: Homing,
  by: { workspaceId: number; name: string },
  title: string,
  change: (tx: Tx) => Promise<unknown>,
): Promise<TaskView> {
  const { workspaceId, name } = by
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    await change(tx)
    const total = await linksBehind(tx, workspaceId)
    return startTask(homing, tx, {
      ...{ workspaceId, kind: 'match_links', title, ask: {}, total, startedBy: name },
    })
  })
}

/** One batch of holding links against the rules; they say themselves which are left. */
export async function matchBatch(tx: Tx, { workspaceId, place }: BatchAsk): Promise<BatchResult> {
  const { looked, fitting } = await matchLinks(tx, workspaceId)
  return {
    done: looked,
    place: looked < MATCHED_MAX ? null : place + 1,
    outcome: { fitting, 'not fitting': looked - fitting },
  }
}

/** Holds new links against the rules. For every minute; nothing where there are no rules. */
export async function matchNewLinks(homing: Homing, workspaceId: number): Promise<void> {
  for (let portion = 0; portion < PORTIONS_MAX; portion++) {
    const { looked } = await homing.database.inWorkspace(workspaceId, (tx) =>
      matchLinks(tx, workspaceId),
    )
    if (looked < MATCHED_MAX) return
  }
}
