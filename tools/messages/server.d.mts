import type { Found } from './found.mjs'
import type { Parsed } from './sources.mjs'

export const FAMILIES: {
  folder: string
  properties: string[]
  calls: string[]
  tables?: string[]
}[]
export function sentencesIn(sources: Parsed[]): Found[]
