import type { Field } from '../field.ts'
import { fieldOf, visibleFields, type SObject } from '../objects.ts'
import type { Org } from '../org.ts'
import { Refused } from '../refusal.ts'
import type { Row, Value } from '../rows.ts'
import type { Path } from './query.ts'

/** A field as seen from an object, perhaps by way of its parents. */
export interface Column {
  /** Its name and those of the relationships before it, as the vendor spells them. */
  names: readonly string[]
  field: Field
  /** The record at the end of the first so many relationships. */
  at(row: Row, steps: number): Row | undefined
  read(row: Row): Value
}

/** As many relationships as may follow one another. */
const mostSteps = 5

/** Finds a field. Throws INVALID_FIELD for one that is not there or may not be seen. */
export function columnOf(org: Org, object: SObject, path: Path): Column {
  const own = path.length > 1 && path[0]?.toLowerCase() === object.name.toLowerCase()
  const parts = own ? path.slice(1) : path
  if (parts.length > mostSteps + 1) throw noColumn(parts.join('.'), object)
  const steps: Field[] = []
  let objects: readonly SObject[] = [object]
  for (const part of parts.slice(0, -1)) {
    const step = parentOf(objects, part)
    if (step === undefined) {
      const message = `Didn't understand relationship '${part}' in field path.`
      throw new Refused('INVALID_FIELD', message)
    }
    steps.push(step)
    objects = (step.to ?? []).flatMap((name) => org.object(name) ?? [])
  }
  const name = parts.at(-1) as string
  const field = lastField(objects, name)
  if (field === undefined) throw noColumn(name, objects[0] ?? object)
  const at = (row: Row, count: number) => {
    let found: Row | undefined = row
    for (const step of steps.slice(0, count)) {
      found = org.find(found === undefined ? null : valueOf(org, found, step))
    }
    return found
  }
  return {
    names: [...steps.map((one) => one.parent as string), field.name],
    field,
    at,
    read: (row) => {
      const last = at(row, steps.length)
      if (last === undefined) return null
      if (field === typeField) return org.objectOfId(last.Id)?.name ?? null
      return valueOf(org, last, field)
    },
  }
}

/** What a reference to one of several objects knows of its own. */
const typeField: Field = { name: 'Type', type: 'string', access: 'read' }

function lastField(objects: readonly SObject[], name: string): Field | undefined {
  if (objects.length > 1 && name.toLowerCase() === 'type') return typeField
  for (const one of objects) {
    const field = fieldOf(one, name)
    if (field !== undefined) return field
  }
  return undefined
}

function parentOf(objects: readonly SObject[], name: string): Field | undefined {
  const all = objects.flatMap(visibleFields)
  return all.find((one) => one.parent?.toLowerCase() === name.toLowerCase())
}

function valueOf(org: Org, row: Row, field: Field): Value {
  return field.formula === undefined ? (row[field.name] ?? null) : field.formula(org, row)
}

function noColumn(name: string, { name: object }: SObject): Refused {
  const message = `No such column '${name}' on entity '${object}'. If you are attempting to use a \
custom field, be sure to append the '__c' after the custom field name.`
  return new Refused('INVALID_FIELD', message)
}
