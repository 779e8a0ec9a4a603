import type { ContractDocument, Operation, Parameter, Schema } from './document.ts'

interface Content {
  schema?: Schema
}

interface OpenApi3 {
  paths: Record<string, Record<string, OpenApiOperation>>
}

interface OpenApiOperation {
  operationId?: string
  parameters?: (Omit<Parameter, 'schema'> & { schema?: Schema })[]
  requestBody?: { content?: Record<string, Content> }
  responses?: Record<string, { description?: string; content?: Record<string, Content> }>
}

/** An OpenAPI 3 document in the terms that the referees know. */
export function readOpenApi3(document: unknown): ContractDocument {
  const paths: ContractDocument['paths'] = {}
  for (const [path, operations] of Object.entries((document as OpenApi3).paths)) {
    // Some paths of the contract end in a stray mark, so that one resource is under two names.
    const name = path.replace(/[?/]+$/, '')
    for (const [method, operation] of Object.entries(operations)) {
      if (methods.includes(method)) paths[name] = { ...paths[name], [method]: inTerms(operation) }
    }
  }
  return { basePath: '', paths, definitions: {} }
}

const methods = ['get', 'post', 'put', 'delete', 'patch']

function inTerms({ operationId, parameters = [], requestBody, responses }: OpenApiOperation) {
  const body = first(requestBody?.content)
  const list = parameters.map((one): Parameter => {
    const { schema, ...rest } = one
    return { ...(schema as Partial<Parameter>), ...rest }
  })
  if (body !== undefined) list.push({ name: 'body', in: 'body', schema: eitherOf(body) })
  const answers = Object.entries(responses ?? { 200: {} }).map(([status, { content }]) => {
    const schema = first(content)
    return [status, schema === undefined ? {} : { schema: eitherOf(schema) }] as const
  })
  const operation: Operation = { parameters: list, responses: Object.fromEntries(answers) }
  return operationId === undefined ? operation : { ...operation, operationId }
}

function first(content: Record<string, Content> | undefined): Schema | undefined {
  const kinds = content ?? {}
  return (kinds['application/json'] ?? Object.values(kinds)[0])?.schema
}

/** Its alternatives were made of samples, and several of them are the same. */
function eitherOf({ oneOf, ...schema }: Schema): Schema {
  return oneOf === undefined ? schema : { ...schema, anyOf: oneOf }
}
