import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { writeAs, type Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { writerOf, type PersonChange } from './change-addresses.ts'
import { lockIdentity } from './lock.ts'
import { ownFieldsInUse, unknownOwnField } from './own-field-list.ts'
import { readOwnValue, type OwnField, type OwnValues } from './own-fields/index.ts'

/** A field of the firm's own, and what a person has there; empty: nothing. */
export type OwnOfPerson = OwnField & { value: string }

/** The fields in use with what a person has there. */
export async function ownOfPerson(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<OwnOfPerson[]> {
  const fields = await ownFieldsInUse(tx, workspaceId)
  const { own } = await rowOf(tx, { workspaceId, personId })
  return fields.map((field) => ({ ...field, value: own[field.key] ?? '' }))
}

/**
 * Writes values of the firm's own fields, by key; an empty text empties a field, what is not named
 * stays. Refuses a value that does not fit, an unknown or retired field, and somebody merged.
 */
export async function changeOwnValues(
  tx: Tx,
  change: PersonChange,
  given: OwnValues,
): Promise<void> {
  const { workspaceId, personId, actor, now } = change
  await lockIdentity(tx, workspaceId)
  await writeAs(tx, writerOf(actor))
  const fields = new Map((await ownFieldsInUse(tx, workspaceId)).map((one) => [one.key, one]))
  const { name, own: before, merged_into } = await rowOf(tx, change)
  if (merged_into !== null) {
    throw new Refused(409, 'This person was merged into another.', {
      remedy: `Change person ${merged_into}, who stands for both.`,
    })
  }
  const own = { ...before }
  const changed: string[] = []
  for (const [key, typed] of Object.entries(given)) {
    const field = fields.get(key)
    if (field === undefined) throw unknownOwnField(key, `values.${key}`)
    const read = readOwnValue(field, typed)
    if (!read.ok) throw new Refused(422, read.reason, { field: `values.${key}` })
    if (read.value === (before[key] ?? '')) continue
    changed.push(field.label)
    if (read.value === '') delete own[key]
    else own[key] = read.value
  }
  if (changed.length === 0) return
  await sql`
    update person set own = ${JSON.stringify(own)}::jsonb, updated_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and id = ${personId}`.execute(tx)
  await audit(tx, {
    actor,
    action: 'change_own_values',
    subject: 'person',
    subjectId: personId,
    sentence: `Changed ${changed.join(', ')} of ${name}.`,
    detail: { keys: Object.keys(given) },
    at: now,
  })
}

async function rowOf(tx: Tx, { workspaceId, personId }: { workspaceId: number; personId: number }) {
  const row = await tx
    .selectFrom('person')
    .select(['name', 'own', 'merged_into'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('person', personId)
  return row
}
