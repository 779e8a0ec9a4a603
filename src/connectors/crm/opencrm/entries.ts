/** Activities written of targets: found by their marks, and with them all of one writing. */
import type { JsonObject, ToldTarget, Vendor } from '../../sdk/index.ts'
import { togetherIn } from './figures.ts'
import { search } from './record-list.ts'
import { condition, textIn } from './values.ts'

/** Questions for what was written together that may find nobody, in one call. */
const VAIN_MAX = 2

type Marked = Pick<ToldTarget, 'mark'>

/**
 * What is there of each of these targets, by its mark. One is asked for by its own mark, and then
 * all that were written together with it at once; where that finds nobody who is looked for, twice
 * over, the others are asked for one by one.
 */
export async function entriesOf(
  vendor: Vendor,
  targets: readonly Marked[],
): Promise<Map<string, JsonObject>> {
  const wanted = new Set(targets.map(({ mark }) => mark))
  const found = new Map<string, JsonObject>()
  const asked = new Set<string>()
  let left = VAIN_MAX
  for (const target of targets) {
    if (found.has(target.mark)) continue
    const entry = (await withText(vendor, target.mark)).find((one) => markIn(one) === target.mark)
    if (entry === undefined) continue
    found.set(target.mark, entry)
    const together = togetherIn(textIn(entry['description']), target)
    if (together === null || asked.has(together) || left === 0 || found.size === wanted.size) {
      continue
    }
    asked.add(together)
    const before = found.size
    for (const one of await withText(vendor, together)) {
      const mark = markIn(one)
      if (wanted.has(mark) && !found.has(mark)) found.set(mark, one)
    }
    left += found.size - before - 1
  }
  return found
}

async function withText(vendor: Vendor, text: string): Promise<readonly JsonObject[]> {
  return search(vendor, 'activity', condition('description', 'CONTAINS', text)!)
}

/** The mark in an activity's text; empty where there is none. */
function markIn(record: JsonObject): string {
  return /\bHoming ([0-9a-f-]{36})\b/.exec(textIn(record['description']))?.[1] ?? ''
}
