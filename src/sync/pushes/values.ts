import { sql } from 'kysely'
import type { TellChange } from '../../audience/index.ts'
import type { ContactField, FieldValue, NewMember } from '../../connectors/index.ts'
import { factsOf, liveRules, mappingOf, tellMisfits, type Misfit } from '../../mapping/index.ts'
import {
  factsFor,
  valueFor,
  type Known,
  type Rule,
  type RuleField,
} from '../../mapping/rules/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Told } from './jobs.ts'
import { pausing } from './order.ts'
import { within, type Turn } from './turn.ts'

/** The rules in force, over the fields as the ESP has them now. */
export interface RulesNow {
  live: Rule[]
  gone: RuleField[]
  fields: ContactField[]
  sendsChanges: boolean
}

/** Reads the mapping, and the custom fields only where it names any; null: there are no fields. */
export async function rulesNow(at: Turn): Promise<RulesNow | null> {
  const { fields: part, vendor } = at
  if (part === undefined) return null
  const { rules, sendsChanges } = await within(at, (tx) => mappingOf(tx, at.lane.at, part))
  const needsCustom = rules.some((rule) => rule.field.isCustom)
  const custom = needsCustom ? await pausing(at, () => part.custom(vendor)) : []
  const fields = [...part.fixed, ...custom]
  return { ...liveRules(rules, fields), fields, sendsChanges }
}

/**
 * New contacts with their details, by the mapping as it is now. A value that does not fit is left
 * out and told as a problem; the person goes all the same.
 */
export async function withValues(at: Turn, people: readonly Told[]): Promise<NewMember[]> {
  const now = await rulesNow(at)
  if (now === null) return people.map(({ address }) => ({ address, values: [] }))
  const { live, gone } = now
  return within(at, async (tx) => {
    const ids = people.flatMap((one) => one.personId ?? [])
    const facts = await factsOf(tx, at.lane.at.workspaceId, ids)
    const misfits: Misfit[] = []
    const members = people.map(({ address, personId }) => {
      const known = personId === null ? undefined : facts.get(personId)
      if (known === undefined) return { address, values: [] }
      return { address, values: valuesOf(live, { known, personId: personId!, misfits }) }
    })
    const found = { fields: live.map(({ field }) => field), gone, misfits, title: at.title }
    await tellMisfits(tx, at.lane.at, { ...found, isAll: false })
    await noteTelling(tx, at, { people, members })
    return members
  })
}

/** What an import cannot say, so that it is written to one contact at a time. Pure. */
function needsWriting({ field, value }: FieldValue): boolean {
  return value === '' || field.kind === 'choice' || field.kind === 'choices'
}

/** What goes out with them: known as told once they are on the list. */
async function noteTelling(
  tx: Tx,
  at: Turn,
  { people, members }: { people: readonly Told[]; members: readonly NewMember[] },
): Promise<void> {
  const telling = people.map(({ id }, place) => ({
    id,
    changes: members[place]!.values.map(({ field, value }): TellChange => {
      return { fieldId: field.id, label: field.label, before: '', after: value }
    }),
  }))
  await sql`
    update push_item i set changes = t.changes
    from jsonb_to_recordset(${JSON.stringify(telling)}::jsonb) as t (id integer, changes jsonb)
    where i.workspace_id = ${at.lane.at.workspaceId} and i.id = t.id`.execute(tx)
}

function valuesOf(
  rules: readonly Rule[],
  of: { known: Known; personId: number; misfits: Misfit[] },
): NewMember['values'] {
  return rules.flatMap((rule) => {
    const { field } = rule
    const made = valueFor(factsFor(rule, of.known), rule)
    if (made.ok) {
      const value = { field, value: made.value }
      // A new contact has nothing to be emptied; its choices follow with its next details.
      return needsWriting(value) ? [] : [value]
    }
    const { sentence, remedy } = made
    of.misfits.push({ fieldId: field.id, personId: of.personId, sentence, remedy })
    return []
  })
}
