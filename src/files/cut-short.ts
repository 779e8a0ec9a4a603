import { sql } from 'kysely'
import type { Homing } from '../homing.ts'

/** A taking that did nothing for so long has ended with its process: a piece takes seconds. */
export const SILENT_MS = 10 * 60_000

const CUT_SHORT =
  'Its taking was cut short in the midst. Bring it again, unless its source does so by itself: '
  + 'rows that are in already are not counted twice.'

/**
 * Tells files whose taking a crash cut short as failed; the tick's part. What was taken of them is
 * read like any other. One whose taking goes on after all is taken in the end.
 */
export async function tellCutShort(homing: Homing, workspaceId: number): Promise<void> {
  const silent = new Date(homing.now() - SILENT_MS)
  await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .updateTable('feedback_file')
      .set({ status: 'failed', message: CUT_SHORT })
      .where('workspace_id', '=', workspaceId)
      .where('status', '=', 'taking')
      .where(sql<Date>`coalesce(alive_at, received_at)`, '<', silent)
      .execute(),
  )
}
