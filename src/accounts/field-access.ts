import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { audit, type Actor } from './audit.ts'
import {
  FIELD_IDS,
  FIELDS,
  firstHidden,
  HIDDEN_REMEDY,
  hiddenOf,
  hiddenWords,
  type DecidedRole,
  type FieldChoice,
  type FieldId,
} from './fields/index.ts'
import type { Identity } from './identity.ts'
import type { Role } from './roles.ts'
import type { AccountsWorld } from './world.ts'

/** What was chosen for the roles of the workspace the transaction stands in. */
export async function fieldChoices(tx: Tx): Promise<FieldChoice[]> {
  const rows = await tx
    .selectFrom('field_access')
    .select(['role', 'field', 'is_visible as isVisible'])
    .where('workspace_id', '=', sql<number>`homing_workspace()`)
    .execute()
  const known: readonly string[] = FIELD_IDS
  return rows.filter(({ field }) => known.includes(field)) as FieldChoice[]
}

/** The fields a role does not see in the workspace the transaction stands in. */
export async function hiddenFrom(tx: Tx, role: Role): Promise<ReadonlySet<FieldId>> {
  return hiddenOf(role, await fieldChoices(tx))
}

/** The fields somebody does not see; read with every request, so that a decision holds at once. */
export async function hiddenFromIdentity(
  { database }: Pick<AccountsWorld, 'database'>,
  { role, workspace }: Identity,
): Promise<ReadonlySet<FieldId>> {
  if (role === 'administrator') return new Set()
  return database.inWorkspace(workspace.id, (tx) => hiddenFrom(tx, role))
}

/** Refuses, by the field's name, what would tell something that is hidden. */
export function refuseHidden(
  fields: readonly FieldId[],
  hidden: ReadonlySet<FieldId>,
  at?: string,
): void {
  const field = firstHidden(fields, hidden)
  if (field === undefined) return
  throw new Refused(403, hiddenWords(field), {
    remedy: HIDDEN_REMEDY,
    ...(at !== undefined && { field: at }),
  })
}

export interface FieldChange {
  workspaceId: number
  actor: Exclude<Actor, string>
  /** Epoch milliseconds. */
  now: number
  role: DecidedRole
  field: FieldId
  isVisible: boolean
}

const ROLE_NAMES: Record<DecidedRole, string> = {
  manager: 'managers',
  editor: 'editors',
  viewer: 'viewers',
}

/** Decides whether a role sees a field; as it is already, it changes nothing. Audited. */
export async function chooseField(tx: Tx, change: FieldChange): Promise<void> {
  const { workspaceId, actor, now, role, field, isVisible } = change
  const { title, offFor } = FIELDS.find(({ id }) => id === field)!
  const { rows } = await sql<{ was: boolean | null }>`
    select f.is_visible as was from field_access f
    where f.workspace_id = ${workspaceId} and f.role = ${role} and f.field = ${field}
    for update`.execute(tx)
  const was = rows[0]?.was ?? !(offFor as readonly Role[]).includes(role)
  if (was === isVisible) return
  await tx
    .insertInto('field_access')
    .values({ workspace_id: workspaceId, role, field, is_visible: isVisible })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'role', 'field']).doUpdateSet({ is_visible: isVisible }),
    )
    .execute()
  await audit(tx, {
    actor,
    action: isVisible ? 'show_field' : 'hide_field',
    subject: 'field',
    subjectId: field,
    sentence: isVisible
      ? `${actor.name} showed “${title}” to ${ROLE_NAMES[role]}.`
      : `${actor.name} hid “${title}” from ${ROLE_NAMES[role]}.`,
    detail: { role, field, was, isVisible },
    at: now,
  })
}
