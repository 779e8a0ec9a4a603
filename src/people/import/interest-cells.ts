import { BadCell } from './bad-cell.ts'

/** Interests one row may state. */
const INTERESTS_MAX = 20

/** The codes of interests a cell states, each once however it is spelled; empty: it states none. */
export function readInterests(cell: string): string[] {
  const codes = new Map<string, string>()
  for (const part of cell.split(';')) {
    const code = part.trim()
    if (code !== '' && !codes.has(code.toLowerCase())) codes.set(code.toLowerCase(), code)
  }
  if (codes.size > INTERESTS_MAX) {
    throw new BadCell('interests', `There are more than ${INTERESTS_MAX} interests.`)
  }
  return [...codes.values()]
}
