/**
 * The one source of chance in the sandbox. A stream is named by its seed, and `fork` names a new
 * independent stream, so that adding a draw in one place does not shift every later event.
 */
export interface Random {
  next(): number
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  weighted<T>(items: readonly (readonly [T, number])[]): T
  shuffle<T>(items: readonly T[]): T[]
  /** A delay with a long tail: half of the draws lie below the median. */
  delay(median: number, spread: number): number
  uuid(): string
  fork(label: string): Random
}

export function createRandom(seed: number | string): Random {
  const name = String(seed)
  const next = mulberry(hash(name))
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(items: readonly T[]): T => items[int(0, items.length - 1)] as T
  return {
    next,
    int,
    pick,
    chance: (probability) => next() < probability,
    weighted: (items) => weighted(items, next()),
    shuffle: (items) => shuffle(items, int),
    delay: (median, spread) => median * Math.exp(spread * normal(next)),
    uuid: () => uuid(int),
    fork: (label) => createRandom(`${name}/${label}`),
  }
}

function hash(text: string): number {
  let value = 2166136261
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 16777619)
  }
  // FNV leaves neighbouring names close together; one more mixing round spreads them.
  value = Math.imul(value ^ (value >>> 16), 2246822507)
  value = Math.imul(value ^ (value >>> 13), 3266489909)
  return (value ^ (value >>> 16)) >>> 0
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function weighted<T>(items: readonly (readonly [T, number])[], draw: number): T {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0)
  let left = draw * total
  for (const [item, weight] of items) {
    left -= weight
    if (left < 0) return item
  }
  return (items[items.length - 1] as readonly [T, number])[0]
}

function shuffle<T>(items: readonly T[], int: (low: number, high: number) => number): T[] {
  const copy = [...items]
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = int(0, index)
    ;[copy[index], copy[other]] = [copy[other] as T, copy[index] as T]
  }
  return copy
}

function normal(next: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - next()))
  return radius * Math.cos(2 * Math.PI * next())
}

function uuid(int: (low: number, high: number) => number): string {
  const digits = Array.from({ length: 32 }, () => int(0, 15).toString(16))
  digits[12] = '4'
  digits[16] = '89ab'[int(0, 3)] as string
  const text = digits.join('')
  const cuts = [0, 8, 12, 16, 20, 32]
  return cuts
    .slice(1)
    .map((end, index) => text.slice(cuts[index], end))
    .join('-')
}
