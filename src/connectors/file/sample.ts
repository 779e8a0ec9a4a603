import { asObject, type JsonObject } from '../sdk/index.ts'
import type { FileRow } from '../sdk/index.ts'
import type { FileMapping } from './mapping.ts'
import { PRESETS, type Preset } from './presets/index.ts'

/** Fields of a sample that are shown. */
const FIELDS_MAX = 300
const EXAMPLE_CHARS = 100

export interface FoundField {
  name: string
  /** What the first row that has something there holds. */
  example: string
}

/** The fields of a sample's rows, in the order they are met, each with an example. */
export function fieldsOf(rows: readonly FileRow[]): FoundField[] {
  const found = new Map<string, string>()
  for (const row of rows) {
    if ('fault' in row) continue
    for (const [name, value] of leavesOf(row.record)) {
      if (found.size >= FIELDS_MAX && !found.has(name)) continue
      if (!found.get(name)) found.set(name, value.slice(0, EXAMPLE_CHARS))
    }
  }
  return [...found].map(([name, example]) => ({ name, example }))
}

function leavesOf(record: JsonObject, above = ''): [string, string][] {
  return Object.entries(record).flatMap(([key, value]): [string, string][] => {
    const name = `${above}${key}`
    if (Array.isArray(value)) return leavesOf({ ...value } as JsonObject, `${name}.`)
    const inner = asObject(value)
    if (inner !== null) return leavesOf(inner, `${name}.`)
    return [[name, value === null || value === undefined ? '' : String(value)]]
  })
}

/** The shipped preset whose fields are all there; the one with the most of them. */
export function fittingPreset(fields: readonly FoundField[]): Preset | null {
  const names = new Set(fields.map(({ name }) => name))
  const fits = PRESETS.map((preset) => ({ preset, wanted: neededOf(preset.mapping) }))
    .filter(({ wanted }) => wanted.every((name) => names.has(name)))
    .sort((a, b) => b.wanted.length - a.wanted.length)
  return fits[0]?.preset ?? null
}

/** Without these fields a mapping reads nothing. */
function neededOf({ kind, address, campaign, time }: FileMapping): string[] {
  const sources = [kind, address, campaign.id ?? campaign.name, time]
  return sources.flatMap((from) => (from !== undefined && 'field' in from ? [from.field] : []))
}
