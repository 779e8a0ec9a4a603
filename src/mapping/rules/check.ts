import { homeOf, whyNotHome } from './come-home.ts'
import { STEPS_MAX, type Rule, type RuleField } from './rule.ts'
import { fitting } from './value.ts'

export interface RuleFault {
  /** Where in the rules it is, as "rules.2.fallback". */
  at: string
  sentence: string
  remedy: string
}

/** What is wrong with rules before anybody's details are looked at; empty: nothing. Pure. */
export function faultsOf(
  rules: readonly Rule[],
  limits: { valuesMax: number; title: string },
): RuleFault[] {
  const faults: RuleFault[] = []
  const met = new Set<string>()
  const homes = new Set<string>()
  rules.forEach((rule, index) => {
    const at = (name: string) => `rules.${index}.${name}`
    const { field, fallback, from } = rule
    if (met.has(field.id)) {
      const sentence = `“${field.label}” is filled by two rules.`
      faults.push({ at: at('fieldId'), sentence, remedy: 'Take one of them away.' })
    }
    met.add(field.id)
    faults.push(...texts(field, { fallback, from }).map((one) => ({ ...one, at: at(one.at) })))
    const home = rule.comesHome ? homeFault(rule, homes) : null
    if (home !== null) faults.push({ at: at('comesHome'), ...home })
    if (rule.steps.length > STEPS_MAX) {
      const sentence = `“${field.label}” has more than ${STEPS_MAX} steps.`
      faults.push({ at: at('steps'), sentence, remedy: 'Take some away.' })
    }
  })
  const custom = rules.filter((rule) => rule.field.isCustom).length
  if (custom > limits.valuesMax) {
    faults.push({
      at: 'rules',
      sentence:
        `${limits.title} takes ${limits.valuesMax} custom fields of a contact, not ` + `${custom}.`,
      remedy: 'Take some rules away.',
    })
  }
  return faults
}

/** Two fields that come home into one would take turns. */
function homeFault(rule: Rule, homes: Set<string>): Omit<RuleFault, 'at'> | null {
  const fault = whyNotHome(rule)
  if (fault !== null) return fault
  const home = homeOf(rule)!
  if (!homes.has(home)) {
    homes.add(home)
    return null
  }
  const sentence = `“${rule.field.label}” and another field come home into the same.`
  return { sentence, remedy: 'Let one of them come home.' }
}

/** A field nobody can fill, and texts of the rule that the field does not take. */
function texts(field: RuleField, { fallback, from }: Pick<Rule, 'fallback' | 'from'>): RuleFault[] {
  if (field.kind === 'other') {
    const sentence = `Homing cannot fill “${field.label}”.`
    return [{ at: 'fieldId', sentence, remedy: 'Fill it at the service, and take the rule away.' }]
  }
  const fit = fallback === '' ? ({ ok: true } as const) : fitting(fallback, field)
  const faults = fit.ok ? [] : [{ at: 'fallback', sentence: fit.sentence, remedy: fit.remedy }]
  if ('constant' in from && from.constant.trim() === '') {
    const sentence = `“${field.label}” is to hold the same text for everybody, and there is none.`
    faults.push({ at: 'from', sentence, remedy: 'Write the text, or choose a source.' })
  }
  return faults
}
