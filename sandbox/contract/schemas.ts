import { Ajv, type ErrorObject } from 'ajv'
import formats from 'ajv-formats'
import type { ContractDocument, Schema } from './document.ts'

/** Says what is wrong with a value under one of the contract's schemas. */
export type SchemaJudge = (schema: Schema, value: unknown) => string[]

/**
 * Turns the contract's Swagger schemas into JSON Schema. Where the contract lists an object's
 * fields, any other field is a mistake: that is what finds a misspelt name.
 */
export function createSchemaJudge(contract: ContractDocument): SchemaJudge {
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: true })
  formats.default(ajv)
  // Swagger's definitions become one document that every schema can point into.
  ajv.addSchema({ $id: 'contract', definitions: closed(contract.definitions) as Schema })
  const compiled = new Map<Schema, ReturnType<typeof ajv.compile>>()
  return (schema, value) => {
    let validate = compiled.get(schema)
    if (validate === undefined) {
      validate = ajv.compile(closed(schema) as Schema)
      compiled.set(schema, validate)
    }
    return validate(value) ? [] : (validate.errors ?? []).map(described)
  }
}

function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed)
  if (typeof node !== 'object' || node === null) return node
  const copy: Schema = {}
  const text = (node as Schema).description
  // A date that may also be "0", or a day only, has the format of neither.
  const wider = typeof text === 'string' && text.includes('Use <code>"0"</code>')
  for (const [name, value] of Object.entries(node)) {
    if (name === 'example') continue
    // A greatest number of none is a slip of the contract: its own text allows many.
    if (name === 'maxItems' && value === 0) continue
    if (name === 'format' && wider) continue
    if (name === '$ref') copy.$ref = String(value).replace('#/', 'contract#/')
    else copy[name] = closed(value)
  }
  // An object of which nothing is told may hold anything.
  const told = typeof copy.properties === 'object' && Object.keys(copy.properties ?? {}).length > 0
  const listsFields = told && copy.type === 'object'
  const open = 'additionalProperties' in copy || 'allOf' in copy
  return listsFields && !open ? { ...copy, additionalProperties: false } : copy
}

function described(error: ErrorObject): string {
  const extra = (error.params as { additionalProperty?: string }).additionalProperty
  const where = error.instancePath === '' ? 'the body' : error.instancePath
  return `${where} ${error.message ?? 'is wrong'}${extra === undefined ? '' : `: ${extra}`}`
}
