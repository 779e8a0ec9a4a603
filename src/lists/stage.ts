import { sql } from 'kysely'
import type { ReadPage, RemoteContact, RemoteList } from '../connectors/index.ts'
import { ERASED_TEXT, raiseProblems } from '../ledger/index.ts'
import { erasedAmong, identifyAddresses, parseEmail } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { pageStaged, type ReadOf } from './reads.ts'
import { takeFaxes } from './take-faxes.ts'

export interface StagedPage<Row> extends ReadPage<Row> {
  next: string | null
}

/** Keeps a page of lists until the read is complete. */
export async function stageLists(
  tx: Tx,
  of: ReadOf & { readId: number },
  page: StagedPage<RemoteList>,
): Promise<void> {
  await sql`
    insert into staged_list (workspace_id, read_id, external_id, name, members_told)
    select ${of.workspaceId}, ${of.readId}, s.*
    from unnest(${page.rows.map((list) => list.id)}::text[],
      ${page.rows.map((list) => list.name)}::text[],
      ${page.rows.map((list) => list.members)}::integer[]) as s
    on conflict (workspace_id, read_id, external_id) do update
      set name = excluded.name, members_told = excluded.members_told`.execute(tx)
  await tellRefused(tx, of, 'A list cannot be read', page)
  await pageStaged(tx, of.readId, {
    rows: page.rows.length,
    refused: page.refused.length,
    next: page.next,
  })
}

/**
 * Keeps a page of contacts, each matched by its e-mail address to the persons who use it; a
 * stranger gets a person. Whoever is told again is on the lists of both, and what was left empty is
 * filled. What cannot be an address is told as a problem.
 */
export async function stageContacts(
  tx: Tx,
  of: ReadOf & { readId: number },
  page: StagedPage<RemoteContact>,
): Promise<void> {
  const { contacts, refused } = distinct(page)
  const met = new Map(
    [...contacts].map(([canonical, one]) => [
      canonical,
      { address: one.address, name: { first: one.firstName, last: one.lastName } },
    ]),
  )
  const ids = await identifyAddresses(tx, of.workspaceId, met)
  const erased = await erasedAmong(tx, contacts.keys())
  const rows = [...contacts].map(([canonical, one]) => ({
    ...one,
    ...(erased.has(canonical) && NOBODY),
    addressId: ids.get(canonical)!,
  }))
  await sql`
    insert into staged_contact as c (workspace_id, read_id, address_id, external_id, first_name,
      last_name, job_title, company, permission, details, lists)
    select ${of.workspaceId}, ${of.readId}, r."addressId", r.id, r."firstName", r."lastName",
      r."jobTitle", r.company, r.permission, r.values,
      array(select jsonb_array_elements_text(r.lists))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("addressId" integer, id text,
      "firstName" text, "lastName" text, "jobTitle" text, company text, permission text,
      values jsonb, lists jsonb)
    on conflict (workspace_id, read_id, address_id) do update
      set lists = array(select distinct unnest(c.lists || excluded.lists)),
        details = excluded.details || c.details,
        permission = coalesce(nullif(c.permission, ''), excluded.permission),
        first_name = coalesce(nullif(c.first_name, ''), excluded.first_name),
        last_name = coalesce(nullif(c.last_name, ''), excluded.last_name),
        job_title = coalesce(nullif(c.job_title, ''), excluded.job_title),
        company = coalesce(nullif(c.company, ''), excluded.company)`.execute(tx)
  await takeFaxes(tx, of, page.rows, ids)
  await tellRefused(tx, of, 'A contact cannot be read', { refused })
  await pageStaged(tx, of.readId, {
    rows: page.rows.length,
    refused: refused.length,
    next: page.next,
  })
}

/** Of somebody who was erased it is kept that there is a contact, and on which lists. */
const NOBODY = {
  id: ERASED_TEXT,
  firstName: '',
  lastName: '',
  jobTitle: '',
  company: '',
  values: {},
}

/** Contacts by canonical address: the vendor may have one twice, spelled in two ways. */
function distinct(page: ReadPage<RemoteContact>) {
  const contacts = new Map<string, RemoteContact>()
  const refused = [...page.refused]
  for (const contact of page.rows) {
    const parsed = parseEmail(contact.address)
    if (!parsed.ok) {
      refused.push({ record: contact, field: 'address', reason: parsed.reason })
      continue
    }
    const known = contacts.get(parsed.canonical)
    const lists = [...new Set([...(known?.lists ?? []), ...contact.lists])]
    contacts.set(parsed.canonical, { ...(known ?? contact), lists })
  }
  return { contacts, refused }
}

async function tellRefused(
  tx: Tx,
  of: ReadOf,
  cause: string,
  { refused }: Pick<ReadPage<unknown>, 'refused'>,
): Promise<void> {
  await raiseProblems(
    tx,
    refused.map((row) => ({
      workspaceId: of.workspaceId,
      connectionId: of.connectionId,
      runId: of.runId,
      cause,
      sentence: `${row.field}: ${row.reason}`,
      remedy: 'Look it up at the ESP and correct it there. The rest of its page is done.',
      whoMustAct: 'you' as const,
      field: row.field,
      record: row.record,
    })),
  )
}
