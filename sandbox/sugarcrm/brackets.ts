import type { Asked } from './body.ts'
import { SugarFault } from './errors.ts'

type Branch = Record<string, unknown>

/** Deeper than any sensible filter. */
const deepest = 12

/** A query string whose names have brackets: `filter[0][name][$starts]=A` and `ids[]=1`. */
export function readBrackets(params: URLSearchParams): Asked {
  const root = branch()
  for (const [name, value] of params) {
    const [head = '', ...rest] = name.split('[')
    const path = [head, ...rest.map((part) => part.replace(/\]$/, ''))]
    if (path.length > deepest) throw new SugarFault('invalid_parameter', `Too deep: ${head}`)
    plant(root, path, value)
  }
  return root
}

function plant(root: Branch, path: readonly string[], value: string): void {
  let at = root
  path.forEach((part, depth) => {
    // Empty brackets stand for the next number.
    const key = part === '' ? String(Object.keys(at).length) : part
    if (depth === path.length - 1) {
      at[key] = value
      return
    }
    const known = at[key]
    const next = typeof known === 'object' && known !== null ? (known as Branch) : branch()
    at[key] = next
    at = next
  })
}

/** Without anything inherited: the names come from outside. */
function branch(): Branch {
  return Object.create(null) as Branch
}
