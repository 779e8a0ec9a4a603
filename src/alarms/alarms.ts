import { sql } from 'kysely'
import { audit, type Actor } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { titleOf, type Severity } from './rules/index.ts'
import { DAY } from './time.ts'

/** Nobody silences an alarm for longer: what is not to be heard of for good is not an alarm. */
const SILENCE_MS_MAX = 92 * DAY

/** Open: its cause lasts. Silenced: the same, but nobody wants to hear of it. Over: it is gone. */
export type AlarmState = 'open' | 'silenced' | 'over'

/** An alarm as screens, API and CLI show it. Times are ISO 8601. */
export interface AlarmView {
  id: number
  rule: string
  title: string
  state: AlarmState
  severity: Severity
  sentence: string
  nextStep: string
  whoMustAct: 'you' | 'vendor' | 'homing'
  connection: { id: number; name: string } | null
  campaign: { id: number; name: string } | null
  since: string
  dueAt: string | null
  clearedAt: string | null
  silencedUntil: string | null
  silencedBy: string | null
}

export interface AlarmQuery {
  state: AlarmState
  after?: string | undefined
  limit: number
}

/** Alarms of the workspace, newest first. now: epoch ms. */
export async function listAlarms(
  tx: Tx,
  query: AlarmQuery,
  now: number,
): Promise<{ items: AlarmView[]; next: string | null }> {
  const { rows } = await sql<Row>`
    ${columns}
    where a.workspace_id = (select homing_workspace()) and ${isIn(query.state, now)}
      and (${query.after ?? null}::text is null or a.id < ${Number(query.after ?? 0)}::int)
    order by a.id desc
    limit ${query.limit + 1}`.execute(tx)
  const items = rows.slice(0, query.limit).map((row) => viewOf(row, now))
  return { items, next: rows.length > query.limit ? String(items.at(-1)!.id) : null }
}

/** The alarms of these ids, in their order. */
export async function alarmsById(tx: Tx, ids: readonly number[], now: number) {
  if (ids.length === 0) return []
  const { rows } = await sql<Row>`
    ${columns}
    where a.workspace_id = (select homing_workspace()) and a.id = any (${[...ids]}::int[])
    order by a.id`.execute(tx)
  return rows.map((row) => viewOf(row, now))
}

/** How many are open, how many of them are silenced, and when somebody last looked. */
export async function countAlarms(tx: Tx, now: number) {
  const { rows } = await sql<{ open: number; silenced: number; looked_at: Date | null }>`
    select count(*) filter (where ${isIn('open', now)})::int as open,
      count(*) filter (where ${isIn('silenced', now)})::int as silenced,
      (select looked_at from alarm_look where workspace_id = (select homing_workspace()))
    from alarm a
    where a.workspace_id = (select homing_workspace()) and a.cleared_at is null`.execute(tx)
  const { open, silenced, looked_at } = rows[0]!
  return { open, silenced, lookedAt: looked_at?.toISOString() ?? null }
}

export interface Silence {
  workspaceId: number
  actor: Actor & object
  alarmId: number
  /** Epoch ms; null ends a silence. */
  until: number | null
}

/** Nobody hears of the alarm until then. Refuses one that is not there or over, or a past time. */
export async function silenceAlarm(homing: Homing, silence: Silence): Promise<AlarmView> {
  const { workspaceId, actor, alarmId, until } = silence
  const now = homing.now()
  if (until !== null && (until <= now || until > now + SILENCE_MS_MAX)) {
    throw new Refused(422, 'An alarm is silenced until a time ahead, 92 days at most.', {
      field: 'until',
      remedy: 'Choose a time within the next 92 days.',
    })
  }
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const row = await tx
      .updateTable('alarm')
      .set(
        until === null
          ? { silenced_until: null, silenced_by: null }
          : { silenced_until: new Date(until), silenced_by: actor.name },
      )
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', alarmId)
      .where('settled_at', 'is', null)
      .returning('rule')
      .executeTakeFirst()
    if (row === undefined) throw notFound('open alarm', alarmId)
    const [view] = await alarmsById(tx, [alarmId], now)
    const words = until === null ? 'is heard of again' : `is silent until ${view!.silencedUntil}`
    await audit(tx, {
      actor,
      action: 'silence_alarm',
      subject: 'alarm',
      subjectId: alarmId,
      sentence: `The alarm “${titleOf(row.rule)}” ${words}.`,
      at: now,
    })
    return view!
  })
}

interface Row {
  id: number
  rule: string
  severity: Severity
  sentence: string
  next_step: string
  who_must_act: AlarmView['whoMustAct']
  connection_id: number | null
  connection_name: string | null
  campaign_id: number | null
  campaign_name: string | null
  since: Date
  due_at: Date | null
  cleared_at: Date | null
  silenced_until: Date | null
  silenced_by: string | null
}

const columns = sql`
  select a.*, c.name as connection_name, g.name as campaign_name
  from alarm a
  left join connection c on c.workspace_id = a.workspace_id and c.id = a.connection_id
  left join campaign g on g.workspace_id = a.workspace_id and g.id = a.campaign_id`

function isIn(state: AlarmState, now: number) {
  const at = sql`${new Date(now)}::timestamptz`
  switch (state) {
    case 'open':
      return sql`a.cleared_at is null and coalesce(a.silenced_until <= ${at}, true)`
    case 'silenced':
      return sql`a.cleared_at is null and a.silenced_until > ${at}`
    case 'over':
      return sql`a.cleared_at is not null`
  }
}

function viewOf(row: Row, now: number): AlarmView {
  const isSilenced = row.silenced_until !== null && row.silenced_until.getTime() > now
  return {
    id: row.id,
    rule: row.rule,
    title: titleOf(row.rule),
    state: row.cleared_at !== null ? 'over' : isSilenced ? 'silenced' : 'open',
    severity: row.severity,
    sentence: row.sentence,
    nextStep: row.next_step,
    whoMustAct: row.who_must_act,
    connection: named(row.connection_id, row.connection_name),
    campaign: named(row.campaign_id, row.campaign_name),
    since: row.since.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    clearedAt: row.cleared_at?.toISOString() ?? null,
    silencedUntil: isSilenced ? row.silenced_until!.toISOString() : null,
    silencedBy: isSilenced ? row.silenced_by : null,
  }
}

function named(id: number | null, name: string | null) {
  return id === null ? null : { id, name: name ?? '' }
}
