import { sql } from 'kysely'
import { knownActivities } from '../../campaigns/index.ts'
import { canonicalOfName, parseAddress } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { PageRead } from '../read-pages.ts'
import { keyOf } from '../repeats.ts'

/** A page as it was read before it was rewritten, and after. */
export interface KeyMove {
  connectionId: number
  before: PageRead
  after: PageRead
}

interface Moved {
  canonical: string
  at: number
  from: string
  to: string
}

/**
 * A link without an id of its own is part of an event's natural key by its text. Where the text was
 * erased the key moves along, so that the page, read again, tells what is known.
 */
export async function moveKeys(tx: Tx, pages: readonly KeyMove[]): Promise<void> {
  const moved: Moved[] = []
  for (const page of pages) moved.push(...(await movedOf(tx, page)))
  if (moved.length === 0) return
  const column = (of: (one: Moved) => string | number) => `{${moved.map(of).join()}}`
  await sql`
    select erasure_of_keys(${moved.map((one) => one.canonical)}::text[],
      array(select to_timestamp(ms / 1000::float8)
        from unnest(${column((one) => one.at)}::bigint[]) with ordinality m (ms, place)
        order by place),
      ${column((one) => one.from)}::bigint[], ${column((one) => one.to)}::bigint[])`.execute(tx)
}

async function movedOf(tx: Tx, page: KeyMove): Promise<Moved[]> {
  const changed = page.before.events.flatMap((event, place) => {
    const after = page.after.events[place]
    if (after === undefined) return []
    const from = keyOf(page.connectionId, event)
    const to = keyOf(page.connectionId, after)
    return from === to ? [] : [{ from, to, after }]
  })
  if (changed.length === 0) return []
  const activities = [...new Set(changed.map(({ after }) => after.activity))]
  const campaigns = await knownActivities(tx, page.connectionId, activities)
  return changed.flatMap(({ from, to, after }) => {
    const at = after.occurredAt ?? campaigns.get(after.activity)?.sentAt ?? null
    const parsed = parseAddress(after.address, after.channel)
    return at === null || !parsed.ok
      ? []
      : [{ canonical: canonicalOfName(parsed.canonical), at, from, to }]
  })
}
