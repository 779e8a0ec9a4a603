import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { isOf } from './compare.ts'
import type { DueCampaign, DueTarget } from './due.ts'

type Of = Place & { campaignId: number; turn: number }
type Who = 'you' | 'vendor' | 'homing'

/** What became of a target that was told. */
export type Settled =
  | { target: DueTarget; is: 'told' }
  /** Tried again so many milliseconds later; null: it is a person's. */
  | { target: DueTarget; is: 'put off'; waitMs: number | null; outcome: string; who: Who }

/** Writes down what became of targets. What has happened to them meanwhile goes on waiting. */
export async function settleTargets(
  tx: Tx,
  of: Of,
  settled: readonly Settled[],
  now: number,
): Promise<void> {
  const told = settled.filter((one) => one.is === 'told')
  await sql`
    update told_recipient t set told = s.told, told_at = ${new Date(now)}, tries = 0,
      outcome = '', who_must_act = null,
      status = case when t.wanted = s.told then 'done' else 'waiting' end
    from (
      select address_id, array(select jsonb_array_elements_text(told))::integer[] as told
      from jsonb_to_recordset(${JSON.stringify(
        told.map(({ target }) => ({ address_id: target.addressId, told: target.wanted })),
      )}::jsonb) as x (address_id integer, told jsonb)
    ) s
    where t.address_id = s.address_id and ${isOf(of)} and t.turn = ${of.turn}`.execute(tx)
  const putOff = settled.filter((one) => one.is === 'put off')
  await sql`
    update told_recipient t set tries = t.tries + 1, outcome = s.outcome, who_must_act = s.who,
      status = case when s.wait_ms is null then 'failed' else 'waiting' end,
      next_try_at = ${new Date(now)}::timestamptz
        + make_interval(secs => coalesce(s.wait_ms, 0) / 1000.0)
    from jsonb_to_recordset(${JSON.stringify(
      putOff.map(({ target, waitMs, outcome, who }) => {
        return { address_id: target.addressId, wait_ms: waitMs, outcome, who }
      }),
    )}::jsonb) as s (address_id integer, wait_ms bigint, outcome text, who text)
    where t.address_id = s.address_id and ${isOf(of)} and t.turn = ${of.turn}`.execute(tx)
  if (told.length === 0) return
  await sql`update told_campaign set last_told_at = ${new Date(now)} where ${isOf(of)}`.execute(tx)
}

/** The campaign, unless another one of the CRM was chosen for it meanwhile. */
function isChosen(of: Of) {
  return sql`${isOf(of)} and turn = ${of.turn}`
}

/** The campaign is open there, under the CRM's own id; empty where it has no campaigns. */
export async function settleOpened(
  tx: Tx,
  of: Of,
  { name, subject, id, now }: Pick<DueCampaign, 'name' | 'subject'> & { id: string; now: number },
): Promise<void> {
  await sql`
    update told_campaign set status = 'open', external_id = ${id}, tries = 0, outcome = '',
      who_must_act = null, opened_at = coalesce(opened_at, ${new Date(now)}),
      told_name = ${name}, told_subject = ${subject}
    where ${isChosen(of)}`.execute(tx)
}

/** The CRM holds these totals of a campaign; null: it keeps none. */
export async function settleTotals(tx: Tx, of: Of, totals: readonly number[] | null) {
  await sql`
    update told_campaign set told_totals = ${totals}::integer[], tries = 0, outcome = '',
      who_must_act = null
    where ${isChosen(of)}`.execute(tx)
}

/** A campaign, or its totals, could not be told: tried again later; null: it is a person's. */
export async function putOffCampaign(
  tx: Tx,
  of: Of,
  why: { outcome: string; who: Who; waitMs: number | null; now: number },
): Promise<void> {
  await sql`
    update told_campaign set tries = tries + 1, outcome = ${why.outcome},
      who_must_act = ${why.who},
      status = case when ${why.waitMs === null} then 'failed' else status end,
      next_try_at = ${new Date(why.now + (why.waitMs ?? 0))}
    where ${isChosen(of)}`.execute(tx)
}

/** What could not be told is one problem of the connection, until it is told. */
export async function tellUntold(tx: Tx, at: Place, names: { title: string }): Promise<void> {
  const { rows } = await sql<{ campaigns: number; targets: number; outcome: string; who: Who }>`
    select count(*) filter (where w = 'campaign')::integer as campaigns,
      count(*) filter (where w = 'target')::integer as targets,
      coalesce(max(outcome), '') as outcome, coalesce(max(who_must_act), 'you') as who
    from (
      select 'campaign' as w, outcome, who_must_act from told_campaign
      where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
        and status = 'failed'
      union all
      select 'target', outcome, who_must_act from told_recipient
      where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
        and status = 'failed'
    ) f`.execute(tx)
  const { campaigns, targets, outcome, who } = rows[0]!
  const identity = `activities:${at.connectionId}`
  if (campaigns + targets === 0) return resolveProblems(tx, at.workspaceId, identity)
  const { title } = names
  const sentences = [
    campaigns === 1 && `${title} was not told of a campaign.`,
    campaigns > 1 && `${title} was not told of ${campaigns} campaigns.`,
    targets === 1 && `${title} was not told of one person.`,
    targets > 1 && `${title} was not told of ${targets} people.`,
    outcome,
  ]
  await raiseProblems(tx, [
    {
      ...at,
      cause: 'A CRM has not taken what targets did',
      sentence: sentences.filter(Boolean).join(' '),
      remedy:
        'The connection’s page lists them, each with its reason. Mend it there, and try again.',
      whoMustAct: who,
      identity,
    },
  ])
}
