import { sql } from 'kysely'
import { REASONS } from './verdict-rules.ts'

const KINDS = [
  { code: 1, count: 'sent', moment: 'sent' },
  { code: 2, count: 'delivered', moment: 'delivered' },
  { code: 3, count: 'opens', moment: 'open' },
  { code: 4, count: 'clicks', moment: 'click' },
  { code: 5, count: 'forwards', moment: 'forward' },
  { code: 6, count: 'bounces', moment: 'bounce' },
  { code: 7, count: 'opt_outs', moment: 'opt_out' },
  { code: 8, count: 'complaints', moment: 'complaint' },
]

const countNames = KINDS.map((kind) => kind.count)
const momentNames = KINDS.flatMap(({ moment }) => [`first_${moment}_at`, `last_${moment}_at`])
const columnNames = [
  ...countNames,
  'human_opens',
  'proxy_opens',
  'human_clicks',
  'bounce_detail_id',
  'opt_out_detail_id',
  ...momentNames,
]

/** All columns of a recipient that are folded from its events. */
export const columns = sql.raw(columnNames.join(', '))
/** The same, each with the table's name before it. */
export const prefixed = (table: string) =>
  sql.raw(columnNames.map((name) => `${table}.${name}`).join(', '))

/** One recipient's row, aggregated from its judged events; in the order of columnNames' names. */
export const recipientSums = sql.raw(
  [
    ...KINDS.map(({ code, count }) => `count(*) filter (where kind = ${code})::int as ${count}`),
    'count(*) filter (where kind = 3 and reason is null)::int as human_opens',
    `count(*) filter (where kind = 3 and reason = '${REASONS.proxy}')::int as proxy_opens`,
    'count(*) filter (where kind = 4 and reason is null)::int as human_clicks',
    // The last bounce's code and the last opt-out's reason stand for the recipient. The greatest
    // of (time, key, code) needs no sort, which an ordered aggregate makes for every recipient.
    ...[
      { code: 6, name: 'bounce_detail_id' },
      { code: 7, name: 'opt_out_detail_id' },
    ].map(
      ({ code, name }) =>
        `coalesce((max(array[(extract(epoch from occurred_at) * 1000000)::bigint, key, detail_id])
           filter (where kind = ${code}))[3], 0)::int as ${name}`,
    ),
    ...KINDS.flatMap(({ code, moment }) => [
      `min(occurred_at) filter (where kind = ${code}) as first_${moment}_at`,
      `max(occurred_at) filter (where kind = ${code}) as last_${moment}_at`,
    ]),
  ].join(', '),
)

/** What changed for a campaign: the recipients as they are now, less as they were before. */
export const campaignSums = sql.raw(
  [
    'sum(sign * (sent > 0 and bounces = 0)::int) as reached',
    ...[...countNames, 'human_opens', 'proxy_opens', 'human_clicks'].flatMap((name) => [
      `sum(sign * ${name}) as ${name}`,
      `sum(sign * (${name} > 0)::int) as ${name}_people`,
    ]),
    ...KINDS.flatMap(({ moment }) => [
      `min(first_${moment}_at) as first_${moment}_at`,
      `max(last_${moment}_at) as last_${moment}_at`,
    ]),
  ].join(', '),
)

/** One row a kind; where a kind knows no machines, every event is a person's. */
export const perKind = sql.raw(
  [
    // Kind 0: delivered as Homing defines it, sent and not bounced, whatever the vendor tells.
    `(0, reached::int, reached::bigint, reached::int, reached::bigint, 0, 0::bigint,
      first_sent_at, last_sent_at)`,
    ...KINDS.map(({ code, count, moment }) => {
      const human = code === 3 || code === 4 ? `human_${count}` : count
      const proxy = code === 3 ? ['proxy_opens_people', 'proxy_opens'] : ['0', '0']
      return `(${code}, ${count}_people::int, ${count}::bigint, ${human}_people::int,
      ${human}::bigint, ${proxy[0]}::int, ${proxy[1]}::bigint,
      first_${moment}_at, last_${moment}_at)`
    }),
  ].join(', '),
)
