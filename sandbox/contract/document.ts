import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contracts, type ContractedName } from './sources.ts'

export type Schema = Record<string, unknown>

export interface Parameter {
  name: string
  in: 'query' | 'path' | 'body' | 'header' | 'formData'
  required?: boolean
  type?: string
  format?: string
  enum?: string[]
  items?: { type?: string; enum?: string[] }
  collectionFormat?: string
  minimum?: number
  maximum?: number
  default?: unknown
  schema?: Schema
}

export interface Operation {
  operationId?: string
  parameters?: Parameter[]
  responses: Record<string, { description?: string; schema?: Schema }>
}

/** A vendor's published contract, as far as it is used here, in the terms of Swagger 2.0. */
export interface ContractDocument {
  basePath: string
  paths: Record<string, Record<string, Operation>>
  definitions: Record<string, Schema>
}

export interface FoundOperation {
  template: string
  operation: Operation
  path: Record<string, string>
}

/** Where the vendors' contracts lie: they may not be copied into this repository. */
export function specsDirectory(): string {
  return process.env.HOMING_SPECS ?? join(projectRoot(import.meta.dirname), '../shared/specs')
}

/** The sources and their compiled copy lie at different depths, so the root is looked for. */
function projectRoot(from: string): string {
  const parent = dirname(from)
  return existsSync(join(from, 'package.json')) || parent === from ? from : projectRoot(parent)
}

export function hasContract(
  specsDir = specsDirectory(),
  esp: ContractedName = 'constant-contact',
): boolean {
  return existsSync(join(specsDir, contracts[esp].file))
}

export function readContract(
  specsDir: string,
  esp: ContractedName = 'constant-contact',
): ContractDocument {
  const { file, read } = contracts[esp]
  return read(readFileSync(join(specsDir, file), 'utf8'))
}

/** The operation a concrete path belongs to; a literal segment beats a parameter. */
export function findOperation(
  contract: ContractDocument,
  method: string,
  path: string,
): FoundOperation | undefined {
  if (!path.startsWith(`${contract.basePath}/`)) return undefined
  const segments = path.slice(contract.basePath.length).split('/')
  const found = Object.entries(contract.paths).flatMap(([template, operations]) => {
    const operation = operations[method.toLowerCase()]
    const values = operation && match(template.split('/'), segments)
    return operation && values ? [{ template, operation, path: values }] : []
  })
  found.sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length)
  return found[0]
}

function match(template: string[], segments: string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const segment = segments[index] as string
    if (part.startsWith('{')) values[part.slice(1, -1)] = decodeURIComponent(segment)
    else if (part !== segment) return undefined
  }
  return values
}
