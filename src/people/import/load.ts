import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { canonicalOfName, nameOfAddress, type AddressKind } from '../address-name.ts'
import { Drafts, type OrganizationDraft, type PersonDraft } from './drafts.ts'
import type { Row } from './row.ts'

/** Reads what is known of everybody the rows may mean, in four statements however many they are. */
export async function loadDrafts(tx: Tx, workspaceId: number, rows: Row[]): Promise<Drafts> {
  const drafts = new Drafts()
  const people = await loadPeople(tx, workspaceId, rows)
  const ids = [...people.keys()]
  const links = await sql<LinkRow>`
    select pa.person_id, a.kind, a.canonical, a.address, pa.is_primary,
      pa.ended_at is not null as is_ended
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = any(${ids}::integer[])`.execute(tx)
  for (const link of links.rows) {
    people.get(link.person_id)!.links.set(nameOfAddress(link.kind, link.canonical), {
      isPrimary: link.is_primary,
      isEnded: link.is_ended,
      state: 'known',
      address: link.address,
    })
  }
  const memberships = await tx
    .selectFrom('affiliation')
    .select(['person_id', 'organization_id'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`person_id = any(${ids}::integer[])`)
    .execute()
  const organizations = await loadOrganizations(tx, workspaceId, rows, [
    ...new Set(memberships.map((one) => one.organization_id)),
  ])
  for (const { person_id, organization_id } of memberships) {
    people.get(person_id)!.affiliations.set(organizations.get(organization_id)!, 'known')
  }
  for (const organization of organizations.values()) drafts.noteOrganization(organization)
  for (const person of people.values()) drafts.note(person)
  return drafts
}

interface LinkRow {
  person_id: number
  kind: AddressKind
  canonical: string
  address: string
  is_primary: boolean
  is_ended: boolean
}

async function loadPeople(tx: Tx, workspaceId: number, rows: Row[]) {
  const faxes = rows.flatMap((row) => row.faxes.map((fax) => canonicalOfName(fax.canonical)))
  const canonicals = rows.flatMap((row) =>
    row.email === null ? [] : [row.email, ...row.otherEmails].map((email) => email.canonical),
  )
  const externalIds = rows
    .filter(isPersonRow)
    .map((row) => row.externalId)
    .filter(Boolean)
  const namesAlone = rows
    .filter((row) => isPersonRow(row) && row.externalId === '' && row.email === null)
    .map((row) => row.name)
  const found = await sql<Omit<PersonDraft, 'links' | 'affiliations' | 'state' | 'line'>>`
    select p.id, p.external_id as "externalId", p.origin, p.name, p.first_name as "firstName",
      p.last_name as "lastName", p.job_title as "jobTitle", p.phone, p.city, p.country,
      p.own, coalesce(o.name, '') as owner,
      p.origin = 'esp' and (merged.rows is not null or exists (select from consent_fact f
        where f.workspace_id = p.workspace_id and f.person_id = p.id) or exists (
        select from person_interest s
        where s.workspace_id = p.workspace_id and s.person_id = p.id)) as "mustStay",
      coalesce(merged.rows, '[]') as merged
    from person p left join owner o on o.workspace_id = p.workspace_id and o.id = p.owner_id
    left join lateral (
      select jsonb_agg(jsonb_build_object('externalId', m.external_id, 'name', m.name,
        'isNameAlone', m.external_id is null and not exists (
          select from person_merge g join person_merge_link l
            on l.workspace_id = g.workspace_id and l.merge_id = g.id
          where g.workspace_id = m.workspace_id and g.merged_id = m.id and g.undone_at is null)
        ) order by m.id) as rows
      from person m where m.workspace_id = p.workspace_id and m.merged_into = p.id
    ) merged on true
    where p.workspace_id = ${workspaceId} and p.id in (
      select coalesce(merged_into, id) from person
      where workspace_id = ${workspaceId} and external_id = any(${externalIds}::text[])
      union all
      select pa.person_id from address a
      join person_address pa on pa.workspace_id = a.workspace_id and pa.address_id = a.id
      where a.workspace_id = ${workspaceId} and a.kind = 'email'
        and a.canonical = any(${canonicals}::text[])
      union all
      select pa.person_id from address a
      join person_address pa on pa.workspace_id = a.workspace_id and pa.address_id = a.id
      where a.workspace_id = ${workspaceId} and a.kind = 'fax'
        and a.canonical = any(${faxes}::text[])
      union all
      select coalesce(n.merged_into, n.id) from person n
      where n.workspace_id = ${workspaceId} and n.external_id is null
        and lower(n.name) in (select lower(name) from unnest(${namesAlone}::text[]) as given (name))
        and not exists (select from person_address pa
          where pa.workspace_id = n.workspace_id and pa.person_id = n.id)
    )
    order by p.id`.execute(tx)
  return new Map<number, PersonDraft>(
    found.rows.map((row) => [
      row.id,
      { ...row, links: new Map(), affiliations: new Map(), state: 'known', line: 0 },
    ]),
  )
}

async function loadOrganizations(tx: Tx, workspaceId: number, rows: Row[], ids: number[]) {
  const names = [...new Set(rows.map((row) => (isPersonRow(row) ? row.organization : row.name)))]
  const externalIds = rows.filter((row) => !isPersonRow(row)).map((row) => row.externalId)
  const found = await sql<Omit<OrganizationDraft, 'state'>>`
    select g.id, g.external_id as "externalId", g.kind, g.name, coalesce(o.name, '') as owner,
      g.phone, g.city, g.country
    from organization g left join owner o on o.workspace_id = g.workspace_id and o.id = g.owner_id
    where g.workspace_id = ${workspaceId} and g.id in (
      select id from organization
      where workspace_id = ${workspaceId} and lower(name) in (
        select lower(given.name) from unnest(${names.filter(Boolean)}::text[]) as given (name))
      union all
      select id from organization
      where workspace_id = ${workspaceId}
        and external_id = any(${externalIds.filter(Boolean)}::text[])
      union all
      select unnest(${ids}::integer[])
    )
    order by g.id`.execute(tx)
  return new Map<number, OrganizationDraft>(
    found.rows.map((row) => [row.id, { ...row, state: 'known' }]),
  )
}

function isPersonRow(row: Row): boolean {
  return row.kind === 'person'
}
