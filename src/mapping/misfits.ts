import { raiseProblems, resolveProblems } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { MappingOf } from './mapping.ts'
import type { RuleField } from './rules/index.ts'

/** A value that does not fit its field, and whose. */
export interface Misfit {
  fieldId: string
  personId: number
  sentence: string
  remedy: string
}

/**
 * One problem a field that cannot be filled: gone at the ESP, or with a value that does not fit;
 * names the first person, and how many more. isAll: everybody was looked at, so that a field nobody
 * is named for is right again.
 */
export async function tellMisfits(
  tx: Tx,
  of: MappingOf,
  found: { fields: readonly RuleField[]; gone: readonly RuleField[]; title: string } & {
    misfits: readonly Misfit[]
    isAll: boolean
  },
): Promise<void> {
  const { workspaceId, connectionId } = of
  for (const field of [...found.fields, ...found.gone]) {
    const identity = `misfit:${connectionId}:${field.id}`
    const isGone = found.gone.includes(field)
    const mine = found.misfits.filter((one) => one.fieldId === field.id)
    const [first] = mine
    if (first === undefined && !isGone) {
      if (found.isAll) await resolveProblems(tx, workspaceId, identity)
      continue
    }
    const others = mine.length > 1 ? `And ${mine.length - 1} more like this.` : ''
    const sentence =
      first === undefined
        ? `${found.title} has no field “${field.label}” any more.`
        : `Person ${first.personId}: ${first.sentence} ${others}`.trim()
    const remedy = first?.remedy ?? 'Take its rule out of the mapping, or choose another field.'
    const about = { workspaceId, connectionId, identity, sentence, remedy, field: field.label }
    const cause = 'A field of a contact could not be filled'
    await raiseProblems(tx, [{ ...about, cause, whoMustAct: 'you' }])
  }
}
