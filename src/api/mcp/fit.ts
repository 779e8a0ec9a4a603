/** Characters of JSON that one answer holds at most. */
const ANSWER_CHARS_MAX = 100_000

/** How much is kept of the lists and texts inside an answer: the first that fits. */
const MEASURES = [
  { rows: 100, chars: 2_000 },
  { rows: 25, chars: 500 },
  { rows: 5, chars: 200 },
] as const

/** A list or a text that was cut, where, and how much there was of it in all. */
export interface Cut {
  at: string
  kept: number
  of: number
}

export interface Fitted {
  answer: unknown
  cut: Cut[]
}

/** An answer is too long however much is cut inside its rows. */
export class TooLong extends Error {}

/**
 * An answer that can be taken in: long lists and texts inside it are cut, and each cut says
 * how much there was. The outermost value is kept whole: of rows none is missing between two pages.
 */
export function fit(answer: unknown): Fitted {
  for (const measure of MEASURES) {
    const cut: Cut[] = []
    const fitted = Array.isArray(answer)
      ? answer.map((row, at) => cutInside(row, [String(at)], { measure, cut }))
      : cutInside(answer, [], { measure, cut })
    if (JSON.stringify({ fitted, cut }).length <= ANSWER_CHARS_MAX) return { answer: fitted, cut }
  }
  throw new TooLong(`The answer is longer than ${ANSWER_CHARS_MAX} characters.`)
}

interface Cutting {
  measure: (typeof MEASURES)[number]
  cut: Cut[]
}

function cutInside(value: unknown, path: readonly string[], cutting: Cutting): unknown {
  const { measure, cut } = cutting
  if (typeof value === 'string') {
    if (value.length <= measure.chars) return value
    cut.push({ at: path.join('.'), kept: measure.chars, of: value.length })
    return value.slice(0, measure.chars)
  }
  if (Array.isArray(value)) {
    if (value.length > measure.rows) {
      cut.push({ at: path.join('.'), kept: measure.rows, of: value.length })
    }
    return value
      .slice(0, measure.rows)
      .map((one, at) => cutInside(one, [...path, String(at)], cutting))
  }
  if (value === null || typeof value !== 'object') return value
  const parts = Object.entries(value)
  return Object.fromEntries(
    parts.map(([name, inner]) => [name, cutInside(inner, [...path, name], cutting)]),
  )
}
