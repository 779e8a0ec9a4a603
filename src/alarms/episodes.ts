import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { REMEMBERED_MS, stepOf, type Step } from './episode.ts'
import type { Found } from './rules/index.ts'

/** Alarms somebody has to be told of, by what became of them. */
export interface Changes {
  raised: number[]
  worsened: number[]
  settled: number[]
}

interface Row {
  id: number
  rule: string
  subject: string
  severity: 'at_risk' | 'broken'
  cleared_at: Date | null
  settled_at: Date | null
  returns: number
}

/** Takes every alarm of the workspace the step that what was found asks for. */
export async function settleEpisodes(
  tx: Tx,
  workspaceId: number,
  found: readonly Found[],
  now: number,
): Promise<Changes> {
  const rows = await standing(tx, workspaceId, now)
  const open = new Map(
    rows.filter((row) => row.settled_at === null).map((row) => [keyOf(row), row]),
  )
  const past = new Map(
    rows.filter((row) => row.settled_at !== null).map((row) => [keyOf(row), row]),
  )
  const byKey = new Map(found.map((one) => [keyOf(one), one]))
  const steps: { step: Step; row: Row; found: Found | null }[] = []
  for (const row of open.values()) {
    const one = byKey.get(keyOf(row)) ?? null
    const { severity, returns, cleared_at } = row
    const clearedAt = cleared_at?.getTime() ?? null
    steps.push({ row, found: one, step: stepOf({ severity, returns, clearedAt }, one, now) })
  }
  await take(tx, workspaceId, { steps, now })
  const raised = await raise(tx, workspaceId, {
    now,
    found: [...byKey.values()].filter((one) => !open.has(keyOf(one))),
    returnsOf: (one) => {
      const before = past.get(keyOf(one))
      return before === undefined ? 0 : before.returns + 1
    },
  })
  const idsOf = (step: Step) => steps.filter((one) => one.step === step).map(({ row }) => row.id)
  return { raised, worsened: idsOf('worsen'), settled: idsOf('settle') }
}

/** Episodes that are not over, and those that ended a short while ago, the oldest first. */
async function standing(tx: Tx, workspaceId: number, now: number): Promise<Row[]> {
  const since = new Date(now - REMEMBERED_MS)
  const { rows } = await sql<Row>`
    select id, rule, subject, severity, cleared_at, settled_at, returns from alarm
    where workspace_id = ${workspaceId}
      and (settled_at is null or settled_at > ${since}::timestamptz)
    order by id`.execute(tx)
  return rows
}

/** One statement for all that stand: what each step means for the row. */
async function take(
  tx: Tx,
  workspaceId: number,
  { steps, now }: { steps: { step: Step; row: Row; found: Found | null }[]; now: number },
): Promise<void> {
  const changed = steps
    .filter(({ step }) => step !== 'none')
    .map(({ step, row, found }) => ({ id: row.id, step, ...wordsOf(found) }))
  if (changed.length === 0) return
  const at = sql`${new Date(now)}::timestamptz`
  await sql`
    update alarm a set
      severity = case when s.step = 'worsen' then 'broken' else a.severity end,
      sentence = coalesce(s.sentence, a.sentence),
      next_step = coalesce(s.next_step, a.next_step),
      who_must_act = coalesce(s.who_must_act, a.who_must_act),
      due_at = case when s.sentence is null then a.due_at else s.due_at end,
      cleared_at = case s.step when 'rest' then ${at} when 'settle' then a.cleared_at end,
      settled_at = case when s.step = 'settle' then ${at} end,
      returns = a.returns + case when s.step = 'return' then 1 else 0 end,
      -- What got graver is no longer what somebody chose not to hear of.
      silenced_until = case when s.step = 'worsen' then null else a.silenced_until end
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb)
      as s(id int, step text, sentence text, next_step text, who_must_act text, due_at timestamptz)
    where a.workspace_id = ${workspaceId} and a.id = s.id`.execute(tx)
}

interface Raising {
  found: readonly Found[]
  now: number
  returnsOf(found: Found): number
}

async function raise(
  tx: Tx,
  workspaceId: number,
  { found, now, returnsOf }: Raising,
): Promise<number[]> {
  if (found.length === 0) return []
  const rows = await tx
    .insertInto('alarm')
    .values(
      found.map((one) => ({
        workspace_id: workspaceId,
        rule: one.rule,
        subject: one.subject,
        connection_id: one.connectionId,
        campaign_id: one.campaignId,
        endpoint_id: one.endpointId,
        severity: one.severity,
        since: new Date(now),
        returns: returnsOf(one),
        sentence: one.sentence,
        next_step: one.nextStep,
        who_must_act: one.whoMustAct,
        due_at: one.dueAt === undefined ? null : new Date(one.dueAt),
      })),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

function wordsOf(found: Found | null) {
  if (found === null) return {}
  return {
    sentence: found.sentence,
    next_step: found.nextStep,
    who_must_act: found.whoMustAct,
    due_at: found.dueAt === undefined ? null : new Date(found.dueAt).toISOString(),
  }
}

function keyOf({ rule, subject }: { rule: string; subject: string }): string {
  return `${rule} ${subject}`
}
