import type { Parsed } from './sources.mjs'

export interface Found {
  context: string
  id: string
  many: string | null
  values: string[]
  path: string
}

export function messagesIn(sources: Parsed[]): { found: Found[]; faults: string[] }
