import type { OwnKind } from '../../api/contract/index.ts'
import type { AnswerTo } from '../api.ts'
import { t, tc } from '../languages/messages.ts'
import type { OwnField } from './names.ts'
import type { About, Condition, ConditionAbout } from './tree.ts'

export type PersonList = AnswerTo<'personLists.show'>
export type Kind = PersonList['kind']

interface KindWords {
  name: string
  plural: string
  meaning: string
  /** On the button that makes one. */
  make: string
}

export const KINDS: Record<Kind, KindWords> = {
  static: {
    name: t`List`,
    plural: t`Lists`,
    meaning: t`Holds whom you put on it, until you take them off.`,
    make: t`Make the list`,
  },
  segment: {
    name: t`Segment`,
    plural: t`Segments`,
    meaning: t`Asks anew, each time it is used, who fits its conditions.`,
    make: t`Make the segment`,
  },
  suppression: {
    name: t`Suppression list`,
    plural: t`Suppression lists`,
    meaning: t`No campaign reaches whoever is on it.`,
    make: t`Make the suppression list`,
  },
}

type Field = ConditionAbout<'field'>['field']

export const FIELDS: Record<Field, string> = {
  name: t`Name`,
  first_name: t`First name`,
  last_name: t`Last name`,
  job_title: t`Job title`,
  phone: t`Phone`,
  city: t`City`,
  country: t`Country`,
  external_id: t`Number in the CRM`,
  owner: t`Owner`,
  company: t`Company`,
  household: t`Household`,
  address: t`E-mail address`,
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
    group: t`What happened`,
    items: [
      { value: 'mail', label: t`Mailings` },
      { value: 'link', label: t`Clicked link` },
      { value: 'interest', label: t`Interest` },
      { value: 'raised', label: t`Action or tag` },
    ],
  },
  { group: t`Consent`, items: [{ value: 'consent', label: t`Consent` }] },
  {
    group: t`Lists`,
    items: [
      { value: 'list', label: t`Own list` },
      { value: 'esp_list', label: t`List of an e-mail service` },
    ],
  },
  {
    group: t`The person`,
    items: [
      ...fields,
      { value: 'address', label: t`Address works` },
      { value: 'origin', label: t`Came from` },
      { value: 'added', label: t`Known since` },
    ],
  },
]

/** What a condition can be about, with the fields the firm defined. */
export function subjects(own: readonly OwnField[]): Subjects[] {
  if (own.length === 0) return SUBJECTS
  const items = own.map(({ key, label }) => ({ value: ownSubject(key), label }))
  return [...SUBJECTS, { group: t`Your fields`, items }]
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

/** Begins the value of a choice that says what does not hold. */
const NOT = 'not '

/** What holds and what does not, each in its own words. */
export function both(is: string, holds: string, holdsNot: string): Verb[] {
  return [
    { value: is, label: holds },
    { value: NOT + is, label: holdsNot },
  ]
}

export function valueOf({ isNot, is }: { isNot: boolean; is: string }): string {
  return isNot ? NOT + is : is
}

export const COMPARISONS: Verb[] = [
  ...both('is', t`is`, t`is not`),
  ...both('contains', t`contains`, t`does not contain`),
  ...both('begins', t`begins with`, t`does not begin with`),
  ...both('ends', t`ends with`, t`does not end with`),
  ...both('known', t`is filled in`, t`is empty`),
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
    { value: 'below', label: t`is below` },
    { value: 'above', label: t`is above` },
    ...KNOWN,
  ],
  date: [
    ...IS_OR_NOT,
    { value: 'before', label: t`is before` },
    { value: 'after', label: t`is after` },
    ...KNOWN,
  ],
}

/** Whether a comparison is with one value that stands before or after. */
export function isOrder(is: ConditionAbout<'own_field'>['is']): boolean {
  return is === 'before' || is === 'after' || is === 'below' || is === 'above'
}

export const HAPPENINGS: Verb[] = [
  ...both('sent', tc('condition')`was sent`, tc('condition')`was not sent`),
  ...both('delivered', tc('condition')`received`, tc('condition')`did not receive`),
  ...both('opens', tc('condition')`opened`, tc('condition')`did not open`),
  ...both('clicks', tc('condition')`clicked in`, tc('condition')`did not click in`),
  ...both('forwards', tc('condition')`forwarded`, tc('condition')`did not forward`),
  ...both('bounces', tc('condition')`bounced in`, tc('condition')`did not bounce in`),
  ...both('optOuts', tc('condition')`opted out through`, tc('condition')`did not opt out through`),
  ...both('complaints', tc('condition')`complained about`, tc('condition')`did not complain about`),
]

export const CONSENTS: Verb[] = [
  ...both('may_write', t`may be written to`, t`may not be written to`),
  ...both('opted_out', tc('condition')`opted out`, tc('condition')`did not opt out`),
  { value: 'express', label: t`gave express consent` },
  { value: 'implied', label: t`has implied consent` },
  { value: 'unknown', label: t`never said anything` },
  { value: 'withdrawn', label: t`withdrew consent` },
  ...both('complained', t`complained of spam`, t`did not complain of spam`),
]

export const LINK_VERBS: Verb[] = [
  ...both('contains', t`contains`, t`never one that contains`),
  ...both('is', t`is exactly`, t`never exactly`),
]

export const IS: Verb[] = [...both('is', t`is one of`, t`is none of`)]

export const ON: Verb[] = [...both('is', t`is on`, t`is not on`)]

export const ADDRESSES: Verb[] = [
  ...both('valid', t`has an address that works`, t`has no address that works`),
  ...both('invalid', t`has an address nothing arrives at`, t`has no address nothing arrives at`),
  ...both('none', t`has no address at all`, t`has an address`),
]

export const ORIGINS = [
  { value: 'import', label: t`an import` },
  { value: 'crm', label: t`a CRM` },
  { value: 'esp', label: t`an e-mail service` },
  { value: 'user', label: t`a colleague` },
  { value: 'api', label: t`another program` },
]

/** "not opens" taken apart. */
export function verbOf(chosen: string): { isNot: boolean; is: string } {
  const isNot = chosen.startsWith(NOT)
  return { isNot, is: isNot ? chosen.slice(NOT.length) : chosen }
}
