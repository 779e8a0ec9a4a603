import type { FeedbackEvent } from '../connectors/index.ts'
import { kindCode } from './kinds.ts'
import { naturalKey } from './natural-key.ts'
import type { Line } from './lines.ts'
import { drop, type Batch } from './path.ts'

/**
 * Gives each line its natural key, puts the lines in the order of the ledger's primary key, and
 * drops those that say the same twice within the batch. What an earlier batch already told is
 * recognised by that primary key, when recording.
 */
export function recogniseRepeats(batch: Batch): void {
  for (const common of batch.commons) common.key = keyOf(batch.connectionId, common)
  const { lines } = batch
  const isBehind = (line: Line, place: number) =>
    place === 0 || byPrimaryKey(line, lines[place - 1]!) > 0
  // Nearly always they are in order, and no two are one.
  if (lines.every(isBehind)) return
  lines.sort(byPrimaryKey)
  const told = batch.lines.length
  batch.lines = batch.lines.filter(
    (line, place) => place === 0 || byPrimaryKey(line, batch.lines[place - 1]!) !== 0,
  )
  drop(batch, 'already known', told - batch.lines.length)
}

/** The natural key of an event. */
export function keyOf(
  connectionId: number,
  { kind, activity, link }: Pick<FeedbackEvent, 'kind' | 'activity' | 'link'>,
): string {
  return naturalKey({
    connectionId,
    activity,
    kind: kindCode(kind),
    link: link?.id ?? link?.url ?? '',
  })
}

function byPrimaryKey(a: Line, b: Line): number {
  const order = a.addressId - b.addressId || a.occurredAt! - b.occurredAt!
  if (order !== 0 || a.common.key === b.common.key) return order
  return a.common.key < b.common.key ? -1 : 1
}
