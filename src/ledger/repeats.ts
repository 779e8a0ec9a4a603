import { kindCode } from './kinds.ts'
import { naturalKey } from './natural-key.ts'
import { drop, type Batch, type Line } from './path.ts'

/**
 * Gives each line its natural key, puts the lines in the order of the ledger's primary key, and
 * drops those that say the same twice within the batch. What an earlier batch already told is
 * recognised by that primary key, when recording.
 */
export function recogniseRepeats(batch: Batch): void {
  const keyOf = keysOf(batch.connectionId)
  for (const line of batch.lines) line.key = keyOf(line)
  batch.lines.sort(byPrimaryKey)
  const told = batch.lines.length
  batch.lines = batch.lines.filter(
    (line, place) => place === 0 || byPrimaryKey(line, batch.lines[place - 1]!) !== 0,
  )
  drop(batch, 'already known', told - batch.lines.length)
}

/** The natural key of each line. A batch has few different ones: each is hashed once. */
export function keysOf(
  connectionId: number,
): (line: Pick<Line, 'kind' | 'activity' | 'link'>) => string {
  const keys = new Map<string, string>()
  return ({ kind, activity, link: linked }) => {
    const link = linked?.id ?? linked?.url ?? ''
    const recipe = `${kind}\n${activity}\n${link}`
    const known = keys.get(recipe)
    if (known !== undefined) return known
    const key = naturalKey({ connectionId, activity, kind: kindCode(kind), link })
    keys.set(recipe, key)
    return key
  }
}

function byPrimaryKey(a: Line, b: Line): number {
  const order = a.addressId - b.addressId || a.occurredAt! - b.occurredAt!
  if (order !== 0 || a.key === b.key) return order
  return a.key < b.key ? -1 : 1
}
