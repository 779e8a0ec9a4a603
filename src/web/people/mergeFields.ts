import type { z } from 'zod'
import type { mergeField } from '../../api/contract/index.ts'
import { t } from '../languages/messages.ts'
import type { Person } from './PersonHeader.tsx'

export type MergeField = z.output<typeof mergeField>

/** Fields a merge may take over, in the order they are shown, with their words. */
export const FIELD_WORDS: Record<MergeField, string> = {
  name: t`Name`,
  firstName: t`First name`,
  lastName: t`Last name`,
  jobTitle: t`Job title`,
  phone: t`Phone`,
  city: t`City`,
  country: t`Country`,
  owner: t`Owner`,
}
export const FIELDS = Object.keys(FIELD_WORDS) as MergeField[]

/** Whether taking the field over would change anything. */
export function canTake(kept: Person, other: Person, field: MergeField): boolean {
  const value = other[field] ?? ''
  return value !== '' && value !== (kept[field] ?? '')
}

/** What is taken over unless told otherwise: what the kept person lacks, a name above all. */
export function takenAtFirst(kept: Person, other: Person): MergeField[] {
  return FIELDS.filter((field) => {
    const own = kept[field] ?? ''
    const isAddress = field === 'name' && own.includes('@')
    return canTake(kept, other, field) && (own === '' || isAddress)
  })
}

/** Who is kept unless told otherwise: whom the CRM knows, else who was known first. */
export function keptAtFirst(one: Person, other: Person): Person {
  const known = (person: Person) => (person.externalId === null ? 0 : 1)
  if (known(one) !== known(other)) return known(one) > known(other) ? one : other
  return one.createdAt <= other.createdAt ? one : other
}

/** What the merge will result in, one sentence a matter. */
export function mergeSentences(kept: Person, other: Person): string[] {
  const current = (person: Person) =>
    person.addresses.filter((one) => one.endedAt === null).map((one) => one.address)
  const addresses = [...new Set([...current(kept), ...current(other)])]
  const kinds = kept.organizations.map((one) => one.kind)
  const joined = other.organizations.filter((one) => !kinds.includes(one.kind))
  const left = other.organizations.filter(
    (one) => kinds.includes(one.kind) && !kept.organizations.some(({ id }) => id === one.id),
  )
  return [
    t`${kept.name} stands for both; the name and the id of ${other.name} lead there.`,
    addresses.length === 0 ? t`There is no address.` : t`Addresses: ${addresses.join(', ')}.`,
    consentSentence(kept, other),
    ...joined.map((one) => t`${kept.name} belongs to ${one.name} as well.`),
    ...left.map((one) =>
      one.kind === 'household'
        ? t`${one.name} is left out: ${kept.name} has a household already.`
        : t`${one.name} is left out: ${kept.name} has a company already.`,
    ),
    ...takenOwn(kept, other),
    t`All that happened to both is one timeline. No campaign’s number changes.`,
    t`It can be undone on the person’s page.`,
  ]
}

/** Fields of the firm's own are taken over where the kept person has nothing. */
function takenOwn(kept: Person, other: Person): string[] {
  const isEmpty = new Set(kept.own.filter(({ value }) => value === '').map(({ key }) => key))
  const taken = other.own.filter(({ key, value }) => value !== '' && isEmpty.has(key))
  if (taken.length === 0) return []
  return [t`Taken over from ${other.name}: ${taken.map(({ label }) => label).join(', ')}.`]
}

function consentSentence(kept: Person, other: Person): string {
  const out = [kept, other].filter((person) => person.consent.isOptedOut)
  if (out.length === 2) return t`Both are opted out, and so is the merged person.`
  if (out[0]) return t`Opted out at every address: ${out[0].name} is, and the stricter holds.`
  return t`May be written to, as both may now.`
}
