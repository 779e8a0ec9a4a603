/** Join tables: which records of two modules belong together, and since when. */
export interface Ties {
  /** False when they were tied before: nothing changes then. */
  add(tie: string, pair: Pair, at: string): boolean
  /** False when they were not tied. */
  remove(tie: string, pair: Pair): boolean
  /** The other ends, in the order in which they were tied. */
  of(tie: string, side: keyof Pair, id: string): readonly string[]
  /** Whatever is tied to a record is not any more, as when it is deleted. */
  drop(id: string): void
}

export interface Pair {
  left: string
  right: string
}

export function createTies(): Ties {
  const ends = { left: new Map<string, Map<string, string>>(), right: new Map() as Ends }
  const key = (tie: string, id: string) => `${tie} ${id}`
  const open = (side: keyof Pair, tie: string, id: string) => {
    const known = ends[side].get(key(tie, id)) ?? new Map<string, string>()
    ends[side].set(key(tie, id), known)
    return known
  }
  const remove = (tie: string, { left, right }: Pair) => {
    open('right', tie, right).delete(left)
    return open('left', tie, left).delete(right)
  }
  return {
    add: (tie, { left, right }, at) => {
      const known = open('left', tie, left)
      if (known.has(right)) return false
      known.set(right, at)
      open('right', tie, right).set(left, at)
      return true
    },
    remove,
    of: (tie, side, id) => [...(ends[side].get(key(tie, id))?.keys() ?? [])],
    drop: (id) => {
      for (const [name, others] of [...ends.left]) {
        const [tie = '', left = ''] = name.split(' ')
        if (left === id) for (const right of [...others.keys()]) remove(tie, { left, right })
      }
      for (const [name, others] of [...ends.right]) {
        const [tie = '', right = ''] = name.split(' ')
        if (right === id) for (const left of [...others.keys()]) remove(tie, { left, right })
      }
    },
  }
}

type Ends = Map<string, Map<string, string>>
