/** A misspelling is looked for in words of this length only: Jan and Jun are two people. */
const TYPO_CHARS_MIN = 4
/** Words of a name that are compared; nobody has more. */
const WORDS_MAX = 12

export type Likeness = 'same' | 'similar' | 'unnamed' | 'other'

/**
 * How alike two names are. Same: the same words in any order, capitals and accents aside. Similar:
 * the shorter name is found in the longer, its words as initials or with one slip of a letter.
 * Unnamed: one of them is only an address. Given the same surname, John and Jane are others.
 */
export function likeness(a: string, b: string): Likeness {
  if (a.includes('@') || b.includes('@')) return 'unnamed'
  const [one, two] = [wordsOf(a), wordsOf(b)]
  if (one.length === 0 || two.length === 0) return 'unnamed'
  if (one.length === two.length && one.every((word, place) => word === two[place])) return 'same'
  const [shorter, longer] = one.length <= two.length ? [one, two] : [two, one]
  return isWithin(shorter, longer) ? 'similar' : 'other'
}

/** Sorted, so that "Example, Ada" and "Ada Example" are the same. */
function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  return words.slice(0, WORDS_MAX).sort()
}

function isWithin(shorter: string[], longer: string[]): boolean {
  if (shorter.length < 2) return false
  const free = [...longer]
  const without = (words: string[], fits: (word: string, other: string) => boolean) =>
    words.filter((word) => {
      const at = free.findIndex((other) => fits(word, other))
      if (at >= 0) free.splice(at, 1)
      return at < 0
    })
  const unequal = without(shorter, (word, other) => word === other)
  // Counted, because a name may have a word twice, once in common and once not.
  if (wholeWords(shorter) === wholeWords(unequal)) return false
  const unexplained = without(unequal, isInitial)
  const slipped = without(unexplained, isSlip)
  return slipped.length === 0 && unexplained.length <= 1
}

function wholeWords(words: readonly string[]): number {
  return words.filter((word) => word.length > 1).length
}

function isInitial(a: string, b: string): boolean {
  return (a.length === 1 && b.startsWith(a)) || (b.length === 1 && a.startsWith(b))
}

/** One letter too many, too few, another, or two that changed places. */
function isSlip(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a]
  if (shorter.length < TYPO_CHARS_MIN || longer.length - shorter.length > 1) return false
  let at = 0
  while (at < shorter.length && shorter[at] === longer[at]) at += 1
  if (longer.length > shorter.length) return shorter.slice(at) === longer.slice(at + 1)
  if (shorter.slice(at + 1) === longer.slice(at + 1)) return true
  return (
    shorter[at] === longer[at + 1]
    && shorter[at + 1] === longer[at]
    && shorter.slice(at + 2) === longer.slice(at + 2)
  )
}
