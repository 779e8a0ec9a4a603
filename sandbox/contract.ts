import {
  findOperation,
  readContract,
  type FoundOperation,
  type Operation,
} from './contract/document.ts'
import { judgeParameter } from './contract/parameters.ts'
import { createSchemaJudge } from './contract/schemas.ts'
import { contracts, type ContractedName } from './contract/sources.ts'

export { hasContract, specsDirectory } from './contract/document.ts'

/** A request as the sandbox logs it. */
export interface JudgedRequest {
  method: string
  /** With the base path, as in `/v3/emails`. */
  path: string
  query?: Readonly<Record<string, string | string[]>>
  body?: unknown
}

export interface Ruling {
  legal: boolean
  /** In plain words; empty when legal. */
  problems: string[]
  operationId?: string
}

/** Judges requests by the vendor's contract, which neither side of the connection wrote. */
export function createRequestReferee(
  specsDir: string,
  esp: ContractedName = 'constant-contact',
): (request: JudgedRequest) => Ruling {
  const contract = readContract(specsDir, esp)
  const judgeBody = createSchemaJudge(contract)
  return ({ method, path, query = {}, body }) => {
    const found = findOperation(contract, method, path)
    if (found === undefined) {
      return { legal: false, problems: [`${method} ${path} is not in the contract`] }
    }
    const problems = [...judgePath(found), ...judgeQuery(found.operation, query)]
    const declared = (found.operation.parameters ?? []).find((one) => one.in === 'body')
    if (declared?.schema !== undefined && (body !== undefined || declared.required === true)) {
      problems.push(...judgeBody(declared.schema, body))
    } else if (declared === undefined && body !== undefined) {
      problems.push('a body is not expected here')
    }
    return ruling(problems, found.operation)
  }
}

export interface JudgedAnswer {
  method: string
  path: string
  status: number
  body: unknown
}

/** Judges answers; a vendor has few shapes for all its errors. */
export function createAnswerReferee(
  specsDir: string,
  esp: ContractedName = 'constant-contact',
): (answer: JudgedAnswer) => Ruling {
  const contract = readContract(specsDir, esp)
  const judgeBody = createSchemaJudge(contract)
  return ({ method, path, status, body }) => {
    const found = findOperation(contract, method, path)
    if (found === undefined) {
      return { legal: false, problems: [`${method} ${path} is not in the contract`] }
    }
    const { operation } = found
    if (status >= 400) {
      return ruling(judgeBody(contracts[esp].errors(status, operation), body), operation)
    }
    const response = operation.responses[String(status)]
    if (response === undefined) return ruling([`status ${status} is not documented`], operation)
    return ruling(response.schema === undefined ? [] : judgeBody(response.schema, body), operation)
  }
}

function ruling(problems: string[], { operationId }: Operation): Ruling {
  return { legal: problems.length === 0, problems, ...(operationId && { operationId }) }
}

function judgePath({ operation, path }: FoundOperation): string[] {
  return (operation.parameters ?? []).flatMap((parameter) => {
    const value = path[parameter.name]
    if (parameter.in !== 'path' || value === undefined) return []
    return judgeParameter(parameter, value).map((what) => `path ${parameter.name} ${what}`)
  })
}

function judgeQuery(operation: Operation, query: JudgedRequest['query'] = {}): string[] {
  const known = (operation.parameters ?? []).filter((one) => one.in === 'query')
  const problems: string[] = []
  for (const [name, value] of Object.entries(query)) {
    const parameter = known.find((one) => one.name === name)
    if (parameter !== undefined) {
      problems.push(...judgeParameter(parameter, value).map((what) => `query ${name} ${what}`))
    } else if (name !== 'cursor' || !hasNextLink(operation)) {
      problems.push(`query ${name} is not documented`)
    }
  }
  for (const { name, required } of known) {
    // A next link is complete in itself, so a cursor stands for everything else.
    if (required === true && !(name in query) && !('cursor' in query)) {
      problems.push(`query ${name} is required`)
    }
  }
  return problems
}

/** Cursors are not listed as parameters: they come from the links of a collection's answer. */
function hasNextLink(operation: Operation): boolean {
  const text = operation.responses['200']?.schema?.$ref
  return typeof text === 'string' && pagedNames.test(text)
}

const pagedNames = /Page$|Paged\w+|Contacts$|ContactListArray$|ContactCampaignActivitiesSummary$/
