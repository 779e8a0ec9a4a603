import { sql } from 'kysely'
import type { Database, Tx } from '../../platform/database/index.ts'
import { judgeAddresses, JUDGED_MAX } from './judge.ts'

/** Portions of JUDGED_MAX addresses before something must be wrong with their order. */
const PORTIONS_MAX = 1_000_000

/** Drops what addresses were made of bounces and makes it again from the events. */
export async function rebuildValidity(database: Database, workspaceId: number): Promise<void> {
  await database.inWorkspace(workspaceId, (tx) => rebuildHard(tx, workspaceId))
  let after = 0
  for (let portion = 0; portion < PORTIONS_MAX; portion++) {
    const ids = await database.inWorkspace(workspaceId, async (tx) => {
      const found = await everBounced(tx, workspaceId, after)
      await judgeAddresses(tx, workspaceId, found)
      return found
    })
    if (ids.length < JUDGED_MAX) return
    after = ids.at(-1)!
  }
}

async function rebuildHard(tx: Tx, workspaceId: number): Promise<void> {
  await sql`
    with last as (
      select distinct on (e.address_id) e.address_id, e.occurred_at as at, e.campaign_id,
        d.value as code, d.class = 'hard' as is_hard
      from event e join detail d on d.id = e.detail_id and d.workspace_id = e.workspace_id
      where e.workspace_id = ${workspaceId} and e.kind = 6
        and (d.class = 'hard' or d.suppresses)
      order by e.address_id, e.occurred_at desc, e.campaign_id desc, d.value desc, 5 desc
    )
    update address a
    set bounced_at = l.at, bounced_reason = l.code, bounced_campaign_id = l.campaign_id,
      bounced_by_suppression = coalesce(not l.is_hard, false)
    from address k left join last l on l.address_id = k.id
    where k.workspace_id = ${workspaceId} and a.workspace_id = k.workspace_id and a.id = k.id
      and (k.bounced_at is not null or l.at is not null)`.execute(tx)
}

/** Addresses with a bounce, or that are taken for having one, in the order of their ids. */
async function everBounced(tx: Tx, workspaceId: number, after: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from address a
    where a.workspace_id = ${workspaceId} and a.id > ${after}
      and (a.soft_count > 0 or exists (
        select from event e where e.workspace_id = a.workspace_id and e.address_id = a.id
          and e.kind + 0 = 6))
    order by id limit ${JUDGED_MAX}`.execute(tx)
  return rows.map((row) => row.id)
}
