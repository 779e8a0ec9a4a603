import type { ContactState, World } from '../world/world.ts'

/** A column of a list: its heading, and the vendor's usage of it if it has one. */
export interface Column {
  heading: string
  type?: string
}

/** A value for each of some columns. */
export type Values = readonly (readonly [Column, string])[]

/** The usages that the vendor's page on upload specifications names. */
export const columnTypes = (
  'EMAIL FIRSTNAME LASTNAME MIDDLENAME COMPANY JOBTITLE DEPT BIZ_STREET BIZ_CITY BIZ_STATE BIZ_ZIP '
  + 'BIZ_COUNTRY HOME_STREET HOME_CITY HOME_STATE HOME_ZIP HOME_COUNTRY BIZ_PHONE BIZ_FAX '
  + 'HOME_PHONE HOME_FAX CELL_PHONE BIZ_WEB HOME_WEB'
).split(' ')

/** What the lists have that were there before. */
const usual: readonly Column[] = [
  { heading: 'First Name', type: 'FIRSTNAME' },
  { heading: 'Last Name', type: 'LASTNAME' },
  { heading: 'Job Title', type: 'JOBTITLE' },
  { heading: 'Company', type: 'COMPANY' },
  { heading: 'Business City', type: 'BIZ_CITY' },
  { heading: 'Business Country', type: 'BIZ_COUNTRY' },
  { heading: 'Business Phone', type: 'BIZ_PHONE' },
  { heading: 'E-mail Address', type: 'EMAIL' },
]

export interface ColumnBook {
  of(listId: string): readonly Column[]
  set(listId: string, columns: readonly Column[]): void
}

export function createColumns(): ColumnBook {
  const byList = new Map<string, readonly Column[]>()
  return {
    of: (listId) => byList.get(listId) ?? usual,
    set: (listId, columns) => void byList.set(listId, columns),
  }
}

/** A column by its heading, or by its usage: the vendor's samples write both. */
export function columnCalled(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((one) => one.heading === name) ?? columns.find((one) => one.type === name)
}

const profileParts = {
  FIRSTNAME: 'firstName',
  LASTNAME: 'lastName',
  JOBTITLE: 'jobTitle',
  COMPANY: 'companyName',
} as const

function partOf({ type = '' }: Column) {
  return profileParts[type as keyof typeof profileParts] as
    (typeof profileParts)[keyof typeof profileParts] | undefined
}

/** What a contact has in a column; the same on every list it is on. */
export function valueIn(world: World, state: ContactState, column: Column): string {
  const { profile } = state
  if (column.type === 'EMAIL') return state.address
  const part = partOf(column)
  if (part !== undefined) return profile[part] ?? ''
  const field = world.fields.all().find((one) => one.label === column.heading)
  const own = profile.fields.find((one) => one.fieldId === field?.fieldId)?.value
  if (own !== undefined) return own
  if (column.type === 'BIZ_CITY') return profile.streets[0]?.city ?? ''
  if (column.type === 'BIZ_COUNTRY') return profile.streets[0]?.country ?? ''
  if (column.type === 'BIZ_PHONE') return profile.phones[0]?.number ?? ''
  return ''
}

/** Writes values into a contact. A column nobody had before becomes a field of the account. */
export function writing(world: World, values: Values, at: number) {
  const made = values.map(([column, value]) => ({ column, value, id: fieldOf(world, column, at) }))
  return (state: ContactState): void => {
    for (const { column, value, id } of made) {
      const part = partOf(column)
      if (column.type === 'EMAIL') state.address = value
      else if (part !== undefined) state.profile = { ...state.profile, [part]: value }
      else if (id !== undefined) {
        const others = state.profile.fields.filter((one) => one.fieldId !== id)
        state.profile = { ...state.profile, fields: [...others, { fieldId: id, value }] }
      }
    }
  }
}

function fieldOf(world: World, column: Column, at: number): string | undefined {
  if (column.type === 'EMAIL' || partOf(column) !== undefined) return undefined
  const known = world.fields.all().find((one) => one.label === column.heading)
  const input = { label: column.heading, type: 'string', choices: [] }
  return (known ?? world.fields.create(input, at)).fieldId
}
