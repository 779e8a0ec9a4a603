/** The vendor's types of fields, as far as they are kept or compared differently. */
export type FieldType =
  | 'id'
  | 'varchar'
  | 'name'
  | 'text'
  | 'bool'
  | 'int'
  | 'date'
  | 'datetime'
  | 'enum'
  | 'relate'
  | 'email'

export interface Field {
  name: string
  type: FieldType
  /** What is longer is cut without a word. */
  length?: number
  /** The values of a dropdown with their labels; the API stores any other text, too. */
  options?: Readonly<Record<string, string>>
  /** No column of the table: the server looks it up, and no condition can name it. */
  computed?: boolean
  default?: string
}

const longest = 255

export function id(name: string): Field {
  return { name, type: 'id', length: 36 }
}

export function varchar(name: string, length = longest): Field {
  return { name, type: 'varchar', length }
}

export function text(name: string): Field {
  return { name, type: 'text' }
}

export function bool(name: string): Field {
  return { name, type: 'bool', default: '0' }
}

export function int(name: string): Field {
  return { name, type: 'int' }
}

export function date(name: string): Field {
  return { name, type: 'date' }
}

export function datetime(name: string): Field {
  return { name, type: 'datetime' }
}

/** A dropdown; where its labels are not known, each value is its own. */
export function dropdown(
  name: string,
  options: Readonly<Record<string, string>> | readonly string[],
): Field {
  const labelled = Array.isArray(options)
    ? Object.fromEntries((options as readonly string[]).map((one) => [one, one]))
    : (options as Readonly<Record<string, string>>)
  return { name, type: 'enum', length: 100, options: labelled }
}

/** A field that is shown, and kept in another table or nowhere. */
export function computed(name: string, type: FieldType = 'varchar'): Field {
  return { name, type, computed: true }
}

/** What nearly every module has. */
export const stamps: readonly Field[] = [
  datetime('date_entered'),
  datetime('date_modified'),
  id('modified_user_id'),
  id('created_by'),
  bool('deleted'),
]

/** The owner of a record: one of the users. */
export const ownership: readonly Field[] = [
  id('assigned_user_id'),
  computed('assigned_user_name', 'relate'),
]
