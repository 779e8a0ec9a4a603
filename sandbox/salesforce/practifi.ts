import type { SObject } from './objects.ts'
import type { Org } from './org.ts'
import { create } from './saving.ts'

/** The kinds of account that the package knows. */
const kinds = ['Household', 'Organization', 'Individual'] as const

/** Installs the package: its object, and record types by which accounts are told apart. */
export function installPractifi(org: Org, prefix: string): void {
  removePractifi(org)
  org.install(prefix)
  const types = org.object('RecordType') as SObject
  const may = types.can.create
  types.can.create = true
  const ids = new Map(
    kinds.map((kind) => {
      const NamespacePrefix = prefix.replace(/__$/, '')
      const given = { Name: kind, DeveloperName: kind, NamespacePrefix }
      const own = { ...given, SobjectType: 'Account', IsActive: true }
      return [kind as string, create(org, types, own, org.users.admin).Id]
    }),
  )
  types.can.create = may
  const accounts = org.table('Account')
  for (const row of accounts.all()) {
    const RecordTypeId = ids.get(String(row.Type)) ?? ids.get('Organization') ?? null
    accounts.set(row, { RecordTypeId })
  }
}

/** Takes the package away with all its records; accounts are just accounts then. */
export function removePractifi(org: Org): void {
  org.install(undefined)
  const types = org.table('RecordType')
  for (const row of types.all()) types.set(row, { IsDeleted: true })
  const accounts = org.table('Account')
  for (const row of accounts.all()) accounts.set(row, { RecordTypeId: null })
}
