import type { Org } from '../org.ts'
import type { Row } from '../rows.ts'
import type { Found } from './run.ts'

export type Shown = { [name: string]: unknown }

/** Where the records of a version of the API are found. */
export function attributes(org: Org, { Id }: Row, version: string) {
  const type = org.objectOfId(Id)?.name ?? ''
  return { type, url: `/services/data/${version}/sobjects/${type}/${Id}` }
}

/** A record as it is answered, with what was asked for of its parents and its children. */
export function show(org: Org, { shown }: Found, row: Row, version: string): Shown {
  const out: Shown = { attributes: attributes(org, row, version) }
  for (const one of shown) {
    if (!('names' in one)) {
      const found = one.of(row)
      out[one.name] = found.rows.length === 0 ? null : whole(org, found, version)
      continue
    }
    let place: Shown | null = out
    one.names.slice(0, -1).forEach((name, index) => {
      if (place === null) return
      const parent = one.at(row, index + 1)
      place[name] ??= parent === undefined ? null : { attributes: attributes(org, parent, version) }
      place = place[name] as Shown | null
    })
    if (place !== null) place[one.names.at(-1) as string] = one.read(row)
  }
  return out
}

function whole(org: Org, found: Found, version: string) {
  const records = found.rows.map((row) => show(org, found, row, version))
  return { totalSize: records.length, done: true, records }
}
