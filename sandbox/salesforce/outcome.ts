import { fieldOf, type SObject } from './objects.ts'
import { misreading } from './storing.ts'
import { missingRecord, Refused } from './refusal.ts'
import type { Row } from './rows.ts'
import { create, remove, update, type Given } from './saving.ts'
import type { Vendor } from './vendor.ts'

/** What became of one record of many. */
export type Outcome =
  { id: string; success: true; created: boolean } | { success: false; error: Refused; id?: string }

export type Operation = 'insert' | 'update' | 'upsert' | 'delete'

/** One write to one record. */
export interface Write {
  operation: Operation
  object: SObject
  given: Given
  /** Where the record is known by its id. */
  id?: string | undefined
  /** The field by which an upsert knows its record; its id unless told otherwise. */
  key?: string | undefined
}

/** Writes one record in the name of the API's user. Throws only what refuses the whole request. */
export function attempt(vendor: Vendor, write: Write): Outcome {
  try {
    vendor.locks.pass(write.object.name)
    return done(vendor, write)
  } catch (error) {
    if (!(error instanceof Refused) || error.code === misreading) throw error
    return { success: false, error, ...(write.id !== undefined && { id: write.id }) }
  }
}

function done(vendor: Vendor, { operation, object, given, id, key }: Write): Outcome {
  const { org } = vendor
  const by = org.users.api
  switch (operation) {
    case 'insert':
      return { id: create(org, object, given, by).Id, success: true, created: true }
    case 'update': {
      const row = present(vendor, object, id)
      update(org, row, given, by)
      return { id: row.Id, success: true, created: false }
    }
    case 'delete': {
      const row = present(vendor, object, id)
      remove(org, row, by)
      return { id: row.Id, success: true, created: false }
    }
    case 'upsert':
      return upsert(vendor, { operation, object, given, id, key })
  }
}

function upsert(vendor: Vendor, { object, given, id, key }: Write): Outcome {
  const { org } = vendor
  if (key === undefined || key === 'Id') {
    return done(vendor, { operation: id === undefined ? 'insert' : 'update', object, given, id })
  }
  const value = given[key]
  if (typeof value !== 'string' || value === '') {
    throw new Refused('MISSING_ARGUMENT', `${key} not specified`)
  }
  const found = org
    .table(object.name)
    .by(key, value)
    .find((row) => !row.IsDeleted)
  if (found === undefined) return done(vendor, { operation: 'insert', object, given })
  return done(vendor, { operation: 'update', object, given, id: found.Id })
}

function present({ org }: Vendor, object: SObject, id: string | undefined): Row {
  const row = id === undefined ? undefined : org.table(object.name).get(id)
  if (row === undefined) {
    throw new Refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  }
  if (row.IsDeleted) throw new Refused('ENTITY_IS_DELETED', 'entity is deleted')
  return row
}

/** The field by which records may be known. Throws for one that is none. */
export function keyField(object: SObject, name: string): string {
  if (name.toLowerCase() === 'id') return 'Id'
  const field = fieldOf(object, name)
  if (field?.externalId === true) return field.name
  throw missingKey()
}

function missingKey(): Refused {
  const message = 'Provided external ID field does not exist or is not accessible'
  return Object.assign(missingRecord(), { message })
}
