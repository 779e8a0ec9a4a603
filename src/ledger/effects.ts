import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { recordEspOptOuts, type EspOptOut } from '../consent/index.ts'
import { allEnded, inOneGo, integers, moments, rowsOf } from '../platform/database/index.ts'
import type { Line } from './lines.ts'
import type { Batch } from './path.ts'
import type { Statement } from './stored-recipients.ts'
import { tellEvents } from './tell-events.ts'
import { followBounces } from './validity/follow.ts'
import { judging } from './validity/judge.ts'
import type { BouncePolicy } from './validity/policy.ts'

/** What new events do to people, ready to be carried out. */
export interface Effects {
  /** What makes addresses invalid, and begins rows of soft bounces. */
  statements: Statement[]
  /** Addresses whose row of soft bounces has to be told again. */
  toJudge: Set<number>
  policy: BouncePolicy
  optOuts: EspOptOut[]
}

/** Makes the effects of a batch's new events ready; only what was really written comes here. */
export async function readyEffects(batch: Batch): Promise<Effects> {
  const ending: Line[] = []
  const leaving: Line[] = []
  for (const line of batch.lines) {
    const { kind, bounce } = line.common
    if (bounce?.class === 'hard' || bounce?.suppresses === true) ending.push(line)
    if (kind === 'opt_out' || kind === 'complaint') leaving.push(line)
  }
  const { rows, policy } = await batch.bouncing
  const { beginning, toJudge } = followBounces(batch, rows)
  return {
    statements: [...invalidateAddresses(batch, ending), ...beginning],
    ...{ toJudge, policy, optOuts: optOutsOf(batch, leaving) },
  }
}

/**
 * Carries out what the new events do to people, behind the counting, and waits for both. Each
 * effect is a fold or keyed by the event, so doing it twice changes nothing.
 */
export async function applyEffects(batch: Batch): Promise<void> {
  await allEnded([batch.counting ?? Promise.resolve(), carryOut(batch), beside(batch)])
}

/** The database has its longest work before it now. */
async function beside(batch: Batch): Promise<void> {
  await nextTurn()
  batch.meanwhile()
}

async function carryOut(batch: Batch): Promise<void> {
  const { tx, workspaceId, effects, turned, now } = batch
  await tellEvents(batch)
  if (effects === null) return
  const toJudge = new Set([...effects.toJudge, ...turned])
  const told = [...effects.statements, ...judging(workspaceId, [...toJudge], effects.policy)]
  if (told.length > 0) await inOneGo(tx, [joinByIndex(true), ...told, joinByIndex(false)])
  await recordEspOptOuts(tx, workspaceId, effects.optOuts, now)
}

/**
 * The newest hard bounce, or the news that the vendor sends nothing there any more, makes an
 * address invalid; confirming it later makes it valid again.
 */
function invalidateAddresses(batch: Batch, lines: Line[]): Statement[] {
  if (lines.length === 0) return []
  const codes = [...new Set(lines.map((line) => line.common.bounce!.code))]
  const statement = sql`
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
        or (a.bounced_at, a.bounced_campaign_id) < (b.at, b.campaign_id))`
  return [statement]
}

/** While the firm's addresses are too new for statistics, any other join would read all of them. */
function joinByIndex(isOn: boolean): Statement {
  const others = isOn ? 'off' : 'on'
  return sql`select set_config('enable_hashjoin', ${others}, true),
    set_config('enable_mergejoin', ${others}, true)`
}

function optOutsOf({ connectionId }: Batch, lines: Line[]): EspOptOut[] {
  return lines.map((line) => ({
    addressId: line.addressId,
    occurredAt: line.occurredAt!,
    reason: reasonOf(line),
    cause: line.common.kind === 'complaint' ? 'complaint' : 'wish',
    connectionId,
    campaignId: line.common.campaignId,
    naturalKey: `event:${line.addressId}:${line.occurredAt}:${line.common.key}`,
  }))
}

function reasonOf({ common }: Line): string {
  return common.kind === 'complaint' ? 'reported the mail as spam' : (common.reason ?? '')
}
