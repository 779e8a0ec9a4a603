/** Gives every key a number of its own, in the order in which the keys are met. */
export function createNumbers(first: number): (key: string) => number {
  const known = new Map<string, number>()
  return (key) => {
    const number = known.get(key) ?? first + known.size
    known.set(key, number)
    return number
  }
}
