import { permit } from '../world/consent.ts'
import type { ContactState, World } from '../world/world.ts'
import type { GivenRow, JobDefinition, Settings } from './definition.ts'

/** What became of a row. */
export type Outcome = 'inserted' | 'updated' | 'not allowed' | 'duplicate' | 'no address'

const plainAddress = /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/

/** The rows that count: of those with one address the first, or the last. */
export function counting({ rows, useFirst }: JobDefinition): ReadonlySet<number> {
  const places = new Map<string, number>()
  rows.forEach(({ address }, place) => {
    const key = address.toLowerCase()
    if (!useFirst || !places.has(key)) places.set(key, place)
  })
  return new Set(places.values())
}

/** Takes in one row that counts, as far as the job allows it. */
export function takeRow(world: World, job: JobDefinition, row: GivenRow, at: number): Outcome {
  if (!plainAddress.test(row.address)) return 'no address'
  const there = world.holderOf(row.address, at)
  const known = there !== undefined && there.deletedAt === undefined
  const settings = known ? job.update : job.insert
  if (!settings.allowImport) return 'not allowed'
  const added = { address: row.address, permission: 'not_set', by: 'Account' } as const
  const contactId = there?.contact.contactId ?? world.create({ ...added, listIds: [] }, at)
  write(world, contactId, { values: row.values, settings }, at)
  return known ? 'updated' : 'inserted'
}

const parts = {
  firstname: 'firstName',
  lastname: 'lastName',
  jobtitle: 'jobTitle',
  company: 'companyName',
  companyname: 'companyName',
} as const

interface Written {
  values: GivenRow['values']
  settings: Settings
}

/** Names of people and firms are the world's own; every other column is a field of the account. */
function write(world: World, contactId: string, { values, settings }: Written, at: number): void {
  const made = values
    .filter(([, value]) => value !== '')
    .map(([name, value]) => {
      const word = name.toLowerCase().replace(/[^a-z]/g, '')
      const part = Object.hasOwn(parts, word) ? parts[word as keyof typeof parts] : undefined
      return { part, value, fieldId: part === undefined ? fieldOf(world, name, at) : '' }
    })
  const happen = (state: ContactState) => {
    delete state.deletedAt
    for (const { part, value, fieldId } of made) {
      const others = state.profile.fields.filter((one) => one.fieldId !== fieldId)
      state.profile =
        part === undefined
          ? { ...state.profile, fields: [...others, { fieldId, value }] }
          : { ...state.profile, [part]: value }
    }
    // Whoever has left stays away: nobody documents that an import brings them back.
    if (settings.makeActive && state.permission === 'not_set') {
      permit(state, 'implicit', { at, by: 'Account' })
    }
    if (settings.makeVerified) state.confirmed = true
  }
  world.edit(contactId, { at, by: 'Account', happen })
}

function fieldOf(world: World, label: string, at: number): string {
  const known = world.fields.all().find((one) => one.label === label)
  return (known ?? world.fields.create({ label, type: 'string', choices: [] }, at)).fieldId
}
