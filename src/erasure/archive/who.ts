import { sql } from 'kysely'
import { addressIds, rows, without, type Section } from './section.ts'

/** What stands beside it already. */
const HERE = ['connection_id', 'address_id', 'from_address_id']

/** Who the person is, where they are written to, and what they said of it. */
export const WHO: readonly Section[] = [
  rows(
    {
      name: 'person',
      title: 'Who you are',
      about: 'The record of the person, and of those merged into it, with the colleague it is of.',
      tables: [
        ...['person', 'owner', 'field_change', 'person_merge', 'person_merge_link'],
        ...['person_merge_affiliation', 'not_same_person', 'crm_record'],
      ],
    },
    {
      from: ({ workspaceId, target }) => sql`person p left join owner o
        on o.workspace_id = p.workspace_id and o.id = p.owner_id
        where p.workspace_id = ${workspaceId}
          and (p.id = ${target.personId} or p.merged_into = ${target.personId})`,
      key: 'p.id',
      item: `${without('p', 'owner_id')} || jsonb_build_object('owner', o.name,
        'changes', (select coalesce(jsonb_agg(jsonb_build_object('field', x.field,
            'before', x.before, 'written_by', x.written_by, 'at', x.at) order by x.id), '[]')
          from field_change x
          where x.workspace_id = p.workspace_id and x.person_id = p.id),
        'merges', (select coalesce(jsonb_agg(to_jsonb(m) - '{workspace_id}'::text[]
            || jsonb_build_object('addresses', (
              select coalesce(jsonb_agg(to_jsonb(l) - '{workspace_id,merge_id}'::text[]), '[]')
              from person_merge_link l
              where l.workspace_id = m.workspace_id and l.merge_id = m.id),
              'organizations', (select coalesce(jsonb_agg(v.organization_id), '[]')
              from person_merge_affiliation v
              where v.workspace_id = m.workspace_id and v.merge_id = m.id))
            order by m.id), '[]')
          from person_merge m
          where m.workspace_id = p.workspace_id and p.id in (m.kept_id, m.merged_id)),
        'not_the_same_as', (select coalesce(jsonb_agg(n.person_id + n.other_id - p.id), '[]')
          from not_same_person n
          where n.workspace_id = p.workspace_id and p.id in (n.person_id, n.other_id)),
        'crm_records', (select coalesce(jsonb_agg(${without('k', 'person_id', 'organization_id')}
            order by k.connection_id, k.external_id), '[]')
          from crm_record k where k.workspace_id = p.workspace_id and k.person_id = p.id))`,
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
      item: `${without('a', 'erased_at', 'bounced_campaign_id', 'suppressed_by')}
        || jsonb_build_object('is_primary', pa.is_primary,
        'started_at', pa.started_at, 'ended_at', pa.ended_at,
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
      tables: ['consent_fact', 'topic', 'consent_doubt', 'consent_doubt_decision'],
    },
    {
      from: (asked) => sql`consent_fact f
        left join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
        left join topic t on t.workspace_id = f.workspace_id and t.id = f.topic_id
        left join connection n on n.workspace_id = f.workspace_id and n.id = f.connection_id
        left join campaign c on c.workspace_id = f.workspace_id and c.id = f.campaign_id
        where f.workspace_id = ${asked.workspaceId}
          and (f.person_id in (select id from person where workspace_id = ${asked.workspaceId}
              and (id = ${asked.target.personId} or merged_into = ${asked.target.personId}))
            or f.address_id = ${addressIds(asked)})`,
      key: 'f.id',
      item: `${without('f', 'natural_key')} || jsonb_build_object('address', a.address,
        'topic', t.name, 'connection', n.name, 'campaign', c.name,
        'doubts', (select coalesce(jsonb_agg(d.reason), '[]') from consent_doubt d
          where d.workspace_id = f.workspace_id and d.fact_id = f.id),
        'decided', (select to_jsonb(d) - '{workspace_id,fact_id}'::text[]
          from consent_doubt_decision d
          where d.workspace_id = f.workspace_id and d.fact_id = f.id))`,
    },
  ),
  rows(
    {
      name: 'services',
      title: 'At the e-mail services',
      about: 'By which ids the services know the addresses, what they say of the contact, lists.',
      tables: [
        ...['contact', 'contact_identity', 'list', 'list_member', 'staged_contact'],
        ...['write_back', 'push_item', 'told_recipient', 'told_raised'],
        'told_figures',
      ],
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
                and s.address_id = a.id)
            or exists (select from write_back b where b.workspace_id = a.workspace_id
              and b.connection_id = n.id and b.address_id = a.id)
            or exists (select from push_item i join push p
              on p.workspace_id = i.workspace_id and p.id = i.push_id
              where i.workspace_id = a.workspace_id and p.connection_id = n.id
                and i.address_id = a.id)
            or exists (select from told_recipient d where d.workspace_id = a.workspace_id
              and d.connection_id = n.id and d.address_id = a.id)
            or exists (select from told_raised g where g.workspace_id = a.workspace_id
              and g.connection_id = n.id and g.address_id = a.id))`,
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
        'told', (select coalesce(jsonb_agg(${without('b', ...HERE)} order by b.id), '[]')
          from write_back b where b.workspace_id = a.workspace_id
            and b.connection_id = n.id and b.address_id = a.id),
        'pushed', (select coalesce(jsonb_agg(${without('i', ...HERE)} order by i.id), '[]')
          from push_item i join push p on p.workspace_id = i.workspace_id and p.id = i.push_id
          where i.workspace_id = a.workspace_id and p.connection_id = n.id
            and i.address_id = a.id),
        'activities_told', (select coalesce(jsonb_agg(${without('d', ...HERE)}
            order by d.campaign_id), '[]')
          from told_recipient d where d.workspace_id = a.workspace_id
            and d.connection_id = n.id and d.address_id = a.id),
        'figures_told', (select coalesce(jsonb_agg(${without('f', ...HERE)}
            order by f.module, f.record_id), '[]')
          from told_figures f where f.workspace_id = a.workspace_id and f.connection_id = n.id
            and exists (select from told_recipient d where d.workspace_id = f.workspace_id
              and d.connection_id = f.connection_id and d.address_id = a.id
              and d.module = f.module and d.record_id = f.record_id)),
        'raised_told', (select coalesce(jsonb_agg(${without('g', ...HERE)}
            order by g.campaign_id, g.kind, g.name), '[]')
          from told_raised g where g.workspace_id = a.workspace_id
            and g.connection_id = n.id and g.address_id = a.id),
        'lists', (select coalesce(jsonb_agg(jsonb_build_object('list', l.name,
            'since', m.first_seen_at, 'gone_at', m.gone_at) order by l.id), '[]')
          from list_member m join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
          where m.workspace_id = a.workspace_id and l.connection_id = n.id
            and m.address_id = a.id))`,
    },
  ),
  rows(
    {
      name: 'lists',
      title: 'Lists',
      about: 'Which lists of the firm the person is on, since when. Segments hold nobody.',
      tables: ['person_list', 'person_list_member'],
    },
    {
      from: ({ workspaceId, target }) => sql`person_list_member m join person_list l
        on l.workspace_id = m.workspace_id and l.id = m.person_list_id
        where m.workspace_id = ${workspaceId}
          and m.person_id in (select id from person where workspace_id = ${workspaceId}
            and (id = ${target.personId} or merged_into = ${target.personId}))`,
      key: 'array[l.id::bigint, m.person_id::bigint]',
      item: `jsonb_build_object('list', l.name, 'kind', l.kind, 'added_at', m.added_at,
        'added_by', m.added_by)`,
    },
  ),
  rows(
    {
      name: 'interests',
      title: 'Interests',
      about: 'What somebody stated that the person is interested in.',
      tables: ['person_interest', 'interest'],
    },
    {
      from: ({ workspaceId, target }) => sql`person_interest s join interest i
        on i.workspace_id = s.workspace_id and i.id = s.interest_id
        where s.workspace_id = ${workspaceId}
          and s.person_id in (select id from person where workspace_id = ${workspaceId}
            and (id = ${target.personId} or merged_into = ${target.personId}))`,
      key: 's.id',
      item: `${without('s')} || jsonb_build_object('interest', i.name)`,
    },
  ),
]
