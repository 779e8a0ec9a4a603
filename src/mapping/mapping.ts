import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { findConnection, type By } from '../connections/index.ts'
import type { ContactField, FieldsPart } from '../connectors/index.ts'
import { ownFieldsInUse } from '../people/index.ts'
import { keyOfOwnName } from '../people/own-fields/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { refuseRivals } from './claims.ts'
import { faultsOf, suggestRules, type Rule } from './rules/index.ts'

export interface MappingOf {
  workspaceId: number
  connectionId: number
}

/** A mapping as it is in force. Version 0: nothing was saved, and the usual rules hold. */
export interface Mapping {
  version: number
  rules: Rule[]
  /** Changed details go out after each read of the contacts. */
  sendsChanges: boolean
  madeBy: string | null
  /** ISO 8601. */
  madeAt: string | null
}

/** The mapping in force; where none was saved, the fields every contact has are filled by name. */
export async function mappingOf(tx: Tx, of: MappingOf, part: FieldsPart): Promise<Mapping> {
  const found = await versions(tx, of, { limit: 1 })
  return (
    found[0] ?? {
      version: 0,
      rules: suggestRules(part.fixed),
      sendsChanges: false,
      madeBy: null,
      madeAt: null,
    }
  )
}

/** What was saved, the newest first; before a version, where one is given. */
export async function versions(
  tx: Tx,
  { workspaceId, connectionId }: MappingOf,
  { limit, before }: { limit: number; before?: number },
): Promise<(Mapping & { restored: number | null })[]> {
  const { rows } = await sql<
    Omit<Mapping, 'rules'> & { rules: KeptRule[]; restored: number | null }
  >`
    select version, rules, sends_changes as "sendsChanges", made_by as "madeBy", restored,
      to_char(made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "madeAt"
    from contact_mapping
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and version < ${before ?? 2_147_483_647}
    order by version desc limit ${limit}`.execute(tx)
  return rows.map((row) => ({ ...row, rules: row.rules.map(complete) }))
}

/** A rule as it was saved; before anything could come home, without the answer. */
type KeptRule = Omit<Rule, 'comesHome'> & { comesHome?: boolean }

function complete(rule: KeptRule): Rule {
  return { ...rule, comesHome: rule.comesHome ?? false }
}

export interface NewMapping {
  connectionId: number
  /** The version that was looked at: a newer one is never overwritten unseen. */
  version: number
  /** Each names its field by the id alone. */
  rules: (Omit<Rule, 'field'> & { fieldId: string })[]
  sendsChanges: boolean
  by: By
  /** Epoch milliseconds. */
  now: number
}

/** Saves a mapping against the fields as the ESP has them now; answers it. */
export async function saveMapping(
  tx: Tx,
  asked: NewMapping,
  esp: { title: string; part: FieldsPart; fields: readonly ContactField[] },
): Promise<Mapping> {
  const { connectionId, by } = asked
  const byId = new Map(esp.fields.map((field) => [field.id, field]))
  const rules = asked.rules.map(({ fieldId, ...rule }, index) => {
    const field = byId.get(fieldId)
    if (field !== undefined) return { field, ...rule }
    throw new Refused(422, `${esp.title} has no such field any more.`, {
      field: `rules.${index}.fieldId`,
      remedy: 'Take the rule away, or choose another field.',
    })
  })
  const [fault] = faultsOf(rules, { valuesMax: esp.part.limits.valuesMax, title: esp.title })
  if (fault !== undefined) {
    throw new Refused(422, fault.sentence, { field: fault.at, remedy: fault.remedy })
  }
  await refuseUnknownSources(tx, by.workspaceId, rules)
  const of = { workspaceId: by.workspaceId, connectionId }
  return keep(tx, of, { ...asked, rules, restored: null })
}

/** A field of the firm's own that is not there, or was retired, fills nothing. */
async function refuseUnknownSources(tx: Tx, workspaceId: number, rules: readonly Rule[]) {
  const asked = rules.flatMap(({ from, steps }, index) => [
    ...('source' in from ? [{ source: from.source, field: `rules.${index}.from` }] : []),
    ...steps.flatMap((step) =>
      step.do === 'join' ? [{ source: step.source, field: `rules.${index}.steps` }] : [],
    ),
  ])
  const keys = asked.flatMap(({ source, field }) => {
    const key = keyOfOwnName(source)
    return key === null ? [] : [{ key, field }]
  })
  if (keys.length === 0) return
  const known = new Set((await ownFieldsInUse(tx, workspaceId)).map(({ key }) => key))
  const unknown = keys.find(({ key }) => !known.has(key))
  if (unknown === undefined) return
  throw new Refused(422, `There is no field “${unknown.key}” of your own in use.`, {
    field: unknown.field,
    remedy: 'Choose another source, or take the field into use again.',
  })
}

/** Brings an earlier version back as a new one. */
export async function restoreMapping(
  tx: Tx,
  asked: { connectionId: number; version: number; restored: number; by: By; now: number },
): Promise<Mapping> {
  const of = { workspaceId: asked.by.workspaceId, connectionId: asked.connectionId }
  const [old] = await versions(tx, of, { limit: 1, before: asked.restored + 1 })
  if (old?.version !== asked.restored) {
    throw new Refused(422, `There is no version ${asked.restored}.`, { field: 'restored' })
  }
  return keep(tx, of, { ...asked, rules: old.rules, sendsChanges: old.sendsChanges })
}

async function keep(
  tx: Tx,
  of: MappingOf,
  kept: Pick<Mapping, 'rules' | 'sendsChanges' | 'version'> & {
    restored: number | null
    by: By
    now: number
  },
): Promise<Mapping> {
  const { workspaceId, connectionId } = of
  const { by, rules, restored, sendsChanges } = kept
  const connection = await findConnection(tx, connectionId)
  await refuseRivals(tx, of, rules)
  const version = kept.version + 1
  const { rows } = await sql`
    insert into contact_mapping (workspace_id, connection_id, version, rules,
      sends_changes, made_by, made_at, restored)
    select ${workspaceId}, ${connectionId}, ${version}, ${JSON.stringify(rules)}::jsonb,
      ${sendsChanges}, ${by.name}, ${new Date(kept.now)}, ${restored}
    where ${kept.version} = (select coalesce(max(version), 0) from contact_mapping
      where workspace_id = ${workspaceId} and connection_id = ${connectionId})
    on conflict do nothing returning 1`.execute(tx)
  if (rows.length === 0) {
    throw new Refused(409, 'Somebody changed this mapping meanwhile.', {
      field: 'version',
      remedy: 'Look at it again, and make your change there.',
    })
  }
  const fields = rules.map((rule) => rule.field.label).join(', ')
  await audit(tx, {
    actor: by,
    action: restored === null ? 'change_mapping' : 'restore_mapping',
    subject: 'connection',
    subjectId: connectionId,
    sentence:
      restored === null
        ? `Mapping ${version} of “${connection.name}” fills these fields: ${fields || '–'}.`
        : `Mapping ${version} of “${connection.name}” is that of version ${restored} again.`,
    at: kept.now,
  })
  return {
    version,
    rules,
    sendsChanges,
    madeBy: by.name,
    madeAt: new Date(kept.now).toISOString(),
  }
}
