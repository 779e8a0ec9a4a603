import type { ContactField, NewMember } from '../../connectors/index.ts'
import { factsOf, liveRules, mappingOf, tellMisfits, type Misfit } from '../../mapping/index.ts'
import { valueFor, type Facts, type Rule, type RuleField } from '../../mapping/rules/index.ts'
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
    return members
  })
}

function valuesOf(
  rules: readonly Rule[],
  of: { known: Facts; personId: number; misfits: Misfit[] },
): NewMember['values'] {
  return rules.flatMap((rule) => {
    const { field } = rule
    const made = valueFor(of.known, rule)
    if (made.ok) return made.value === '' ? [] : [{ field, value: made.value }]
    const { sentence, remedy } = made
    of.misfits.push({ fieldId: field.id, personId: of.personId, sentence, remedy })
    return []
  })
}
