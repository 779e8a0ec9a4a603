import { kindCode } from './kinds.ts'
import { naturalKey } from './natural-key.ts'
import { drop, type Batch } from './path.ts'

/**
 * Gives each line its natural key and drops those that say the same twice within the batch. What
 * an earlier batch already told is recognised by the ledger's primary key, when recording.
 */
export function recogniseRepeats(batch: Batch): void {
  const keys = new Map<string, string>()
  const seen = new Set<string>()
  const before = batch.lines.length
  batch.lines = batch.lines.filter((line) => {
    const link = line.link?.id ?? line.link?.url ?? ''
    const recipe = `${line.kind}\n${line.activity}\n${link}`
    let key = keys.get(recipe)
    if (key === undefined) {
      key = naturalKey({
        connectionId: batch.connectionId,
        activity: line.activity,
        kind: kindCode(line.kind),
        link,
      })
      keys.set(recipe, key)
    }
    line.key = key
    const identity = `${line.addressId} ${line.occurredAt} ${key}`
    if (seen.has(identity)) return false
    seen.add(identity)
    return true
  })
  drop(batch, 'already known', before - batch.lines.length)
}
