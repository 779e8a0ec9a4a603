import type { Catalog } from '../../src/web/languages/catalog.ts'
import type { Found } from './found.mjs'

export interface Entry {
  catalog: string
  context: string
  id: string
  many: string | null
  forms: string[]
  isFuzzy: boolean
  isObsolete: boolean
}

export const CATALOGS: string
export function languagesIn(root: string): string[]
export function catalogOf(path: string): string
export function nameOf(message: { context: string; id: string }): string
export function entriesOf(root: string, language: string): Entry[]
export function updateCatalogs(root: string, language: string, found: Found[]): number
export function compiled(bytes: Uint8Array, isServers: boolean): Catalog
