import type { Place } from '../../connections/index.ts'
import { sourcesOf, type Segment } from '../../lists/segments/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Segments may be made of segments, so deep and no deeper. */
const DEPTH_MAX = 5

/**
 * Which lists of a CRM a campaign goes to, by their ids there: those that the lists it was meant
 * for here take their people from. Empty where it goes to lists of its ESP, or none is the CRM's.
 */
export async function itsLists(
  tx: Tx,
  { connectionId, campaignId }: Place & { campaignId: number },
): Promise<string[]> {
  const draft = await tx
    .selectFrom('campaign_draft')
    .select('whom')
    .where('campaign_id', '=', campaignId)
    .executeTakeFirst()
  const whom = draft?.whom as { lists: number[] } | null | undefined
  if (!whom) return []
  const espLists = await espListsOf(tx, whom.lists)
  if (espLists.length === 0) return []
  const rows = await tx
    .selectFrom('list')
    .select('external_id')
    .where('connection_id', '=', connectionId)
    .where('id', 'in', espLists)
    .where('gone_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ external_id }) => external_id)
}

async function espListsOf(tx: Tx, ownLists: readonly number[]): Promise<number[]> {
  const found = new Set<number>()
  const seen = new Set<number>()
  let next = [...ownLists]
  for (let depth = 0; depth < DEPTH_MAX && next.length > 0; depth++) {
    const rows = await tx
      .selectFrom('person_list')
      .select('definition')
      .where('id', 'in', next)
      .where('kind', '=', 'segment')
      .execute()
    for (const id of next) seen.add(id)
    const sources = rows.map(({ definition }) => sourcesOf((definition as Segment).where))
    for (const id of sources.flatMap(({ espLists }) => espLists)) found.add(id)
    next = sources.flatMap(({ ownLists: within }) => within).filter((id) => !seen.has(id))
  }
  return [...found]
}
