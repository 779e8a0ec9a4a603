import { sql } from 'kysely'
import { recordEspOptOuts } from '../consent/index.ts'
import { integers, moments, rowsOf } from '../platform/database/index.ts'
import type { Line } from './lines.ts'
import type { Batch } from './path.ts'
import { followBounces } from './validity/follow.ts'

/**
 * What the new events do to people. Only events that were really written come here, and each
 * effect is a fold or keyed by the event, so doing it twice changes nothing.
 */
export async function applyEffects(batch: Batch): Promise<void> {
  const ending: Line[] = []
  const leaving: Line[] = []
  for (const line of batch.lines) {
    const { kind, bounce } = line.common
    if (bounce?.class === 'hard' || bounce?.suppresses === true) ending.push(line)
    if (kind === 'opt_out' || kind === 'complaint') leaving.push(line)
  }
  await joinByIndex(batch, true)
  await invalidateAddresses(batch, ending)
  await followBounces(batch)
  await joinByIndex(batch, false)
  await optOut(batch, leaving)
}

/**
 * The newest hard bounce, or the news that the vendor sends nothing there any more, makes an
 * address invalid; confirming it later makes it valid again.
 */
async function invalidateAddresses(batch: Batch, lines: Line[]): Promise<void> {
  if (lines.length === 0) return
  const codes = [...new Set(lines.map((line) => line.common.bounce!.code))]
  await sql`
    update address a
    set bounced_at = b.at, bounced_reason = b.code, bounced_campaign_id = b.campaign_id,
      bounced_by_suppression = not is_hard
    from (
      select distinct on (address_id) address_id, campaign_id, at, (${codes}::text[])[code] as code,
        is_hard = 1 as is_hard
      from (${rowsOf(lines.length, {
        address_id: integers(lines.map((line) => line.addressId)),
        campaign_id: integers(lines.map((line) => line.common.campaignId)),
        at: moments(lines.map((line) => line.occurredAt)),
        code: integers(lines.map((line) => codes.indexOf(line.common.bounce!.code) + 1)),
        is_hard: integers(lines.map((line) => Number(line.common.bounce!.class === 'hard'))),
      })}) l
      order by address_id, at desc, campaign_id desc, 4 desc, l.is_hard desc
    ) b
    where a.workspace_id = ${batch.workspaceId} and a.id = b.address_id
      and (a.bounced_at is null
        or (a.bounced_at, a.bounced_campaign_id) < (b.at, b.campaign_id))`.execute(batch.tx)
}

/** While the firm's addresses are too new for statistics, any other join would read all of them. */
async function joinByIndex({ tx }: Batch, isOn: boolean): Promise<void> {
  const others = isOn ? 'off' : 'on'
  await sql`select set_config('enable_hashjoin', ${others}, true),
    set_config('enable_mergejoin', ${others}, true)`.execute(tx)
}

async function optOut(batch: Batch, lines: Line[]): Promise<void> {
  if (lines.length === 0) return
  await recordEspOptOuts(
    batch.tx,
    batch.workspaceId,
    lines.map((line) => ({
      addressId: line.addressId,
      occurredAt: line.occurredAt!,
      reason: reasonOf(line),
      cause: line.common.kind === 'complaint' ? 'complaint' : 'wish',
      connectionId: batch.connectionId,
      campaignId: line.common.campaignId,
      naturalKey: `event:${line.addressId}:${line.occurredAt}:${line.common.key}`,
    })),
    batch.now,
  )
}

function reasonOf({ common }: Line): string {
  return common.kind === 'complaint' ? 'reported the mail as spam' : (common.reason ?? '')
}
