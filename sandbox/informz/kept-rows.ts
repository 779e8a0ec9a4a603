import type { World } from '../world/world.ts'
import type { Row } from './grid.ts'

/** Questions of one moment; a walk over everything asks a few hundred. */
const mostKept = 1000

/** Rows of one moment: pages of a grid, asked one after the other, are of the same rows. */
export interface KeptRows {
  /** The rows of that key, made once as long as neither the clock nor the world moves. */
  of(key: string, now: number, make: () => readonly Row[]): readonly Row[]
  /** For what is written to the vendor's own books, of which the world knows nothing. */
  forget(): void
}

export function keepRows(world: Pick<World, 'moves'>): KeptRows {
  const kept = new Map<string, readonly Row[]>()
  let of: readonly [now: number, moves: number] = [NaN, 0]
  return {
    of: (key, now, make) => {
      const moves = world.moves()
      if (of[0] !== now || of[1] !== moves || kept.size >= mostKept) kept.clear()
      of = [now, moves]
      const known = kept.get(key)
      if (known !== undefined) return known
      const rows = make()
      kept.set(key, rows)
      return rows
    },
    forget: () => kept.clear(),
  }
}
