import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { MERGE_FIELDS, type FieldValues, type MergeField } from './fields.ts'

/** The column each field is kept in. */
const COLUMN: Record<MergeField, string> = {
  name: 'name',
  firstName: 'first_name',
  lastName: 'last_name',
  jobTitle: 'job_title',
  phone: 'phone',
  city: 'city',
  country: 'country',
  owner: 'owner_id',
}

export interface MergeRow {
  id: number
  mergedInto: number | null
  fields: FieldValues
}

/** The row of a person who is to be merged or parted. The identity is locked already. */
export async function mergeRow(tx: Tx, workspaceId: number, personId: number): Promise<MergeRow> {
  const row = await tx
    .selectFrom('person')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('person', personId)
  const values = row as unknown as Record<string, string | number | null>
  const fields = Object.fromEntries(MERGE_FIELDS.map((field) => [field, values[COLUMN[field]]!]))
  return {
    id: row.id,
    mergedInto: row.merged_into,
    fields: { ...(fields as FieldValues), owner: row.owner_id },
  }
}

/** Sets fields of a person; when the person was last changed by a colleague or an import stays. */
export async function setFields(
  tx: Tx,
  at: { workspaceId: number; personId: number },
  fields: Partial<FieldValues>,
): Promise<void> {
  const changed = MERGE_FIELDS.filter((field) => field in fields)
  if (changed.length === 0) return
  const sets = changed.map((field) => sql`${sql.ref(COLUMN[field])} = ${fields[field]}`)
  await sql`update person set ${sql.join(sets)}
    where workspace_id = ${at.workspaceId} and id = ${at.personId}`.execute(tx)
}
