import { isDay, readMoment } from './moments.ts'
import type { Field } from './field.ts'
import { readId } from './ids.ts'
import type { Org } from './org.ts'
import { Refused } from './refusal.ts'
import type { Value } from './rows.ts'

/** A value as the database keeps it. Throws for what does not fit the field. */
export function stored(org: Org, field: Field, given: unknown): Value {
  if (given === null || given === undefined || given === '') return null
  switch (field.type) {
    case 'boolean':
      return typeof given === 'boolean' ? given : misread('boolean', given)
    case 'int':
    case 'double': {
      if (typeof given !== 'number' || !Number.isFinite(given)) return misread('double', given)
      return field.type === 'int' ? Math.round(given) : given
    }
    case 'date':
      return typeof given === 'string' ? dayOf(given) : misread('date', given)
    case 'datetime':
      return momentOf(given)
    case 'id':
    case 'reference':
      return referred(org, field, textOf(given))
    default:
      return fitting(field, textOf(given))
  }
}

/** Reading the request itself fails: all of it is refused. */
export const misreading = 'JSON_PARSER_ERROR'

function misread(type: string, given: unknown): never {
  const [kind, text] = [typeof given, JSON.stringify(given)]
  throw new Refused(misreading, `Cannot deserialize instance of ${type} from ${kind} value ${text}`)
}

/** A moment given for a day is the day of it. */
function dayOf(given: string): string {
  const day = isDay(given) ? given : readMoment(given)?.slice(0, 10)
  return day ?? misread('date', given)
}

function momentOf(given: unknown): string {
  const found = typeof given === 'string' ? readMoment(given) : undefined
  return found ?? misread('datetime', given)
}

function textOf(given: unknown): string {
  return typeof given === 'object' ? misread('string', given) : String(given)
}

function fitting(field: Field, given: string): string {
  const { name, length = 255, type, values, restricted } = field
  if ([...given].length > length) {
    const message = `${name}: data value too large: ${given.slice(0, 60)} (max length=${length})`
    throw new Refused('STRING_TOO_LONG', message, { fields: [name] })
  }
  if (type === 'email' && !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(given)) {
    const message = `${name}: invalid email address: ${given}`
    throw new Refused('INVALID_EMAIL_ADDRESS', message, { fields: [name] })
  }
  if (restricted === true && values?.includes(given) !== true) throw badChoice(name, given)
  return given
}

export function badChoice(field: string, given: string): Refused {
  const message = `${field}: bad value for restricted picklist field: ${given}`
  return new Refused('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, { fields: [field] })
}

function referred(org: Org, { name, to = [] }: Field, given: string): string {
  const id = readId(given)
  if (id === undefined) {
    const message = `${name}: id value of incorrect type: ${given}`
    throw new Refused('MALFORMED_ID', message, { fields: [name] })
  }
  const object = org.objectOfId(id)
  if (object === undefined || !to.includes(object.name)) {
    const message = `${name}: id value of incorrect type: ${given}`
    throw new Refused('FIELD_INTEGRITY_EXCEPTION', message, { fields: [name] })
  }
  if (org.find(id) !== undefined) return id
  const gone = org.table(object.name).get(id) !== undefined
  const code = gone ? 'ENTITY_IS_DELETED' : 'INVALID_CROSS_REFERENCE_KEY'
  const message = gone ? 'entity is deleted' : 'invalid cross reference id'
  throw new Refused(code, message, { fields: gone ? [] : [name] })
}
