import { sql } from 'kysely'
import { allEnded, integers, moments, rowsOf, type Tx } from '../../platform/database/index.ts'
import type { Line } from '../lines.ts'
import type { Batch } from '../path.ts'
import type { Statement } from '../stored-recipients.ts'
import { isSignOfLife } from './judge.ts'
import { bouncePolicy, type BouncePolicy } from './policy.ts'

/** Addresses in a row of soft bounces up to this many are fetched and compared here. */
const FETCHED_MAX = 5_000
const DAY_MS = 86_400_000

/** Since when an address bounces softly, and of which time the last of them is: epoch ms. */
export interface RowOfBounces {
  firstAt: number
  lastAt: number
}

/** What a batch has to know to follow soft bounces. */
export interface Bouncing {
  /** By address. */
  rows: ReadonlyMap<number, RowOfBounces>
  policy: BouncePolicy
}

/** All rows of soft bounces there are; null where they are too many, and only some are fetched. */
export interface BouncesFound {
  rows: Bouncing['rows'] | null
  policy: BouncePolicy
}

/**
 * Reads it as far as that goes before the lines are identified: mostly there are few such rows, and
 * few are cheaper to fetch than a batch's addresses to send. What another batch changes between
 * this look and our commit is judged once more in a few minutes, by what both have written
 * (settle.ts).
 */
export async function lookUpBounces(tx: Tx, workspaceId: number): Promise<BouncesFound> {
  const [rows, policy] = await allEnded([
    rowsOfBounces(tx, workspaceId, null),
    bouncePolicy(tx, workspaceId),
  ])
  return { rows: rows.size > FETCHED_MAX ? null : rows, policy }
}

/** What the identified lines have to know of it. */
export async function bouncingOf(
  { tx, workspaceId, lines }: Batch,
  found: Promise<BouncesFound>,
): Promise<Bouncing> {
  const { rows, policy } = await found
  if (rows !== null) return { rows, policy }
  const ids = [...new Set(lines.map((line) => line.addressId))]
  return { rows: await rowsOfBounces(tx, workspaceId, ids), policy }
}

/**
 * What begins rows of soft bounces, and the addresses whose row can have changed otherwise, to be
 * judged: a batch has tens of thousands of addresses, and judging one reads its events.
 */
export function followBounces(
  { workspaceId, lines }: Batch,
  rows: Bouncing['rows'],
): { beginning: Statement[]; toJudge: Set<number> } {
  const toJudge = new Set<number>()
  const first = new Map<number, Line>()
  let [at, row]: [number, RowOfBounces | undefined] = [0, undefined]
  for (const line of lines) {
    const { addressId } = line
    // The lines are in the order of their addresses.
    if (addressId !== at) [at, row] = [addressId, rows.get(addressId)]
    if (row !== undefined) {
      if (canChange(row, line)) toJudge.add(addressId)
    } else if (isSoftBounce(line)) {
      if (first.has(addressId)) toJudge.add(addressId)
      else first.set(addressId, line)
    }
  }
  for (const addressId of toJudge) first.delete(addressId)
  return { beginning: beginRows(workspaceId, [...first.values()]), toJudge }
}

/**
 * Whether an event can change a row of soft bounces. Any bounce can. A sign of life ends what is
 * not after it. A mailing is one as long as it does not bounce and there is a later soft bounce;
 * those of one mailing and day count as the first of them: the last may be most of a day later.
 */
export function canChange({ firstAt, lastAt }: RowOfBounces, { occurredAt, common }: Line) {
  if (common.kind === 'bounce') return true
  if (common.kind === 'sent') return occurredAt! >= firstAt && occurredAt! < lastAt + DAY_MS
  return occurredAt! >= firstAt
}

function isSoftBounce({ common }: Line): boolean {
  return common.bounce?.class === 'soft' || common.bounce?.class === 'full'
}

/** Of these addresses; null: of all, one more than FETCHED_MAX at most. */
async function rowsOfBounces(
  tx: Tx,
  workspaceId: number,
  ids: readonly number[] | null,
): Promise<Map<number, RowOfBounces>> {
  const { rows } = await sql<{ id: number } & Record<keyof RowOfBounces, number>>`
    select id, date_part('epoch', soft_first_at) * 1000 as "firstAt",
      date_part('epoch', soft_last_at) * 1000 as "lastAt"
    from address where workspace_id = ${workspaceId} and soft_count > 0
      and (${ids}::integer[] is null or id = any(${ids}::integer[]))
    limit ${ids === null ? FETCHED_MAX + 1 : null}`.execute(tx)
  return new Map(rows.map(({ id, firstAt, lastAt }) => [id, { firstAt, lastAt }]))
}

/**
 * An address in no row begins one with its soft bounce, unless there was a sign of life since: what
 * it bounced before, the last sign of life has ended. The same as judging it, for a tenth.
 */
function beginRows(workspaceId: number, lines: readonly Line[]): Statement[] {
  if (lines.length === 0) return []
  const codes = [...new Set(lines.map((line) => line.common.bounce!.code))]
  // Told as a value, it spares the planner the months before.
  const since = lines.reduce((least, line) => Math.min(least, line.occurredAt!), Infinity)
  const statement = sql`
    update address a set soft_count = 1, soft_first_at = s.at, soft_last_at = s.at,
      soft_reason = (${codes}::text[])[s.code], soft_campaign_id = s.campaign_id,
      soft_invalid_at = null, soft_judged_at = now()
    from (${rowsOf(lines.length, {
      address_id: integers(lines.map((line) => line.addressId)),
      campaign_id: integers(lines.map((line) => line.common.campaignId)),
      at: moments(lines.map((line) => line.occurredAt)),
      code: integers(lines.map((line) => codes.indexOf(line.common.bounce!.code) + 1)),
    })}) s
    where a.workspace_id = ${workspaceId} and a.id = s.address_id and a.soft_count = 0
      and (a.confirmed_at is null or a.confirmed_at < s.at)
      -- Row by row: a join would read every event of the month.
      and (
        select true from event e
        where e.workspace_id = ${workspaceId} and e.address_id = s.address_id
          and e.occurred_at >= s.at and e.occurred_at >= ${new Date(since)}
          and ${isSignOfLife(workspaceId)}
        limit 1) is null`
  return [statement]
}
