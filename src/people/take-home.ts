import { sql } from 'kysely'
import { writeAs, type Tx } from '../platform/database/index.ts'
import { lockIdentity } from './lock.ts'

/** Fields of one person as somebody else has them; own: by key, those that change. */
export interface TakenFields {
  personId: number
  fields: Partial<Record<HomeField, string>>
  own: Record<string, string>
}

type HomeField = 'first_name' | 'last_name' | 'job_title' | 'phone' | 'city' | 'country'

/**
 * Writes fields into persons as writer says them (writeAs), and nothing else of them; whoever was
 * merged meanwhile is left alone. Answers how many persons changed.
 */
export async function takeFieldsHome(
  tx: Tx,
  { workspaceId, writer }: { workspaceId: number; writer: string },
  taken: readonly TakenFields[],
): Promise<number> {
  if (taken.length === 0) return 0
  await lockIdentity(tx, workspaceId)
  await writeAs(tx, writer)
  const records = taken.map(({ personId, fields, own }) => ({ id: personId, ...fields, own }))
  const { rows } = await sql`
    update person p set first_name = coalesce(r.first_name, p.first_name),
      last_name = coalesce(r.last_name, p.last_name),
      job_title = coalesce(r.job_title, p.job_title), phone = coalesce(r.phone, p.phone),
      city = coalesce(r.city, p.city), country = coalesce(r.country, p.country),
      own = p.own || r.own, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r (id integer, first_name text,
      last_name text, job_title text, phone text, city text, country text, own jsonb)
    where p.workspace_id = ${workspaceId} and p.id = r.id and p.merged_into is null
    returning 1`.execute(tx)
  return rows.length
}
