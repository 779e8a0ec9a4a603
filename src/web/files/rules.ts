import type { AnswerTo } from '../api.ts'

export type Mapping = AnswerTo<'files.mapping'>['presets'][number]['mapping']
export type Preview = AnswerTo<'files.preview'>

/** What a row may tell, as a person reads it, and where the mapping keeps it. */
export const MEANINGS = [
  { path: 'address', title: 'Address', hint: 'whom it happened to', isNeeded: true },
  { path: 'kind', title: 'What happened', hint: 'sent, opened, bounced …', isNeeded: true },
  { path: 'campaign.id', title: 'Campaign, by its id', hint: 'or by its name' },
  { path: 'campaign.name', title: 'Campaign, by its name', hint: '' },
  { path: 'time', title: 'When', hint: 'without it, the moment the campaign was sent' },
  { path: 'link', title: 'Link', hint: 'of a click' },
  { path: 'reason', title: 'Reason', hint: 'of an opt-out' },
  { path: 'bounce.code', title: 'Bounce code', hint: '' },
  { path: 'bounce.text', title: 'Bounce text', hint: 'what the receiver answered' },
  { path: 'firstName', title: 'First name', hint: '' },
  { path: 'lastName', title: 'Last name', hint: '' },
  { path: 'agent', title: 'Mail program', hint: '' },
  { path: 'contactId', title: 'Contact id', hint: "the service's own" },
] as const

type Rules = Record<string, unknown>

/** What stands at a path of a mapping; undefined where nothing does. */
export function at(mapping: Mapping, path: string): Rules | undefined {
  return path
    .split('.')
    .reduce<Rules | undefined>((rules, name) => rules?.[name] as Rules | undefined, mapping)
}

/** The mapping with something else at a path; undefined takes it away. */
export function withAt(mapping: Mapping, path: string, value: unknown): Mapping {
  const [name, ...rest] = path.split('.') as [string, ...string[]]
  const { [name]: before, ...others } = mapping
  const inner = rest.length === 0 ? value : withAt((before ?? {}) as Rules, rest.join('.'), value)
  return inner === undefined ? others : { ...others, [name]: inner }
}

/** The mapping with the field that is read for a meaning; what else is said of it stays. */
export function readFrom(mapping: Mapping, path: string, field: string | null): Mapping {
  if (field === null) return withAt(mapping, path, undefined)
  const { constant: _, ...before } = at(mapping, path) ?? {}
  const more = path === 'time' ? { format: 'iso' } : path === 'kind' ? { words: {} } : {}
  return withAt(mapping, path, { ...more, ...before, field })
}

/** What is shown where no sample can be asked: fields that the mapping itself names. */
export function fieldsNamed(mapping: Mapping): string[] {
  const named = MEANINGS.map(({ path }) => at(mapping, path)?.['field'])
  return [...new Set(named.filter((field) => typeof field === 'string'))]
}

export const KINDS = [
  { value: 'sent', label: 'Sent' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'open', label: 'Open' },
  { value: 'click', label: 'Click' },
  { value: 'forward', label: 'Forward' },
  { value: 'bounce', label: 'Bounce' },
  { value: 'opt_out', label: 'Opt-out' },
  { value: 'complaint', label: 'Complaint' },
]

export const IGNORE = { value: 'ignore', label: 'Pass over' }
