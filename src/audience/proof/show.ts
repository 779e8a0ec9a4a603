import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { REASONS, type Reason } from '../reasons.ts'
import {
  countNotChosen,
  FATES,
  fatesOf,
  GROUP_WORDS,
  isNotChosen,
  isOfGroup,
  notChosen,
  type Fate,
  type Group,
  type NotChosen,
} from './groups.ts'
import { audiencePolicy, type AudiencePolicy } from './policy.ts'
import { findAudience, lookOf, type AudienceStep, type CampaignOf, type Look } from './stand.ts'

/** People with the same fate and reason: the list behind the count is audienceRows. */
export interface FateCount {
  fate: Fate
  reason: Reason | ''
  sentence: string
  count: number
}

/** The proof of one campaign. Times are ISO 8601. */
export interface AudienceProof {
  source: 'service_lists' | 'own_lists'
  step: AudienceStep
  frozenAt: string | null
  readAt: string | null
  /** Everybody who was frozen: the sum of counts. */
  chosen: number
  /** Meant to get it. */
  intended: number
  counts: FateCount[]
  /** Must not get it, and the ESP would send it. */
  barred: number
  strangers: number
  strangersSent: number
  allowed: { by: string; reason: string } | null
  pushId: number | null
  takenBack: string
  /** By which look at the ESP's lists it stands. */
  look: Look
  /** When they are to be read once more before it is sent; null: not at all. */
  lookAgainAt: string | null
  /** When the list that was made for it was gone at the ESP. */
  listRemovedAt: string | null
  /** Why it was left there. */
  listKept: string
  policy: AudiencePolicy
}

/** How the audience of a campaign stands; null where none was frozen. */
export async function audienceProof(tx: Tx, of: CampaignOf): Promise<AudienceProof | null> {
  const audience = await findAudience(tx, of)
  if (audience === null) return null
  const count = (group: 'intended' | 'barred') =>
    sql`(count(*) filter (where ${isOfGroup(group)}))::integer`
  // Everybody's fate is found once: at a million people that is most of the time this takes.
  const { rows } = await sql<Omit<FateCount, 'sentence'> & { intended: number; barred: number }>`
    select f.fate, f.reason, count(*)::integer as count, ${count('intended')} as intended,
      ${count('barred')} as barred
    from (${fatesOf(of)}) f group by f.fate, f.reason`.execute(tx)
  const sum = (of: 'count' | 'intended' | 'barred') =>
    rows.reduce((total, one) => total + one[of], 0)
  const order = (one: { fate: Fate }) => FATES.indexOf(one.fate)
  const counts = rows
    .map(({ fate, reason, count }) => {
      return { fate, reason, count, sentence: sentenceOf(fate, reason) }
    })
    .sort((a, b) => order(a) - order(b) || b.count - a.count || (a.reason < b.reason ? -1 : 1))
  const { allowedBy } = audience
  return {
    source: audience.source,
    step: audience.step,
    frozenAt: isoOf(audience.frozenAt),
    readAt: isoOf(audience.readAt),
    chosen: sum('count'),
    intended: sum('intended'),
    counts,
    barred: sum('barred'),
    strangers: await countNotChosen(tx, of, 'stranger'),
    strangersSent: await countNotChosen(tx, of, 'stranger_sent'),
    allowed: allowedBy === null ? null : { by: allowedBy, reason: audience.allowedReason },
    pushId: audience.pushId,
    takenBack: audience.takenBack,
    look: lookOf(audience),
    lookAgainAt: isoOf(audience.lookAgainAt),
    listRemovedAt: isoOf(audience.listRemovedAt),
    listKept: audience.listKept,
    policy: await audiencePolicy(tx, of.workspaceId),
  }
}

export interface AudienceRow {
  /** Of one who was chosen: the number of the target; else of the address. */
  key: string
  personId: number | null
  name: string | null
  address: string | null
  group: Fate | NotChosen
  reason: Reason | ''
  sentence: string
  /** The reason came after the freezing; ISO 8601. */
  lateAt: string | null
}

export interface RowsAsk {
  /** Absent: everybody who was chosen. */
  group?: Group
  reason?: string
  after?: string
  limit: number
}

/** The people behind a count, in the order they were frozen. */
export async function audienceRows(
  tx: Tx,
  of: CampaignOf,
  ask: RowsAsk,
): Promise<{ items: AudienceRow[]; next: string | null }> {
  const { group, limit } = ask
  const page = { after: cursorOf(ask.after), rows: limit + 1 }
  // Names are looked up for the page alone, not for everybody behind it.
  const { rows } = await sql<Omit<AudienceRow, 'sentence'>>`
    with page as materialized (
      ${isNotChosen(group) ? notChosenOn(page, of, group) : targetsOn(page, of, ask)}
    )
    select f.key::text as key, coalesce(p.merged_into, p.id) as "personId", p.name, a.address,
      f.fate as group, f.reason, to_char(f.late_at at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lateAt"
    from page f
    left join address a on a.workspace_id = ${of.workspaceId} and a.id = f.address_id
    left join person p on p.workspace_id = ${of.workspaceId} and p.id = f.person_id
    order by f.key`.execute(tx)
  const items = rows.slice(0, limit).map((row) => ({
    ...row,
    sentence: isNotChosen(row.group) ? GROUP_WORDS[row.group] : sentenceOf(row.group, row.reason),
  }))
  return { items, next: rows.length > limit ? items.at(-1)!.key : null }
}

interface Page {
  after: number
  rows: number
}

function targetsOn(page: Page, of: CampaignOf, { group, reason }: RowsAsk): RawBuilder<unknown> {
  return sql`
    select f.id as key, f.person_id, f.address_id, f.fate, f.reason, f.late_at
    from (${fatesOf(of)}) f
    where f.id > ${page.after} and ${group === undefined ? sql`true` : isOfGroup(group)}
      and ${reason === undefined ? sql`true` : sql`f.reason = ${reason}`}
    order by f.id limit ${page.rows}`
}

function notChosenOn(page: Page, of: CampaignOf, group: NotChosen): RawBuilder<unknown> {
  return sql`
    select s.address_id as key, (select u.person_id from person_address u
        where u.workspace_id = ${of.workspaceId} and u.address_id = s.address_id
          and u.ended_at is null order by u.is_primary desc, u.person_id limit 1) as person_id,
      s.address_id, ${group}::text as fate, '' as reason, null::timestamptz as late_at
    from (${notChosen(of, group)} and m.address_id > ${page.after}
      order by m.address_id limit ${page.rows}) s`
}

function sentenceOf(fate: Fate, reason: Reason | ''): string {
  if (reason === '') return GROUP_WORDS[fate]
  return fate === 'skipped' ? REASONS[reason] : `${REASONS[reason]} ${GROUP_WORDS[fate]}`
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

function cursorOf(after: string | undefined): number {
  if (after === undefined) return 0
  if (/^\d{1,9}$/.test(after)) return Number(after)
  throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
}
