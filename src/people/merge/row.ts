import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { keyOfOwnName, ownName } from '../own-fields/index.ts'
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
  const own = Object.entries(row.own).map(([key, value]) => [ownName(key), value])
  return {
    id: row.id,
    mergedInto: row.merged_into,
    fields: { ...(fields as FieldValues), owner: row.owner_id, ...Object.fromEntries(own) },
  }
}

/** Sets fields of a person; when the person was last changed by a colleague or an import stays. */
export async function setFields(
  tx: Tx,
  at: { workspaceId: number; personId: number },
  fields: Partial<FieldValues>,
): Promise<void> {
  const sets = MERGE_FIELDS.filter((field) => field in fields).map(
    (field) => sql`${sql.ref(COLUMN[field])} = ${fields[field]}`,
  )
  const own = Object.entries(fields).flatMap(([field, value]) => {
    const key = keyOfOwnName(field)
    return key === null ? [] : [[key, String(value)] as const]
  })
  if (own.length > 0) {
    const filled = Object.fromEntries(own.filter(([, value]) => value !== ''))
    const emptied = own.filter(([, value]) => value === '').map(([key]) => key)
    sets.push(sql`own = (own || ${JSON.stringify(filled)}::jsonb) - ${emptied}::text[]`)
  }
  if (sets.length === 0) return
  await sql`update person set ${sql.join(sets)}
    where workspace_id = ${at.workspaceId} and id = ${at.personId}`.execute(tx)
}
