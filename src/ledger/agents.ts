import { sql, type RawBuilder } from 'kysely'
import { bitOf, type Tx } from '../platform/database/index.ts'
import type { Audience } from './figures.ts'
import { kindCode } from './kinds.ts'

export const DEVICES = ['phone', 'tablet', 'computer'] as const
export type Device = (typeof DEVICES)[number]

/**
 * What mail is read with, by what an agent calls itself: a user agent, or the few words an ESP has
 * instead ("mobile", "Outlook, Desktop", "Chrome, Windows"). Regular expressions of PostgreSQL,
 * without regard to case; the first that fits decides.
 */
const PROGRAMS: readonly [name: string, pattern: string][] = [
  ['Gmail’s picture proxy', 'googleimageproxy|ggpht\\.com'],
  ['Yahoo’s picture proxy', 'yahoomailproxy'],
  ['Apple’s privacy proxy', '^mozilla/5\\.0$'],
  ['Outlook', 'outlook|microsoft office|ms-?office|windows mail'],
  ['Thunderbird', 'thunderbird'],
  ['Notes', 'lotus.?notes|hcl.?notes|ibm.?notes'],
  ['Samsung Mail', 'samsung.?(e?mail)'],
  ['Gmail', 'gmail'],
  ['Yahoo Mail', 'yahoo'],
  ['Apple Mail', 'apple.?mail|(iphone|ipad|macintosh).*applewebkit(?!.*(safari|crios|fxios|edg))'],
  ['Edge', '\\medg(e|a|ios)?(/|\\M)'],
  ['Opera', '\\mopr/|opera'],
  ['Firefox', 'firefox|fxios'],
  ['Chrome', 'chrome|crios'],
  ['Safari', 'safari'],
  ['Internet Explorer', 'msie|trident/|internet explorer'],
]

/** A user agent with Android is a tablet's where it does not say that it is mobile. */
const DEVICE_WORDS: readonly [name: Device, pattern: string][] = [
  ['tablet', 'ipad|tablet|kindle|silk/|^mozilla.*android(?!.*mobile)'],
  ['phone', 'iphone|ipod|android|windows phone|blackberry|mobile|phone'],
  ['computer', 'windows|macintosh|mac ?os|linux|x11|cros|computer|desktop|webmail'],
]

/** What one step of a statement may sort or hash in memory. */
const MEMORY = '64MB'
/** What a row costs that a worker hands over, of which PostgreSQL takes ten times as much. */
const HANDED_OVER_COST = '0.01'

/** Agents that tell neither program nor device, and events without an agent. */
const UNTOLD = '/'

/**
 * How an agent's word is told in one text, "Outlook/computer", either side empty where it is not
 * known: what a log is narrowed by. value is SQL of the word.
 */
function readWithOf(value: string): RawBuilder<string> {
  const first = (rules: readonly (readonly [string, string])[]) =>
    sql`case ${sql.join(
      rules.map(([name, pattern]) => sql`when ${sql.raw(value)} ~* ${pattern} then ${name}::text`),
      sql` `,
    )} else '' end`
  return sql`(${first(PROGRAMS)} || '/' || ${first(DEVICE_WORDS)})`
}

export interface ReadWith {
  /** What narrows a log to these: "Outlook/computer". */
  readWith: string
  /** Null where the ESP did not tell it. */
  program: string | null
  device: Device | null
  /** Addresses; each is the rows of that figure's log under readWith. */
  opens: number
  clicks: number
  /** Openings, by people and by what is none. */
  humanOpens: number
  machineOpens: number
  proxyOpens: number
}

/**
 * What a campaign was opened and clicked with, most openers first. Somebody who used two is counted
 * with both. Reads which agents there are, each agent's word once, and then the campaign's opens
 * and clicks, 64 neighbours as one row of bits.
 */
export async function readWithOfCampaign(
  tx: Tx,
  campaignId: number,
  audience: Audience,
): Promise<{ items: ReadWith[] }> {
  const isHuman = audience === 'human'
  const [open, click] = [sql.lit(kindCode('open')), sql.lit(kindCode('click'))]
  const people = (kind: RawBuilder<number>) => sql`coalesce(sum(bit_count(
    case when ${isHuman}::boolean then people else anybody end::bit(64))) filter (
    where kind = ${kind}), 0)::int`
  const opens = (by: 'human' | 'machine' | 'proxy') => sql`coalesce(sum(${sql.ref(by)}) filter (
    where kind = ${open}), 0)::int`
  const happened = sql`e.workspace_id = (select homing_workspace())
    and e.campaign_id = ${campaignId} and e.kind in (${open}, ${click})`
  const bit = bitOf(sql`e.address_id`)
  await sql`select set_config('work_mem', ${MEMORY}, true),
    set_config('parallel_tuple_cost', ${HANDED_OVER_COST}, true)`.execute(tx)
  const { rows } = await sql<Omit<ReadWith, 'program' | 'device'>>`
    with told as materialized (
      select d.id, ${readWithOf('d.value')} as read_with from detail d
      where d.workspace_id = (select homing_workspace()) and d.kind = 'agent'
        and d.id in (select e.agent_id from event e where ${happened})
    ),
    numbered as materialized (
      select id, read_with, (dense_rank() over (order by read_with))::int as number from told
      where read_with <> ${UNTOLD}
    ),
    neighbours as (
      select coalesce(n.number, 0) as number, e.kind, bit_or(${bit}) as anybody,
        coalesce(bit_or(${bit}) filter (where v.class is null), 0) as people,
        count(*) filter (where v.class is null) as human,
        count(*) filter (where v.class = 1) as machine,
        count(*) filter (where v.class = 2) as proxy
      from event e
      left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
        and v.occurred_at = e.occurred_at and v.key = e.key
      left join unnest(array(select row(id, number) from numbered)) n (id integer, number integer)
        on n.id = e.agent_id
      where ${happened}
      group by 1, e.kind, e.address_id >> 6
    ),
    summed as (
      select number, ${people(open)} as opens, ${people(click)} as clicks,
        ${opens('human')} as human, ${opens('machine')} as machine, ${opens('proxy')} as proxy
      from neighbours group by 1
    )
    select coalesce(n.read_with, ${UNTOLD}) as "readWith", s.opens, s.clicks,
      s.human as "humanOpens", s.machine as "machineOpens", s.proxy as "proxyOpens"
    from summed s
    left join (select distinct number, read_with from numbered) n on n.number = s.number
    order by s.opens desc, s.clicks desc, 1`.execute(tx)
  return { items: rows.map((row) => ({ ...row, ...partsOf(row.readWith) })) }
}

/** Of the recipients r: who opened, or clicked, with it; people only, or whatever did. */
export function readWithFilter(
  campaignId: number,
  asked: { readWith: string; kind: 'open' | 'click'; audience: Audience },
): RawBuilder<unknown> {
  const { readWith, kind, audience } = asked
  return sql`and r.address_id in (
    select e.address_id from event e
    left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
      and v.occurred_at = e.occurred_at and v.key = e.key
    where e.workspace_id = (select homing_workspace()) and e.campaign_id = ${campaignId}
      and e.kind = ${sql.lit(kindCode(kind))}
      and (v.key is null or ${audience === 'all'}::boolean)
      and e.agent_id in (
        select d.id from detail d
        where d.workspace_id = (select homing_workspace()) and d.kind = 'agent'
          and ${readWithOf('d.value')} = ${readWith}
        union all select 0 where ${readWith} = ${UNTOLD}))`
}

function partsOf(readWith: string): Pick<ReadWith, 'program' | 'device'> {
  const [program, device] = readWith.split('/')
  return { program: program || null, device: DEVICES.find((one) => one === device) ?? null }
}
