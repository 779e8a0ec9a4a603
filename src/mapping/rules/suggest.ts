import { SOURCE_LABELS, SOURCES, type Rule, type RuleField, type Source } from './rule.ts'

/** Other names of what Homing knows, as fields are called elsewhere. */
const NAMES: Record<string, Source> = {
  company: 'company',
  companyname: 'company',
  organization: 'company',
  title: 'job_title',
  position: 'job_title',
  surname: 'last_name',
  fullname: 'name',
  phone: 'phone',
  phonenumber: 'phone',
  primary: 'owner_name',
  partner: 'owner_name',
  accountmanager: 'owner_name',
  owneremail: 'owner_email',
  crmid: 'external_id',
  externalid: 'external_id',
  householdname: 'household',
}
for (const source of SOURCES) {
  NAMES[bare(source)] = source
  NAMES[bare(SOURCE_LABELS[source])] = source
}

/**
 * A rule for each field whose name says what belongs into it, shortened to what it takes; the order
 * is that of the fields. Pure.
 */
export function suggestRules(fields: readonly RuleField[]): Rule[] {
  return fields.flatMap((field) => {
    const source = NAMES[bare(field.label)]
    if (source === undefined || field.kind !== 'text') return []
    const steps: Rule['steps'] = [{ do: 'trim' }, { do: 'first', chars: field.charsMax }]
    const plain = { fallback: '', owner: 'homing' as const, comesHome: false }
    return [{ field, from: { source }, steps, ...plain }]
  })
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '')
}
