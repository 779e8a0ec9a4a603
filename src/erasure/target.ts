import { sql } from 'kysely'
import { nameOfAddress, parseAddress } from '../people/index.ts'
import { notFound } from '../platform/refused.ts'
import type { Tx } from '../platform/database/index.ts'
import { faxSpellings } from './fax-spellings.ts'

/** An address the person has or had. */
export interface TargetAddress {
  id: number
  kind: 'email' | 'fax'
  address: string
  canonical: string
  /** Others have or had it too: it stays theirs. */
  isShared: boolean
}

/** Everything by which a person is found in tables, pages and texts. */
export interface Target {
  personId: number
  externalId: string | null
  createdAt: string
  addresses: TargetAddress[]
  /** Names and numbers as they are written, the ESPs' spellings too. */
  texts: string[]
  /** Those that tell the person wherever they stand. */
  phrases: string[]
  /** How tables spell the person's own fax numbers; erasures begun by an older Homing have none. */
  spellings?: string[]
  /** By which ids ESPs know the person's own addresses, and what somebody mended into one. */
  ids: string[]
  /** Households the person is the only member of. */
  householdIds: number[]
}

/** Ids the person is looked for by at most. */
const IDS_MAX = 2_000
/** A name of one word, or a short one, stands in other texts too. */
const PHRASE_CHARS_MIN = 6

/** Gathers it. Refuses somebody who is not there. */
export async function targetOf(tx: Tx, workspaceId: number, personId: number): Promise<Target> {
  const person = await tx
    .selectFrom('person')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (person === undefined) throw notFound('person', personId)
  const addresses = await addressesOf(tx, workspaceId, personId)
  const own = addresses.filter((one) => !one.isShared)
  const contacts = await contactsOf(tx, workspaceId, own)
  const former = await formerOf(tx, workspaceId, personId)
  const full = [
    ...former.full,
    person.name,
    `${person.first_name} ${person.last_name}`,
    `${person.last_name}, ${person.first_name}`,
    person.phone,
    ...contacts.names.map(({ first, last }) => `${first} ${last}`),
  ]
  const parts = [...former.parts, person.first_name, person.last_name, person.job_title].concat(
    contacts.names.flatMap(({ first, last, title }) => [first, last, title]),
  )
  return {
    personId,
    externalId: person.external_id,
    createdAt: person.created_at.toISOString(),
    addresses,
    texts: distinct([...full, ...parts]),
    phrases: await ownPhrases(tx, workspaceId, personId, distinct(full).filter(isPhrase)),
    spellings: await faxSpellings(tx, workspaceId, own),
    ids: distinct([...contacts.ids, ...(await mendedInto(tx, workspaceId, own))]).slice(0, IDS_MAX),
    householdIds: await ownHouseholds(tx, workspaceId, personId),
  }
}

async function addressesOf(tx: Tx, workspaceId: number, personId: number) {
  const { rows } = await sql<TargetAddress>`
    select a.id, a.kind, a.address, a.canonical, exists (select from person_address o
      where o.workspace_id = pa.workspace_id and o.address_id = pa.address_id
        and o.person_id <> pa.person_id) as "isShared"
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
    order by a.id`.execute(tx)
  return rows
}

/** What the person was called before it was put right. */
async function formerOf(tx: Tx, workspaceId: number, personId: number) {
  const { rows } = await sql<{ field: string; before: string }>`
    select field, before from field_change
    where workspace_id = ${workspaceId} and person_id = ${personId}
      and field in ('name', 'first_name', 'last_name', 'job_title', 'phone')`.execute(tx)
  const isFull = ({ field }: { field: string }) => field === 'name' || field === 'phone'
  return {
    full: rows.filter(isFull).map((row) => row.before),
    parts: rows.filter((row) => !isFull(row)).map((row) => row.before),
  }
}

async function contactsOf(tx: Tx, workspaceId: number, own: TargetAddress[]) {
  const ids = own.map((one) => one.id)
  const { rows } = await sql<{ id: string; first: string; last: string; title: string }>`
    select external_id as id, first_name as first, last_name as last, job_title as title
    from contact where workspace_id = ${workspaceId} and address_id = any (${ids}::integer[])
    union
    select external_id, first_name, last_name, job_title
    from staged_contact where workspace_id = ${workspaceId} and address_id = any (${ids}::integer[])
    union
    select external_id, '', '', ''
    from contact_identity where workspace_id = ${workspaceId}
      and address_id = any (${ids}::integer[])`.execute(tx)
  return { ids: rows.map((row) => row.id), names: rows }
}

/** What ESPs told in the place of an address, before somebody put it right. */
async function mendedInto(tx: Tx, workspaceId: number, own: TargetAddress[]): Promise<string[]> {
  const names = new Set(own.map((one) => nameOfAddress(one.kind, one.canonical)))
  const hasFax = own.some((one) => one.kind === 'fax')
  const { rows } = await sql<{ was: string; became: string }>`
    select was, became from mend where workspace_id = ${workspaceId}
      and (lower(became) = any (${own.map((one) => one.canonical)}::text[])
        or (${hasFax} and became ~ '^[+0-9 ().\\-/]+$'))`.execute(tx)
  const isOwn = (text: string) =>
    (['email', 'fax'] as const).some((kind) => {
      const parsed = parseAddress(text, kind)
      return parsed.ok && names.has(parsed.canonical)
    })
  return rows.filter((row) => isOwn(row.became)).map((row) => row.was)
}

async function ownHouseholds(tx: Tx, workspaceId: number, personId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select g.id from affiliation f
    join organization g on g.workspace_id = f.workspace_id and g.id = f.organization_id
    where f.workspace_id = ${workspaceId} and f.person_id = ${personId} and g.kind = 'household'
      and not exists (select from affiliation o where o.workspace_id = f.workspace_id
        and o.organization_id = f.organization_id and o.person_id <> f.person_id)`.execute(tx)
  return rows.map((row) => row.id)
}

/** What a namesake, a firm or a mailing is called as well is theirs, and stays where it stands. */
async function ownPhrases(
  tx: Tx,
  workspaceId: number,
  personId: number,
  phrases: string[],
): Promise<string[]> {
  const { rows } = await sql<{ phrase: string }>`
    select phrase from unnest(${phrases}::text[]) phrase
    where not exists (select from person where workspace_id = ${workspaceId} and id <> ${personId}
        and (lower(name) = lower(phrase) or phone = phrase))
      and not exists (select from organization where workspace_id = ${workspaceId}
        and kind = 'company' and (lower(name) = lower(phrase) or phone = phrase))
      and not exists (select from owner where workspace_id = ${workspaceId}
        and lower(name) = lower(phrase))
      and not exists (select from campaign where workspace_id = ${workspaceId}
        and (lower(name) = lower(phrase) or lower(from_name) = lower(phrase)))
      and not exists (select from connection where workspace_id = ${workspaceId}
        and lower(name) = lower(phrase))`.execute(tx)
  return rows.map((row) => row.phrase)
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts.map((one) => one.trim()).filter((one) => one !== '' && one !== ','))]
}

function isPhrase(text: string): boolean {
  const tells = text.includes(' ') || (text.match(/\d/g)?.length ?? 0) >= PHRASE_CHARS_MIN
  return tells && text.length >= PHRASE_CHARS_MIN && !text.includes('@') && !/^,|,$/.test(text)
}
