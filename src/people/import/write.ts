import { sql } from 'kysely'
import { writeAs, type Tx } from '../../platform/database/index.ts'
import { canonicalOfName, kindOfName } from '../address-name.ts'
import type { Drafts, OrganizationDraft, PersonDraft } from './drafts.ts'

/**
 * Writes what the batch changed: a constant number of statements, none of them for one row. writer:
 * who says it, as writeAs.
 */
export async function writeDrafts(
  tx: Tx,
  { workspaceId, writer }: { workspaceId: number; writer: string },
  drafts: Drafts,
  ownerEmails: ReadonlyMap<string, string>,
): Promise<void> {
  await writeAs(tx, writer)
  const organizations = [...drafts.organizations]
  const people = [...drafts.people]
  const owners = await writeOwners(tx, workspaceId, ownerEmails)
  await removeAbsorbed(tx, workspaceId, people)
  await number(
    tx,
    'organization',
    organizations.filter((one) => one.state === 'new'),
  )
  await number(
    tx,
    'person',
    people.filter((one) => one.state === 'new'),
  )
  await writeOrganizations(tx, workspaceId, organizations, owners)
  await writePeople(tx, workspaceId, people, owners)
  await writeLinks(
    tx,
    workspaceId,
    people.filter((one) => one.state !== 'absorbed'),
  )
  await writeAffiliations(
    tx,
    workspaceId,
    people.filter((one) => one.state !== 'absorbed'),
  )
}

/** Owners by name. An address that is given takes the place of the one before; none takes none. */
async function writeOwners(tx: Tx, workspaceId: number, emails: ReadonlyMap<string, string>) {
  const ids = new Map<string, number>()
  if (emails.size === 0) return ids
  const names = [...emails.keys()].sort()
  await sql`
    insert into owner (workspace_id, name, email)
    select ${workspaceId}, name, email
    from unnest(${names}::text[], ${names.map((name) => emails.get(name)!)}::text[]) o (name, email)
    on conflict (workspace_id, name) do update set email = excluded.email
      where excluded.email <> '' and owner.email <> excluded.email`.execute(tx)
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from owner
    where workspace_id = ${workspaceId} and name = any(${names}::text[])`.execute(tx)
  for (const row of rows) ids.set(row.name, row.id)
  return ids
}

async function removeAbsorbed(tx: Tx, workspaceId: number, people: PersonDraft[]): Promise<void> {
  const absorbed = people.filter((one) => one.state === 'absorbed').map((one) => one.id)
  if (absorbed.length === 0) return
  await sql`delete from person
    where workspace_id = ${workspaceId} and id = any(${absorbed}::integer[])`.execute(tx)
}

/** Draws ids before the insert, which would not say which row got which. */
async function number(tx: Tx, table: 'person' | 'organization', fresh: { id: number }[]) {
  if (fresh.length === 0) return
  const { rows } = await sql<{ ids: number[] }>`
    select array_agg(nextval(pg_get_serial_sequence(${table}, 'id'))::integer) as ids
    from generate_series(1, ${fresh.length}::integer)`.execute(tx)
  fresh.forEach((one, place) => {
    one.id = rows[0]!.ids[place]!
  })
}

const ORGANIZATION_RECORD = sql`(id integer, external_id text, kind text, name text,
  owner_id integer, phone text, city text, country text)`

async function writeOrganizations(
  tx: Tx,
  workspaceId: number,
  organizations: OrganizationDraft[],
  owners: Map<string, number>,
): Promise<void> {
  const record = (one: OrganizationDraft) => ({
    id: one.id,
    external_id: one.externalId,
    kind: one.kind,
    name: one.name,
    owner_id: owners.get(one.owner) ?? null,
    phone: one.phone,
    city: one.city,
    country: one.country,
  })
  const fresh = organizations.filter((one) => one.state === 'new').map(record)
  if (fresh.length > 0) {
    await sql`
      insert into organization (id, workspace_id, external_id, kind, name, owner_id, phone, city,
        country)
      overriding system value
      select id, ${workspaceId}, external_id, kind, name, owner_id, phone, city, country
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as r ${ORGANIZATION_RECORD}`.execute(
      tx,
    )
  }
  const changed = organizations.filter((one) => one.state === 'changed').map(record)
  if (changed.length === 0) return
  await sql`
    update organization g set external_id = r.external_id, kind = r.kind, name = r.name,
      owner_id = coalesce(r.owner_id, g.owner_id), phone = r.phone, city = r.city,
      country = r.country, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as r ${ORGANIZATION_RECORD}
    where g.workspace_id = ${workspaceId} and g.id = r.id`.execute(tx)
}

const PERSON_RECORD = sql`(id integer, external_id text, origin text, name text, first_name text,
  last_name text, job_title text, phone text, city text, country text, owner_id integer,
  own jsonb)`

async function writePeople(
  tx: Tx,
  workspaceId: number,
  people: PersonDraft[],
  owners: Map<string, number>,
): Promise<void> {
  const record = (one: PersonDraft) => ({
    id: one.id,
    external_id: one.externalId,
    origin: one.origin,
    name: one.name,
    first_name: one.firstName,
    last_name: one.lastName,
    job_title: one.jobTitle,
    phone: one.phone,
    city: one.city,
    country: one.country,
    owner_id: owners.get(one.owner) ?? null,
    own: one.own,
  })
  const fresh = people.filter((one) => one.state === 'new').map(record)
  if (fresh.length > 0) {
    await sql`
      insert into person (id, workspace_id, external_id, origin, name, first_name, last_name,
        job_title, phone, city, country, owner_id, own)
      overriding system value
      select id, ${workspaceId}, external_id, origin, name, first_name, last_name,
        job_title, phone, city, country, owner_id, own
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as r ${PERSON_RECORD}`.execute(tx)
  }
  const changed = people.filter((one) => one.state === 'changed').map(record)
  if (changed.length === 0) return
  await sql`
    update person p set external_id = r.external_id, origin = r.origin, name = r.name,
      first_name = r.first_name, last_name = r.last_name, job_title = r.job_title, phone = r.phone,
      city = r.city, country = r.country, owner_id = coalesce(r.owner_id, p.owner_id),
      own = r.own, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as r ${PERSON_RECORD}
    where p.workspace_id = ${workspaceId} and p.id = r.id`.execute(tx)
}

async function writeLinks(tx: Tx, workspaceId: number, people: PersonDraft[]): Promise<void> {
  const links = people.flatMap((person) =>
    [...person.links]
      .filter(([, link]) => link.state !== 'known')
      .map(([canonical, link]) => ({ person_id: person.id, canonical, ...link })),
  )
  if (links.length === 0) return
  const spelled = new Map(links.map((link) => [link.canonical, link.address]))
  const names = [...spelled.keys()].sort()
  await sql`
    insert into address (workspace_id, kind, address, canonical)
    select ${workspaceId}, kind, address, canonical
    from unnest(${names.map(kindOfName)}::text[], ${names.map(canonicalOfName)}::text[],
      ${names.map((one) => spelled.get(one)!)}::text[]) as a (kind, canonical, address)
    on conflict do nothing`.execute(tx)
  await sql`
    insert into person_address as pa (workspace_id, person_id, address_id, is_primary, ended_at)
    select ${workspaceId}, l.person_id, a.id, l.is_primary, case when l.is_ended then now() end
    from unnest(${links.map((link) => link.person_id)}::integer[],
      ${links.map((link) => kindOfName(link.canonical))}::text[],
      ${links.map((link) => canonicalOfName(link.canonical))}::text[],
      ${links.map((link) => link.isPrimary)}::boolean[],
      ${links.map((link) => link.isEnded)}::boolean[])
      as l (person_id, kind, canonical, is_primary, is_ended)
    join address a on a.workspace_id = ${workspaceId} and a.kind = l.kind
      and a.canonical = l.canonical
    on conflict (workspace_id, person_id, address_id)
      do update set is_primary = excluded.is_primary,
        ended_at = coalesce(pa.ended_at, excluded.ended_at)`.execute(tx)
}

async function writeAffiliations(
  tx: Tx,
  workspaceId: number,
  people: PersonDraft[],
): Promise<void> {
  const all = people.flatMap((person) =>
    [...person.affiliations].map(([organization, state]) => ({ person, organization, state })),
  )
  const removed = all.filter((one) => one.state === 'removed')
  if (removed.length > 0) {
    await sql`
      delete from affiliation f
      using unnest(${removed.map((one) => one.person.id)}::integer[],
        ${removed.map((one) => one.organization.id)}::integer[]) as r (person_id, organization_id)
      where f.workspace_id = ${workspaceId} and f.person_id = r.person_id
        and f.organization_id = r.organization_id`.execute(tx)
  }
  const added = all.filter((one) => one.state === 'new')
  if (added.length === 0) return
  await sql`
    insert into affiliation (workspace_id, person_id, organization_id)
    select ${workspaceId}, person_id, organization_id
    from unnest(${added.map((one) => one.person.id)}::integer[],
      ${added.map((one) => one.organization.id)}::integer[]) as a (person_id, organization_id)
    on conflict do nothing`.execute(tx)
}
