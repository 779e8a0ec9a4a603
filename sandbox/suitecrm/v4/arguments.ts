import { findModule, type Module } from '../../sugar-data/modules.ts'
import { plain, type Given } from '../../sugar-data/saving.ts'
import { RestFault } from './errors.ts'

/** The arguments of a call: their order counts, and their names are not looked at. */
export type Arguments = readonly unknown[]

export function readArguments(text: string): Arguments {
  const given = parsed(text)
  if (Array.isArray(given)) return given
  return typeof given === 'object' && given !== null ? Object.values(given) : [given]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

export function moduleIn(given: unknown): Module {
  const module = findModule(plain(given))
  if (module === undefined) throw new RestFault('module')
  return module
}

export function textsIn(given: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : []
  return list.map(plain)
}

/** A whole number; what is none, or below nothing, is 0. */
export function wholeIn(given: unknown): number {
  return Math.max(0, Math.trunc(Number(plain(given))) || 0)
}

/** `[{name, value}]`, or an object of values, or of such pairs. */
export function namesAndValues(given: unknown): Given {
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(
    Object.entries(given).map(([key, value]: [string, unknown]) => {
      const pair = isPair(value)
      return pair ? [plain(value.name), value.value] : [key, value]
    }),
  )
}

function isPair(value: unknown): value is { name: unknown; value: unknown } {
  return typeof value === 'object' && value !== null && 'name' in value && 'value' in value
}

/** The links that are asked for with each record, and what of the related ones is shown. */
export function linksIn(given: unknown): readonly { name: string; fields: readonly string[] }[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : []
  return list.flatMap((one) => {
    if (!isPair(one)) return []
    const fields = textsIn(one.value)
    return fields.length === 0 ? [] : [{ name: plain(one.name), fields }]
  })
}
