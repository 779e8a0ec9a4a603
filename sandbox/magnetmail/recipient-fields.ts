import type { Profile, Street } from '../world/profile.ts'
import type { ContactState, World } from '../world/world.ts'
import type { Vendor } from './vendor.ts'

/** The thirty fields that are the account's own. */
export const customFields: readonly string[] = Array.from(
  { length: 30 },
  (_, index) => `custom${index + 1}`,
)

/** Every field of a recipient that can be written, by the names of the contract. */
export const fieldNames: readonly string[] = [
  'email',
  'first_name',
  'last_name',
  'phone',
  'fax',
  'address_1',
  'address_2',
  'city',
  'state',
  'zip',
  'company',
  'custom_id',
  ...customFields,
]

/** The world's job title is the first of the account's own fields. */
export const jobTitleField = 'custom1'

const parts = {
  first_name: 'firstName',
  last_name: 'lastName',
  company: 'companyName',
  [jobTitleField]: 'jobTitle',
} as const

const streetParts = {
  address_1: 'street',
  city: 'city',
  state: 'state',
  zip: 'postalCode',
} as const

function of<T extends object>(table: T, name: string): T[keyof T] | undefined {
  return Object.hasOwn(table, name) ? table[name as keyof T] : undefined
}

/** A field's value; what the world has no place for is a field of the account's, by its name. */
export function valueOf(
  { world, faxes }: Pick<Vendor, 'world' | 'faxes'>,
  { contact, profile }: ContactState,
  name: string,
): string | undefined {
  const part = of(parts, name)
  if (part !== undefined) return profile[part]
  const place = of(streetParts, name)
  if (place !== undefined) return profile.streets[0]?.[place]
  if (name === 'phone') return profile.phones[0]?.number
  const field = world.fields.named(name)
  const own = profile.fields.find(({ fieldId }) => fieldId === field?.fieldId)
  return own === undefined && name === 'fax' ? faxes.numberOf(contact) : own?.value
}

/** Writes fields of a recipient; its address and custom id are not among them. */
export function writing(
  world: World,
  values: ReadonlyMap<string, string>,
  at: number,
): (state: ContactState) => void {
  const changes = [...values].map(([name, value]) => changing(world, [name, value], at))
  return (state) => {
    for (const change of changes) state.profile = change(state.profile)
  }
}

type Change = (profile: Profile) => Profile

function changing(world: World, [name, value]: [string, string], at: number): Change {
  const part = of(parts, name)
  if (part !== undefined) return (profile) => ({ ...profile, [part]: value })
  const place = of(streetParts, name)
  const entry = { id: `${name}-${at}`, createdAt: at, updatedAt: at, kind: 'work' }
  if (place !== undefined) {
    return (profile) => {
      const [first = entry, ...others] = profile.streets
      const street: Street = { ...first, [place]: value, updatedAt: at }
      return { ...profile, streets: [street, ...others] }
    }
  }
  if (name === 'phone') {
    const by = { createdBy: 'Account', updatedBy: 'Account' } as const
    const phones = value === '' ? [] : [{ ...entry, ...by, number: value }]
    return (profile) => ({ ...profile, phones: [...phones, ...profile.phones.slice(1)] })
  }
  const label = { label: name, type: 'string', choices: [] }
  const { fieldId } = world.fields.named(name) ?? world.fields.create(label, at)
  return (profile) => {
    const others = profile.fields.filter((one) => one.fieldId !== fieldId)
    return { ...profile, fields: [...others, { fieldId, value }] }
  }
}
