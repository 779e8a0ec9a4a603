import { mergedFrom, personStandingFor } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'

/**
 * Refuses somebody who was merged, or into whom others were: a merge keeps what came from whom, so
 * that one of them could be erased and the other left. Parted, each is erased for itself.
 */
export async function refuseMerged(tx: Tx, workspaceId: number, personId: number): Promise<void> {
  const standing = await personStandingFor(tx, workspaceId, personId)
  const merged = await mergedFrom(tx, workspaceId, standing)
  const last = merged[0]
  if (last === undefined) return
  throw new Refused(409, 'This person was merged with another.', {
    remedy: `Undo the merge of ${last.name} first, then erase each of them.`,
  })
}
