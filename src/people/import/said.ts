import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { PersonDraft } from './drafts.ts'
import type { Living } from './record-rows.ts'
import { isLeading } from './take.ts'
import type { Row } from './row.ts'

/** What a CRM says of a person, by the person's fields. */
export type Said = Record<string, string>

/** A person is never left without a name; the rest may become empty. */
const EMPTIED = {
  first_name: 'firstName',
  last_name: 'lastName',
  job_title: 'jobTitle',
  phone: 'phone',
  city: 'city',
  country: 'country',
} as const

/** What a record says of its person, the empty too; of an organization nothing. Pure. */
export function saidIn(row: Row): Said {
  if (row.kind !== 'person') return {}
  const fields = Object.entries(EMPTIED).map(([field, name]) => [field, row[name]])
  return { ...Object.fromEntries(fields), ...(row.name !== '' && { name: row.name }) }
}

/** What the CRM said of these records when they were last taken over, by their ids. */
export async function saidBefore(
  tx: Tx,
  of: { workspaceId: number; connectionId: number; module: string },
  records: readonly Living[],
): Promise<ReadonlyMap<string, Said>> {
  const { rows } = await sql<{ id: string; said: Said }>`
    select external_id as id, said from crm_record
    where workspace_id = ${of.workspaceId} and connection_id = ${of.connectionId}
      and module = ${of.module} and external_id = any (${records.map(({ id }) => id)}::text[])
      and person_id is not null`.execute(tx)
  return new Map(rows.map(({ id, said }) => [id, said]))
}

/**
 * Empties what the CRM said before and says no more, where it stands here still as the CRM said it:
 * what somebody else wrote stays. Answers whether anything changed.
 */
export function emptySaid(person: PersonDraft, row: Row, before: Said): boolean {
  if (row.kind !== 'person' || !isLeading(person, row)) return false
  let isChanged = false
  for (const [field, name] of Object.entries(EMPTIED)) {
    const said = before[field] ?? ''
    if (said === '' || row[name] !== '' || person[name] !== said) continue
    person[name] = ''
    isChanged = true
  }
  if (isChanged && person.state === 'known') person.state = 'changed'
  return isChanged
}
