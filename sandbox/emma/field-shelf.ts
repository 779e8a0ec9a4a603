import type { CustomField } from '../world/custom-fields.ts'
import type { ContactState, World } from '../world/world.ts'
import type { FieldValues } from './body.ts'

/** A field of the account's members. */
export interface Field {
  fieldId: number
  shortcutName: string
  displayName: string
  fieldType: string
  widgetType: string
}

export type FieldInput = Omit<Field, 'fieldId'>

/** The account's fields, and what a member has in them. */
export interface FieldShelf {
  all(): readonly Field[]
  named(shortcutName: string): Field | undefined
  create(input: FieldInput, now: number): Field
  /** The values of a member by shortcut name; those without one are left out. */
  valuesOf(state: ContactState): Record<string, string>
  /** The first name that no field of the account has. */
  strange(values: FieldValues): string | undefined
  /** Writes those values and leaves all others as they are; null empties one. */
  writing(values: FieldValues, now: number): (state: ContactState) => void
}

const text = { fieldType: 'text', widgetType: 'text' }

/** What the account has that was there before; the place says which part of a profile each is. */
const usual: readonly FieldInput[] = [
  { shortcutName: 'first_name', displayName: 'First Name', ...text },
  { shortcutName: 'last_name', displayName: 'Last Name', ...text },
  { shortcutName: 'job_title', displayName: 'Job Title', ...text },
  { shortcutName: 'company', displayName: 'Company', ...text },
  { shortcutName: 'city', displayName: 'City', ...text },
  { shortcutName: 'country', displayName: 'Country', ...text },
  { shortcutName: 'phone', displayName: 'Phone', ...text },
]

const profileParts = {
  first_name: 'firstName',
  last_name: 'lastName',
  job_title: 'jobTitle',
  company: 'companyName',
} as const

const firstField = 500

export function createFieldShelf(world: World): FieldShelf {
  const fields: Field[] = usual.map((one, index) => ({ ...one, fieldId: firstField + index }))
  const own = (name: string) => world.fields.all().find((one) => one.label === name)
  return {
    all: () => fields,
    named: (name) => fields.find((one) => one.shortcutName === name),
    create: (input, now) => {
      const field = { ...input, fieldId: firstField + fields.length }
      fields.push(field)
      inWorld(world, field.shortcutName, now)
      return field
    },
    valuesOf: (state) =>
      Object.fromEntries(
        fields
          .map(({ shortcutName }) => [shortcutName, valueIn(state, shortcutName, own)] as const)
          .filter(([, value]) => value !== ''),
      ),
    strange: (values) =>
      Object.keys(values).find((name) => !fields.some((one) => one.shortcutName === name)),
    writing: (values, now) => {
      const written = Object.entries(values).map(([name, value]) => {
        const kept = isPart(name) ? undefined : inWorld(world, name, now).fieldId
        return { name, value: asText(value), kept }
      })
      return (state) => {
        for (const { name, value, kept } of written) write(state, { name, value, kept })
      }
    },
  }
}

function isPart(name: string): name is keyof typeof profileParts {
  return name in profileParts
}

/** Whatever the profile of the world has no place for is a field of its own there. */
function inWorld(world: World, name: string, now: number): CustomField {
  const known = world.fields.all().find((one) => one.label === name)
  return known ?? world.fields.create({ label: name, type: 'string', choices: [] }, now)
}

function valueIn(
  { profile }: ContactState,
  name: string,
  own: (name: string) => CustomField | undefined,
): string {
  if (isPart(name)) return profile[profileParts[name]] ?? ''
  const fieldId = own(name)?.fieldId
  const value = profile.fields.find((one) => one.fieldId === fieldId)?.value
  if (value !== undefined) return value
  if (name === 'city') return profile.streets[0]?.city ?? ''
  if (name === 'country') return profile.streets[0]?.country ?? ''
  return name === 'phone' ? (profile.phones[0]?.number ?? '') : ''
}

interface Written {
  name: string
  value: string
  kept: string | undefined
}

function write(state: ContactState, { name, value, kept }: Written): void {
  if (isPart(name)) state.profile = { ...state.profile, [profileParts[name]]: value }
  else if (kept !== undefined) {
    const others = state.profile.fields.filter((one) => one.fieldId !== kept)
    state.profile = { ...state.profile, fields: [...others, { fieldId: kept, value }] }
  }
}

function asText(value: FieldValues[string]): string {
  return Array.isArray(value) ? value.join(',') : String(value ?? '')
}
