/** A value of XML-RPC; nil is an extension of the protocol that some clients send. */
export type Value = string | number | boolean | Date | null | readonly Value[] | Struct

/** A member that is undefined is not there. */
export interface Struct {
  readonly [name: string]: Value | undefined
}

export interface Fault {
  code: number
  text: string
}

export function isStruct(value: Value | undefined): value is Struct {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  )
}

export function isArray(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}
