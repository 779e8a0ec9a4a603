import { sql, type RawBuilder } from 'kysely'
import { rowsAbout } from '../../ledger/index.ts'
import type { Connector } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Target } from '../target.ts'
import { termsOfTarget } from '../sought.ts'

/** Rows one transaction reads of a section. */
const PAGE_ROWS = 1_000

export interface Asked {
  workspaceId: number
  target: Target
  connectors: readonly Connector[]
}

export interface SectionPage {
  items: unknown[]
  /** Where the next page begins; null after the last. */
  next: string | null
}

/** One file of the archive: what it holds, and how it is read, a page at a time. */
export interface Section {
  name: string
  title: string
  /** For whoever opens it. */
  about: string
  /** Tables it is taken from. */
  tables: readonly string[]
  page(tx: Tx, asked: Asked, after: string): Promise<SectionPage>
}

type Where = (asked: Asked) => RawBuilder<unknown>

const addressIds = ({ target }: Asked) => sql`any (${target.addresses.map((a) => a.id)}::integer[])`

/** A section of one statement: rows in the order of their key, after the last one of the page. */
function rows(
  of: Omit<Section, 'page'>,
  { from, key, item }: { from: Where; key: string; item: string },
): Section {
  return {
    ...of,
    async page(tx, asked, after) {
      const found = await sql<{ key: string; item: unknown }>`
        select (${sql.raw(key)})::text as key, ${sql.raw(item)} as item
        from ${from(asked)}
          and (${after}::text = '' or ${sql.raw(key)} > (${after === '' ? null : after})::${sql.raw(
            key.startsWith('array') ? 'bigint[]' : 'bigint',
          )})
        order by ${sql.raw(key)} limit ${PAGE_ROWS}`.execute(tx)
      const last = found.rows.at(-1)
      return {
        items: found.rows.map((row) => row.item),
        next: last !== undefined && found.rows.length === PAGE_ROWS ? last.key : null,
      }
    },
  }
}

const without = (alias: string, ...columns: string[]) =>
  `to_jsonb(${alias}) - '{${['workspace_id', ...columns].join()}}'::text[]`

/** What each statement reads in the order of a timeline. */
const EVENT_KEY =
  'array[e.address_id, (extract(epoch from e.occurred_at) * 1000000)::bigint, e.key]'

export const SECTIONS: readonly Section[] = [
  rows(
    {
      name: 'person',
      title: 'Who you are',
      about: 'The record of the person, with the colleague it belongs to.',
      tables: ['person', 'owner'],
    },
    {
      from: ({ workspaceId, target }) => sql`person p left join owner o
        on o.workspace_id = p.workspace_id and o.id = p.owner_id
        where p.workspace_id = ${workspaceId} and p.id = ${target.personId}`,
      key: 'p.id',
      item: `${without('p', 'owner_id')} || jsonb_build_object('owner', o.name)`,
    },
  ),
  rows(
    {
      name: 'organizations',
      title: 'Companies and households',
      about: 'What the person belongs to.',
      tables: ['organization', 'affiliation'],
    },
    {
      from: ({ workspaceId, target }) => sql`affiliation f join organization g
        on g.workspace_id = f.workspace_id and g.id = f.organization_id
        where f.workspace_id = ${workspaceId} and f.person_id = ${target.personId}`,
      key: 'g.id',
      item: without('g', 'owner_id'),
    },
  ),
  rows(
    {
      name: 'addresses',
      title: 'Addresses',
      about: 'Every address the person has or had. endedAt: it was corrected.',
      tables: ['address', 'person_address', 'seed_address'],
    },
    {
      from: ({ workspaceId, target }) => sql`person_address pa join address a
        on a.workspace_id = pa.workspace_id and a.id = pa.address_id
        where pa.workspace_id = ${workspaceId} and pa.person_id = ${target.personId}`,
      key: 'a.id',
      item: `${without('a', 'erased_at', 'bounced_campaign_id')} || jsonb_build_object(
        'is_primary', pa.is_primary, 'started_at', pa.started_at, 'ended_at', pa.ended_at,
        'shared_with_others', exists (select from person_address o
          where o.workspace_id = pa.workspace_id and o.address_id = pa.address_id
            and o.person_id <> pa.person_id),
        'on_the_seed_list', exists (select from seed_address s
          where s.workspace_id = a.workspace_id and s.address_id = a.id))`,
    },
  ),
  rows(
    {
      name: 'consent',
      title: 'Consent',
      about: 'What was said of being written to: when, where, why, with what evidence.',
      tables: ['consent_fact', 'topic'],
    },
    {
      from: (asked) => sql`consent_fact f
        left join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
        left join topic t on t.workspace_id = f.workspace_id and t.id = f.topic_id
        left join connection n on n.workspace_id = f.workspace_id and n.id = f.connection_id
        left join campaign c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
        where f.workspace_id = ${asked.workspaceId}
          and (f.person_id = ${asked.target.personId} or f.address_id = ${addressIds(asked)})`,
      key: 'f.id',
      item: `${without('f', 'natural_key')} || jsonb_build_object('address', a.address,
        'topic', t.name, 'connection', n.name, 'campaign', c.name)`,
    },
  ),
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
            from recipient_link k join link l on l.workspace_id = k.workspace_id and l.id = k.link_id
            where k.workspace_id = r.workspace_id and k.campaign_id = r.campaign_id
              and k.address_id = r.address_id))`,
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
  rows(
    {
      name: 'services',
      title: 'At the e-mail services',
      about: 'By which ids the services know the addresses, what they say of the contact, lists.',
      tables: ['contact', 'contact_identity', 'list', 'list_member', 'staged_contact'],
    },
    {
      from: (asked) => sql`address a
        cross join connection n
        where a.workspace_id = ${asked.workspaceId} and n.workspace_id = ${asked.workspaceId}
          and a.id = ${addressIds(asked)}
          and (exists (select from contact_identity i where i.workspace_id = a.workspace_id
              and i.connection_id = n.id and i.address_id = a.id)
            or exists (select from contact k where k.workspace_id = a.workspace_id
              and k.connection_id = n.id and k.address_id = a.id)
            or exists (select from staged_contact s join account_read t
              on t.workspace_id = s.workspace_id and t.id = s.read_id
              where s.workspace_id = a.workspace_id and t.connection_id = n.id
                and s.address_id = a.id))`,
      key: 'array[n.id::bigint, a.id::bigint]',
      item: `jsonb_build_object('connection', n.name, 'address', a.address,
        'ids', (select coalesce(jsonb_agg(i.external_id order by i.external_id), '[]')
          from contact_identity i where i.workspace_id = a.workspace_id
            and i.connection_id = n.id and i.address_id = a.id),
        'contact', (select ${without('k', 'connection_id', 'address_id')} from contact k
          where k.workspace_id = a.workspace_id and k.connection_id = n.id and k.address_id = a.id),
        'being_read', (select jsonb_agg(${without('s', 'address_id', 'read_id')})
          from staged_contact s join account_read t
            on t.workspace_id = s.workspace_id and t.id = s.read_id
          where s.workspace_id = a.workspace_id and t.connection_id = n.id
            and s.address_id = a.id),
        'lists', (select coalesce(jsonb_agg(jsonb_build_object('list', l.name,
            'since', m.first_seen_at, 'gone_at', m.gone_at) order by l.id), '[]')
          from list_member m join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
          where m.workspace_id = a.workspace_id and l.connection_id = n.id
            and m.address_id = a.id))`,
    },
  ),
  {
    name: 'pages',
    title: 'As the services told it',
    about: 'The rows about the person in the pages the e-mail services sent, word for word.',
    tables: ['receipt'],
    async page(tx, { target, connectors }, after) {
      const about = { addresses: target.addresses.map((one) => one.canonical), ids: target.ids }
      const { rows: items, place } = await rowsAbout(tx, connectors, about, Number(after || 0))
      return { items, next: place === null ? null : String(place) }
    },
  },
  rows(
    {
      name: 'problems',
      title: 'Records that needed somebody',
      about: 'Rows about the person that could not be read, and what somebody put right.',
      tables: ['problem', 'mend'],
    },
    {
      from: ({ workspaceId, target }) => sql`problem p
        where p.workspace_id = ${workspaceId}
          and erasure_without(concat_ws(' ', p.record::text, p.sentence), ${termsOfTarget(target)}::text[])
            <> concat_ws(' ', p.record::text, p.sentence)`,
      key: 'p.id',
      item: `jsonb_build_object('id', p.id, 'cause', p.cause, 'sentence', p.sentence,
        'record', p.record, 'status', p.status, 'first_at', p.first_at, 'last_at', p.last_at,
        'mends', (select coalesce(jsonb_agg(jsonb_build_object('field', m.field, 'was', m.was,
            'became', m.became, 'at', m.mended_at) order by m.id), '[]')
          from mend m where m.workspace_id = p.workspace_id and m.problem_id = p.id))`,
    },
  ),
  rows(
    {
      name: 'imports',
      title: 'Refused rows of imports',
      about: 'Rows of imported files that name the person and were refused, with the reason.',
      tables: ['import', 'import_refusal'],
    },
    {
      from: ({ workspaceId, target }) => sql`import_refusal r
        join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
        where r.workspace_id = ${workspaceId}
          and erasure_without(r.record::text, ${termsOfTarget(target)}::text[]) <> r.record::text`,
      key: 'array[r.import_id::bigint, r.line::bigint]',
      item: `${without('r')} || jsonb_build_object('file', i.file_name, 'at', i.started_at)`,
    },
  ),
  rows(
    {
      name: 'audit',
      title: 'What colleagues did',
      about: 'Entries of the audit about the person: who did what, and when.',
      tables: ['audit'],
    },
    {
      from: ({ workspaceId, target }) => sql`audit u
        where u.workspace_id = ${workspaceId} and u.subject = 'person'
          and u.subject_id = ${String(target.personId)}`,
      key: 'u.id',
      item: without('u', 'chain', 'salt', 'erased_in', 'actor_id'),
    },
  ),
  rows(
    {
      name: 'messages',
      title: 'Messages that mention you',
      about: 'Mails to colleagues and messages to other systems in which the person is named.',
      tables: ['mail', 'webhook_delivery'],
    },
    {
      from: ({ workspaceId, target }) => sql`(
          select id::bigint * 2 as id, 'mail' as kind, subject || E'\n' || body as text, created_at
          from mail where workspace_id = ${workspaceId}
          union all
          select id::bigint * 2 + 1, 'webhook', body, created_at
          from webhook_delivery where workspace_id = ${workspaceId}) x
        where erasure_without(x.text, ${termsOfTarget(target)}::text[]) <> x.text`,
      key: 'x.id',
      item: `jsonb_build_object('kind', x.kind, 'text', x.text, 'at', x.created_at)`,
    },
  ),
]
