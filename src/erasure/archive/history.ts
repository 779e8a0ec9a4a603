import { sql } from 'kysely'
import { rowsAbout } from '../../ledger/index.ts'
import { nameOfAddress } from '../../people/index.ts'
import { addressIds, rows, without, type Section } from './section.ts'

/** What each statement reads in the order of a timeline. */
const EVENT_KEY =
  'array[e.address_id, (extract(epoch from e.occurred_at) * 1000000)::bigint, e.key]'

/** What happened, as it is counted, event by event, and as it was told. */
export const HISTORY: readonly Section[] = [
  rows(
    {
      name: 'mailings',
      title: 'Mailings',
      about: 'Each mailing to each address: how often it was opened, clicked, and so on.',
      tables: ['recipient', 'recipient_link', 'campaign'],
    },
    {
      from: (asked) => sql`(select distinct e.campaign_id, e.address_id from event e
          where e.workspace_id = ${asked.workspaceId} and e.address_id = ${addressIds(asked)}) m
        join recipient r on r.workspace_id = ${asked.workspaceId}
          and r.campaign_id = m.campaign_id and r.address_id = m.address_id
        join campaign c on c.workspace_id = r.workspace_id and c.id = r.campaign_id
        join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
        where true`,
      key: 'array[r.campaign_id::bigint, r.address_id::bigint]',
      item: `${without('r', 'rule_version', 'bounce_detail_id', 'opt_out_detail_id')}
        || jsonb_build_object('campaign', c.name, 'subject', c.subject, 'address', a.address,
          'links', (select coalesce(jsonb_agg(jsonb_build_object('url', l.url, 'clicks', k.clicks,
              'first_at', k.first_at, 'last_at', k.last_at) order by k.first_at, l.id), '[]')
            from recipient_link k
            join link l on l.workspace_id = k.workspace_id and l.id = k.link_id
            where k.workspace_id = r.workspace_id and k.campaign_id = r.campaign_id
              and k.address_id = r.address_id))`,
    },
  ),
  rows(
    {
      name: 'audiences',
      title: 'Audiences',
      about:
        'Campaigns the person was chosen for, or was on the lists of, and why they were skipped.',
      tables: ['campaign_target', 'campaign_member'],
    },
    {
      from: (asked) => sql`(select t.campaign_id, t.address_id from campaign_target t
          where t.workspace_id = ${asked.workspaceId} and t.address_id = ${addressIds(asked)}
          union select b.campaign_id, b.address_id from campaign_member b
          where b.workspace_id = ${asked.workspaceId} and b.address_id = ${addressIds(asked)}) m
        join campaign c on c.workspace_id = ${asked.workspaceId} and c.id = m.campaign_id
        join address a on a.workspace_id = ${asked.workspaceId} and a.id = m.address_id
        where true`,
      key: 'array[m.campaign_id::bigint, m.address_id::bigint]',
      item: `jsonb_build_object('campaign', c.name, 'address', a.address,
        'chosen', (select coalesce(jsonb_agg(jsonb_build_object('skipped', t.reason,
            'skipped_at', t.late_at) order by t.id), '[]') from campaign_target t
          where t.workspace_id = c.workspace_id and t.campaign_id = c.id
            and t.address_id = a.id),
        'on_its_lists', exists (select from campaign_member b
          where b.workspace_id = c.workspace_id and b.campaign_id = c.id
            and b.address_id = a.id))`,
    },
  ),
  rows(
    {
      name: 'events',
      title: 'What happened',
      about: 'Every send, open, click, bounce and so on, with link, detail, program and verdict.',
      tables: ['event', 'verdict', 'link', 'detail'],
    },
    {
      from: (asked) => sql`event e
        join address a on a.workspace_id = e.workspace_id and a.id = e.address_id
        left join campaign c on c.workspace_id = e.workspace_id and c.id = e.campaign_id
        left join link l on l.workspace_id = e.workspace_id and l.id = e.link_id
        left join detail d on d.workspace_id = e.workspace_id and d.id = e.detail_id
        left join detail g on g.workspace_id = e.workspace_id and g.id = e.agent_id
        left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
          and v.occurred_at = e.occurred_at and v.key = e.key
        where e.workspace_id = ${asked.workspaceId} and e.address_id = ${addressIds(asked)}`,
      key: EVENT_KEY,
      item: `jsonb_build_object('occurred_at', e.occurred_at, 'kind',
        ('{sent,delivered,open,click,forward,bounce,opt_out,complaint}'::text[])[e.kind],
        'address', a.address, 'campaign', c.name, 'campaign_id', e.campaign_id, 'link', l.url,
        'detail', d.value, 'detail_class', nullif(d.class, ''), 'detail_note', nullif(d.note, ''),
        'program', g.value, 'time_is_approximate', e.flags & 1 = 1, 'receipt_id', e.receipt_id,
        'verdict', coalesce(('{machine,proxy}'::text[])[v.class],
          case when e.kind in (3, 4) then 'human' end), 'verdict_reason', v.reason)`,
    },
  ),
  {
    name: 'pages',
    title: 'As the services told it',
    about: 'The rows about the person in the pages the e-mail services sent, word for word.',
    tables: ['receipt'],
    async page(tx, { target, connectors }, after) {
      const names = target.addresses.map((one) => nameOfAddress(one.kind, one.canonical))
      const about = { addresses: names, ids: target.ids }
      const { rows: items, place } = await rowsAbout(tx, connectors, about, Number(after || 0))
      return { items, next: place === null ? null : String(place) }
    },
  },
]
