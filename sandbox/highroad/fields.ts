import { fieldName } from '../world/custom-fields.ts'
import type { ContactState, World } from '../world/world.ts'
import type { Struct, Value } from '../xmlrpc/index.ts'
import { Refused } from './errors.ts'
import { contactId } from './ids.ts'
import type { Vendor } from './vendor.ts'

const parts = {
  first_name: 'firstName',
  last_name: 'lastName',
  job_title: 'jobTitle',
  company: 'companyName',
} as const

/** The columns of the core table: those every account has here, and the account's own. */
export function columns(world: World): string[] {
  return ['email', ...Object.keys(parts), ...world.fields.all().map(fieldName)]
}

/** A contact as it is answered. */
export function shownContact(world: World, state: ContactState): Struct {
  const own = world.fields.all().map((field) => {
    const found = state.profile.fields.find((one) => one.fieldId === field.fieldId)
    return [fieldName(field), found?.value ?? '']
  })
  return {
    id: contactId(state),
    email: state.address,
    ...Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, state.profile[part] ?? '']),
    ),
    ...Object.fromEntries(own),
  }
}

/** Values by the names of columns, which may be written behind the number of the table. */
export function readData({ world, keys }: Vendor, data: Struct): Map<string, string> {
  const known = new Set(columns(world))
  const prefix = `${keys.coreTableId}.`
  const values = Object.entries(data).map(([key, value]) => {
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : key
    if (!known.has(name)) throw new Refused(`There is no column ${name}`)
    return [name, plain(name, value)] as const
  })
  return new Map(values)
}

function plain(name: string, value: Value | undefined): string {
  if (value === undefined || value === null) return ''
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object') throw new Refused(`${name} must be a single value`)
  return String(value)
}

/** What writes values into a contact; the address is the caller's affair. */
export function writing(world: World, values: ReadonlyMap<string, string>) {
  return (state: ContactState): void => {
    for (const [name, part] of Object.entries(parts)) {
      const value = values.get(name)
      if (value !== undefined) state.profile = { ...state.profile, [part]: value }
    }
    for (const field of world.fields.all()) {
      const value = values.get(fieldName(field))
      if (value === undefined) continue
      const others = state.profile.fields.filter((one) => one.fieldId !== field.fieldId)
      state.profile = { ...state.profile, fields: [...others, { fieldId: field.fieldId, value }] }
    }
  }
}
