/** Contacts and leads who have an address, each with marks of their own. */
import type { JsonObject, Vendor } from '../../sdk/index.ts'
import { flagsOf, PERSON_MODULES, type PersonModule, reachable } from './modules.ts'
import { flaggedShape } from './permission.ts'
import { recordsOf } from './query.ts'
import { literal } from './values.ts'

export type Person = JsonObject & { module: PersonModule }

/** Whoever has the address; Failure('forbidden') where it cannot be seen who opted out. */
export async function personsOf(vendor: Vendor, address: string): Promise<Person[]> {
  const persons: Person[] = []
  for (const module of PERSON_MODULES) {
    const shape = await flaggedShape(vendor, module)
    const fields = ['Id', 'Email', 'SystemModstamp', ...flagsOf(shape)]
    const where = reachable(module, `Email = ${literal(address)}`)
    const records = await recordsOf(vendor, { object: module, fields, where })
    persons.push(...records.map((record) => ({ ...record, module })))
  }
  return persons
}
