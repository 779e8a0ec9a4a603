import { sql } from 'kysely'
import { audit, type Actor } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { isColumnName } from './import/columns.ts'
import { lockIdentity } from './lock.ts'
import { CHOICES_MAX, OWN_FIELDS_MAX, type OwnField } from './own-fields/index.ts'

/** A firm's own field as it is kept. */
export interface KeptOwnField extends OwnField {
  /** Offered and filled no more; what persons hold stays. */
  isRetired: boolean
}

export interface OwnFieldChange {
  workspaceId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

/** The firm's own fields by their labels, retired ones too; OWN_FIELDS_MAX at most. */
export async function listOwnFields(tx: Tx, workspaceId: number): Promise<KeptOwnField[]> {
  const { rows } = await sql<KeptOwnField>`
    select key, label, kind, choices, retired_at is not null as "isRetired" from own_field
    where workspace_id = ${workspaceId}
    order by lower(label), key limit ${OWN_FIELDS_MAX}`.execute(tx)
  return rows
}

/** Those that are offered and filled. */
export async function ownFieldsInUse(tx: Tx, workspaceId: number): Promise<OwnField[]> {
  const fields = await listOwnFields(tx, workspaceId)
  return fields.filter(({ isRetired }) => !isRetired).map(({ isRetired: _, ...field }) => field)
}

/** Makes a field; refuses a key that is taken, or that a file's column means something else by. */
export async function defineOwnField(tx: Tx, change: OwnFieldChange, field: OwnField) {
  const { workspaceId, now } = change
  refuseChoices(field)
  if (isColumnName(field.key)) {
    throw new Refused(422, `A file's column “${field.key}” means something else already.`, {
      field: 'key',
      remedy: 'Choose another key, such as one with a word before it.',
    })
  }
  await lockIdentity(tx, workspaceId)
  const fields = await listOwnFields(tx, workspaceId)
  if (fields.length >= OWN_FIELDS_MAX) {
    throw new Refused(409, `There are ${OWN_FIELDS_MAX} fields already, and no more are kept.`, {
      remedy: 'Take a retired one into use again, under another name.',
    })
  }
  if (fields.some(({ key }) => key === field.key)) {
    throw new Refused(409, `There is a field with the key “${field.key}” already.`, {
      field: 'key',
      remedy: 'Choose another key; a retired field keeps its own.',
    })
  }
  refuseLabel(fields, field)
  await sql`
    insert into own_field (workspace_id, key, label, kind, choices, made_at)
    values (${workspaceId}, ${field.key}, ${field.label}, ${field.kind},
      ${JSON.stringify(field.choices)}::jsonb, ${new Date(now)})`.execute(tx)
  await tell(tx, change, { key: field.key, did: `Made the field “${field.label}” of persons.` })
}

/**
 * Changes what a field is called or what may be chosen, retires it, or takes it into use again.
 * What persons hold stays as it is, a choice that is offered no more too. Its key and its kind
 * never change.
 */
export async function changeOwnField(
  tx: Tx,
  change: OwnFieldChange,
  given: { key: string; label?: string; choices?: string[]; isRetired?: boolean },
): Promise<void> {
  const { workspaceId, now } = change
  await lockIdentity(tx, workspaceId)
  const fields = await listOwnFields(tx, workspaceId)
  const before = fields.find(({ key }) => key === given.key)
  if (before === undefined) throw notFound('field', given.key)
  const after = { ...before, ...given }
  refuseChoices(after)
  if (!after.isRetired) refuseLabel(fields, after)
  await sql`
    update own_field set label = ${after.label}, choices = ${JSON.stringify(after.choices)}::jsonb,
      retired_at = case when ${after.isRetired}::boolean
        then coalesce(retired_at, ${new Date(now)}) end
    where workspace_id = ${workspaceId} and key = ${given.key}`.execute(tx)
  const did =
    after.isRetired === before.isRetired
      ? `Changed the field “${after.label}” of persons.`
      : after.isRetired
        ? `Retired the field “${after.label}” of persons.`
        : `Took the field “${after.label}” of persons into use again.`
  await tell(tx, change, { key: given.key, did })
}

/** Refuses a field that nobody defined; field: what the caller's question calls it. */
export function unknownOwnField(key: string, field: string): Refused {
  return new Refused(422, `There is no field “${key}” of your own.`, {
    field,
    remedy: 'Settings, Fields of people, shows those there are.',
  })
}

function refuseChoices({ kind, choices }: OwnField): void {
  const field = 'choices'
  if (kind !== 'choice') {
    if (choices.length === 0) return
    throw new Refused(422, 'Only a choice has answers to choose from.', { field })
  }
  const folded = new Set(choices.map((one) => one.toLowerCase()))
  if (choices.length === 0 || choices.length > CHOICES_MAX) {
    throw new Refused(422, `A choice has 1 to ${CHOICES_MAX} answers.`, { field })
  }
  if (folded.size < choices.length) {
    throw new Refused(422, 'An answer stands there twice; capitals make no difference.', { field })
  }
}

function refuseLabel(fields: readonly KeptOwnField[], { key, label }: OwnField): void {
  const isTaken = fields.some(
    (one) => !one.isRetired && one.key !== key && one.label.toLowerCase() === label.toLowerCase(),
  )
  if (!isTaken) return
  throw new Refused(409, `There is a field “${label}” already.`, {
    field: 'label',
    remedy: 'Call it something else.',
  })
}

async function tell(tx: Tx, change: OwnFieldChange, { key, did }: { key: string; did: string }) {
  await audit(tx, {
    actor: change.actor,
    action: 'change_own_field',
    subject: 'own_field',
    subjectId: key,
    sentence: did,
    at: change.now,
  })
}
