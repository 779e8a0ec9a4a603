/** Numbers for keys of the world, in the order in which the keys are met. */
export interface Numbers {
  of(key: string): number
  key(number: number): string | undefined
}

export function createNumbers(first: number): Numbers {
  const numbers = new Map<string, number>()
  const keys: string[] = []
  return {
    of: (key) => {
      const known = numbers.get(key)
      if (known !== undefined) return known
      keys.push(key)
      numbers.set(key, first + keys.length - 1)
      return first + keys.length - 1
    },
    key: (number) => keys[number - first],
  }
}
