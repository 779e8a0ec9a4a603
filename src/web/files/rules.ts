import type { AnswerTo } from '../api.ts'
import { t, tc } from '../languages/messages.ts'

export type Mapping = AnswerTo<'files.mapping'>['presets'][number]['mapping']
export type Preview = AnswerTo<'files.preview'>

/** What a row may tell, as a person reads it, and where the mapping keeps it. */
export const MEANINGS = [
  { path: 'address', title: t`Address`, hint: t`whom it happened to`, isNeeded: true },
  { path: 'kind', title: t`What happened`, hint: t`sent, opened, bounced …`, isNeeded: true },
  { path: 'campaign.id', title: t`Campaign, by its id`, hint: t`or by its name` },
  { path: 'campaign.name', title: t`Campaign, by its name`, hint: '' },
  { path: 'time', title: t`When`, hint: t`without it, the moment the campaign was sent` },
  { path: 'link', title: t`Link`, hint: t`of a click` },
  { path: 'reason', title: t`Reason`, hint: t`of an opt-out` },
  { path: 'bounce.code', title: t`Bounce code`, hint: '' },
  { path: 'bounce.text', title: t`Bounce text`, hint: t`what the receiver answered` },
  { path: 'firstName', title: t`First name`, hint: '' },
  { path: 'lastName', title: t`Last name`, hint: '' },
  { path: 'agent', title: t`Mail program`, hint: '' },
  { path: 'contactId', title: t`Contact id`, hint: t`the service's own` },
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

/** Whether rows can be read by it: whom, what and which campaign are told. */
export function isWhole(mapping: Mapping): boolean {
  const tells = (path: string) => {
    const { field, constant } = at(mapping, path) ?? {}
    return field !== undefined || constant !== undefined
  }
  return tells('address') && tells('kind') && (tells('campaign.id') || tells('campaign.name'))
}

/**
 * Where to begin with a sample that no layout fits: the layout that names most of its columns,
 * without those it has not; the words for what happened stay.
 */
export function begunFrom({ format, fields }: Preview, layouts: { mapping: Mapping }[]): Mapping {
  const names = new Set(fields.map(({ name }) => name))
  const missing = (mapping: Mapping) => fieldsNamed(mapping).filter((name) => !names.has(name))
  const fits = layouts.map(({ mapping }) => ({
    mapping,
    known: fieldsNamed(mapping).length - missing(mapping).length,
  }))
  const { mapping } = fits.sort((a, b) => b.known - a.known)[0] ?? { mapping: {} }
  const kept = MEANINGS.reduce((left, { path }) => {
    const field = at(left, path)?.['field']
    if (typeof field !== 'string' || names.has(field)) return left
    return withAt(left, path, undefinedBut(path, at(left, path)!))
  }, mapping)
  return { ...kept, format }
}

function undefinedBut(path: string, { field: _, ...more }: Rules): Rules | undefined {
  return path === 'kind' ? more : undefined
}

/** What is shown where no sample can be asked: fields that the mapping itself names. */
export function fieldsNamed(mapping: Mapping): string[] {
  const named = MEANINGS.map(({ path }) => at(mapping, path)?.['field'])
  return [...new Set(named.filter((field) => typeof field === 'string'))]
}

export const KINDS = [
  { value: 'sent', label: t`Sent` },
  { value: 'delivered', label: t`Delivered` },
  { value: 'open', label: tc('event')`Open` },
  { value: 'click', label: t`Click` },
  { value: 'forward', label: t`Forward` },
  { value: 'bounce', label: t`Bounce` },
  { value: 'opt_out', label: t`Opt-out` },
  { value: 'complaint', label: t`Complaint` },
]

export const IGNORE = { value: 'ignore', label: t`Pass over` }
