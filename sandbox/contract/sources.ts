import { parse } from 'yaml'
import type { ContractDocument, Operation, Schema } from './document.ts'
import { readOpenApi3 } from './openapi3.ts'

/** The vendors that publish a contract a machine can read, for requests and answers of REST. */
export type ContractedName = 'constant-contact' | 'act-on'

/** Where a vendor's contract lies, how it is read, and what it says of errors. */
export interface ContractSource {
  file: string
  read(text: string): ContractDocument
  /** What an answer with that error status must look like. */
  errors(status: number, operation: Operation): Schema
}

const listed = { $ref: '#/definitions/APIErrorSchema' }
const single = { $ref: '#/definitions/AuthorizationErrorSchema' }

const text = { type: 'string' }
const coded = {
  type: 'object',
  required: ['errorCode', 'message'],
  properties: { errorCode: { type: ['integer', 'string'] }, message: text },
}
const gateway = {
  type: 'object',
  required: ['httpCode', 'httpMessage', 'moreInformation'],
  properties: { httpCode: text, httpMessage: text, moreInformation: text },
}

export const contracts: Record<ContractedName, ContractSource> = {
  'constant-contact': {
    file: 'constant-contact/constant-contact-v3-openapi.yml',
    read: (yaml) => parse(yaml) as ContractDocument,
    errors: (status) => ([401, 403, 429].includes(status) ? single : listed),
  },
  'act-on': {
    file: 'act-on/act-on-api-v1.openapi.json',
    read: (json) => readOpenApi3(JSON.parse(json)),
    // Most operations document no error: two shapes are known, the API's and its gateway's.
    errors: (status, { responses }) => {
      const own = responses[String(status)]?.schema
      const { properties, oneOf } = (own ?? {}) as { properties?: object; oneOf?: unknown }
      const says = oneOf !== undefined || Object.keys(properties ?? {}).length > 0
      return says ? (own as Schema) : { anyOf: [coded, gateway] }
    },
  },
}
