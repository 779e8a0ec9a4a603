import type { NewMember } from '../../connectors/index.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import { factsOf, mappingOf } from '../../mapping/index.ts'
import { valueFor, type Rule } from '../../mapping/rules/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Told } from './jobs.ts'
import { pausing } from './order.ts'
import { within, type Turn } from './turn.ts'

/** A value that could not be told, and whose: the person goes all the same, without it. */
export interface Misfit {
  fieldId: string
  label: string
  personId: number
  sentence: string
  remedy: string
}

/**
 * New contacts with their details, by the mapping as it is now and the fields as the ESP has them
 * now. A value that does not fit is left out and told as a problem; the person goes all the same.
 */
export async function withValues(at: Turn, people: readonly Told[]): Promise<NewMember[]> {
  const { fields: part, vendor, title } = at
  if (part === undefined) return people.map(({ address }) => ({ address, values: [] }))
  const { rules } = await within(at, (tx) => mappingOf(tx, at.lane.at, part))
  const needsCustom = rules.some((rule) => rule.field.isCustom)
  const custom = needsCustom ? await pausing(at, () => part.custom(vendor)) : []
  const fields = [...part.fixed, ...custom]
  return within(at, async (tx) => {
    const { workspaceId } = at.lane.at
    const ids = people.flatMap((one) => one.personId ?? [])
    const facts = await factsOf(tx, workspaceId, ids)
    const live = rules.flatMap((rule) => {
      const field = fields.find(({ id }) => id === rule.field.id)
      return field === undefined ? [] : [{ ...rule, field }]
    })
    const misfits: Misfit[] = []
    const members = people.map(({ address, personId }) => {
      const known = personId === null ? undefined : facts.get(personId)
      if (known === undefined) return { address, values: [] }
      return { address, values: valuesOf(live, { known, personId: personId!, misfits }) }
    })
    await tellMisfits(tx, at, { rules, live, misfits, title })
    return members
  })
}

function valuesOf(
  rules: readonly Rule[],
  of: { known: Parameters<typeof valueFor>[0]; personId: number; misfits: Misfit[] },
): NewMember['values'] {
  return rules.flatMap((rule) => {
    const { field } = rule
    const made = valueFor(of.known, rule)
    if (made.ok) return made.value === '' ? [] : [{ field, value: made.value }]
    const { sentence, remedy } = made
    const { id: fieldId, label } = field
    of.misfits.push({ fieldId, label, personId: of.personId, sentence, remedy })
    return []
  })
}

/** One problem a field, with the first person it does not fit; ended when a job has none any more. */
async function tellMisfits(
  tx: Tx,
  at: Turn,
  found: { rules: readonly Rule[]; live: readonly Rule[]; misfits: Misfit[]; title: string },
): Promise<void> {
  const { workspaceId, connectionId } = at.lane.at
  const identity = (fieldId: string) => `misfit:${connectionId}:${fieldId}`
  const whoMustAct = 'you' as const
  const about = { workspaceId, connectionId, whoMustAct }
  for (const { field } of found.rules) {
    const mine = found.misfits.filter((one) => one.fieldId === field.id)
    const isGone = !found.live.some((rule) => rule.field.id === field.id)
    if (mine.length === 0 && !isGone) {
      await resolveProblems(tx, workspaceId, identity(field.id))
      continue
    }
    const [first] = mine
    const others = mine.length > 1 ? ` And ${mine.length - 1} more like this.` : ''
    await raiseProblems(tx, [
      {
        ...about,
        cause: 'A field of a contact could not be filled',
        sentence:
          first === undefined
            ? `${found.title} has no field “${field.label}” any more.`
            : `Person ${first.personId}: ${first.sentence}${others}`,
        remedy: first?.remedy ?? 'Take its rule out of the mapping, or choose another field.',
        field: field.label,
        identity: identity(field.id),
      },
    ])
  }
}
