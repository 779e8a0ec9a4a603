import type { OwnKind } from '../../api/contract/index.ts'
import type { AnswerTo } from '../api.ts'
import type { OwnField } from './names.ts'
import type { About, Condition, ConditionAbout } from './tree.ts'

export type PersonList = AnswerTo<'personLists.show'>
export type Kind = PersonList['kind']

export const KINDS: Record<Kind, { name: string; plural: string; meaning: string }> = {
  static: {
    name: 'List',
    plural: 'Lists',
    meaning: 'Holds whom you put on it, until you take them off.',
  },
  segment: {
    name: 'Segment',
    plural: 'Segments',
    meaning: 'Asks anew, each time it is used, who fits its conditions.',
  },
  suppression: {
    name: 'Suppression list',
    plural: 'Suppression lists',
    meaning: 'No campaign reaches whoever is on it.',
  },
}

type Field = ConditionAbout<'field'>['field']

export const FIELDS: Record<Field, string> = {
  name: 'Name',
  first_name: 'First name',
  last_name: 'Last name',
  job_title: 'Job title',
  phone: 'Phone',
  city: 'City',
  country: 'Country',
  external_id: 'Number in the CRM',
  owner: 'Owner',
  company: 'Company',
  household: 'Household',
  address: 'E-mail address',
}

/** What a condition can be about, as one chooses it; a field is one of many. */
export type Subject = `field:${Field}` | `own_field:${string}` | Exclude<About, Fielded>
/** Conditions about one of many fields. */
type Fielded = 'field' | 'own_field'

const fields = (Object.keys(FIELDS) as Field[]).map((field) => ({
  value: `field:${field}` as Subject,
  label: FIELDS[field],
}))

interface Subjects {
  group: string
  items: { value: Subject; label: string }[]
}

const SUBJECTS: Subjects[] = [
  {
    group: 'What happened',
    items: [
      { value: 'mail', label: 'Mailings' },
      { value: 'link', label: 'Clicked link' },
      { value: 'interest', label: 'Interest' },
      { value: 'raised', label: 'Action or tag' },
    ],
  },
  { group: 'Consent', items: [{ value: 'consent', label: 'Consent' }] },
  {
    group: 'Lists',
    items: [
      { value: 'list', label: 'Own list' },
      { value: 'esp_list', label: 'List of an e-mail service' },
    ],
  },
  {
    group: 'The person',
    items: [
      ...fields,
      { value: 'address', label: 'Address works' },
      { value: 'origin', label: 'Came from' },
      { value: 'added', label: 'Known since' },
    ],
  },
]

/** What a condition can be about, with the fields the firm defined. */
export function subjects(own: readonly OwnField[]): Subjects[] {
  if (own.length === 0) return SUBJECTS
  const items = own.map(({ key, label }) => ({ value: ownSubject(key), label }))
  return [...SUBJECTS, { group: 'Your fields', items }]
}

function ownSubject(key: string): Subject {
  return `own_field:${key}`
}

export function subjectOf(condition: Condition): Subject {
  if (condition.about === 'own_field') return ownSubject(condition.key)
  return condition.about === 'field' ? `field:${condition.field}` : condition.about
}

/** A condition of this subject as it begins, to be filled in. */
export function beginning(subject: Subject): Condition {
  if (subject.startsWith('field:')) {
    return { about: 'field', field: subject.slice(6) as Field, is: 'is', values: [] }
  }
  if (subject.startsWith('own_field:')) {
    return { about: 'own_field', key: subject.slice('own_field:'.length), is: 'is', values: [] }
  }
  return BEGINNINGS[subject as Exclude<About, Fielded>]
}

const happened = { by: 'human', campaignIds: [], when: { is: 'ever' } } as const

const BEGINNINGS: { [A in Exclude<About, Fielded>]: ConditionAbout<A> } = {
  origin: { about: 'origin', origins: ['import'] },
  added: { about: 'added', when: { is: 'within', days: 30 } },
  address: { about: 'address', is: 'valid' },
  mail: {
    about: 'mail',
    what: 'opens',
    ...happened,
    campaignIds: [],
    when: { is: 'within', days: 180 },
  },
  link: { about: 'link', is: 'contains', url: '', ...happened, campaignIds: [] },
  interest: { about: 'interest', interestIds: [] },
  raised: { about: 'raised', kind: 'tag', name: '' },
  list: { about: 'list', listIds: [] },
  esp_list: { about: 'esp_list', listIds: [] },
  consent: { about: 'consent', is: 'may_write', topicId: null },
}

/** A choice that says both what holds and whether it does: "is", "is not". */
export interface Verb {
  value: string
  label: string
}

export const COMPARISONS: Verb[] = [
  { value: 'is', label: 'is' },
  { value: 'not is', label: 'is not' },
  { value: 'contains', label: 'contains' },
  { value: 'not contains', label: 'does not contain' },
  { value: 'begins', label: 'begins with' },
  { value: 'not begins', label: 'does not begin with' },
  { value: 'ends', label: 'ends with' },
  { value: 'not ends', label: 'does not end with' },
  { value: 'known', label: 'is filled in' },
  { value: 'not known', label: 'is empty' },
]

const KNOWN: Verb[] = COMPARISONS.slice(-2)
const IS_OR_NOT: Verb[] = COMPARISONS.slice(0, 2)

/** How a field the firm defined is compared, by what it takes. */
export const OWN_COMPARISONS: Record<OwnKind, Verb[]> = {
  text: COMPARISONS,
  choice: [...IS_OR_NOT, ...KNOWN],
  yes_no: [...IS_OR_NOT, ...KNOWN],
  number: [
    ...IS_OR_NOT,
    { value: 'below', label: 'is below' },
    { value: 'above', label: 'is above' },
    ...KNOWN,
  ],
  date: [
    ...IS_OR_NOT,
    { value: 'before', label: 'is before' },
    { value: 'after', label: 'is after' },
    ...KNOWN,
  ],
}

/** Whether a comparison is with one value that stands before or after. */
export function isOrder(is: ConditionAbout<'own_field'>['is']): boolean {
  return is === 'before' || is === 'after' || is === 'below' || is === 'above'
}

export const HAPPENINGS: Verb[] = [
  { value: 'sent', label: 'was sent' },
  { value: 'not sent', label: 'was not sent' },
  { value: 'delivered', label: 'received' },
  { value: 'not delivered', label: 'did not receive' },
  { value: 'opens', label: 'opened' },
  { value: 'not opens', label: 'did not open' },
  { value: 'clicks', label: 'clicked in' },
  { value: 'not clicks', label: 'did not click in' },
  { value: 'forwards', label: 'forwarded' },
  { value: 'not forwards', label: 'did not forward' },
  { value: 'bounces', label: 'bounced in' },
  { value: 'not bounces', label: 'did not bounce in' },
  { value: 'optOuts', label: 'opted out through' },
  { value: 'not optOuts', label: 'did not opt out through' },
  { value: 'complaints', label: 'complained about' },
  { value: 'not complaints', label: 'did not complain about' },
]

export const CONSENTS: Verb[] = [
  { value: 'may_write', label: 'may be written to' },
  { value: 'not may_write', label: 'may not be written to' },
  { value: 'opted_out', label: 'opted out' },
  { value: 'not opted_out', label: 'did not opt out' },
  { value: 'express', label: 'gave express consent' },
  { value: 'implied', label: 'has implied consent' },
  { value: 'unknown', label: 'never said anything' },
  { value: 'withdrawn', label: 'withdrew consent' },
  { value: 'complained', label: 'complained of spam' },
  { value: 'not complained', label: 'did not complain of spam' },
]

export const LINK_VERBS: Verb[] = [
  { value: 'contains', label: 'contains' },
  { value: 'not contains', label: 'never one that contains' },
  { value: 'is', label: 'is exactly' },
  { value: 'not is', label: 'never exactly' },
]

export const IS: Verb[] = [
  { value: 'is', label: 'is one of' },
  { value: 'not is', label: 'is none of' },
]

export const ON: Verb[] = [
  { value: 'is', label: 'is on' },
  { value: 'not is', label: 'is not on' },
]

export const ADDRESSES: Verb[] = [
  { value: 'valid', label: 'has an address that works' },
  { value: 'not valid', label: 'has no address that works' },
  { value: 'invalid', label: 'has an address nothing arrives at' },
  { value: 'not invalid', label: 'has no address nothing arrives at' },
  { value: 'none', label: 'has no address at all' },
  { value: 'not none', label: 'has an address' },
]

export const ORIGINS = [
  { value: 'import', label: 'an import' },
  { value: 'crm', label: 'a CRM' },
  { value: 'esp', label: 'an e-mail service' },
  { value: 'user', label: 'a colleague' },
  { value: 'api', label: 'another program' },
]

/** "not opens" taken apart. */
export function verbOf(chosen: string): { isNot: boolean; is: string } {
  const isNot = chosen.startsWith('not ')
  return { isNot, is: isNot ? chosen.slice(4) : chosen }
}
