import type { ContactField } from '../connectors/index.ts'
import type { Rule, RuleField } from './rules/index.ts'

/** Rules with their fields as the ESP has them now, and the fields it has no more. Pure. */
export function liveRules(
  rules: readonly Rule[],
  fields: readonly ContactField[],
): { live: Rule[]; gone: RuleField[] } {
  const byId = new Map(fields.map((field) => [field.id, field]))
  return {
    live: rules.flatMap((rule) => {
      const field = byId.get(rule.field.id)
      return field === undefined ? [] : [{ ...rule, field }]
    }),
    gone: rules.flatMap(({ field }) => (byId.has(field.id) ? [] : [field])),
  }
}
