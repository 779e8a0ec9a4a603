const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const checks = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** Ids of one organization, in the order in which they are made. */
export function createIds(): (prefix: string) => string {
  let count = 0
  return (prefix) => {
    count += 1
    let rest = count
    let tail = ''
    while (tail.length < 9) {
      tail = (digits[rest % digits.length] as string) + tail
      rest = Math.floor(rest / digits.length)
    }
    return whole(`${prefix}5e0${tail}`)
  }
}

/** The safe form of 18 letters; the last three say which of the 15 are capitals. */
export function whole(short: string): string {
  let check = ''
  for (let from = 0; from < 15; from += 5) {
    let bits = 0
    for (let at = 0; at < 5; at += 1) {
      const letter = short[from + at] as string
      if (letter >= 'A' && letter <= 'Z') bits |= 1 << at
    }
    check += checks[bits] as string
  }
  return short + check
}

/** An id as it is kept, whichever form it comes in; undefined for what is no id. */
export function readId(text: string): string | undefined {
  if (/^[a-zA-Z0-9]{15}$/.test(text)) return whole(text)
  return /^[a-zA-Z0-9]{18}$/.test(text) ? text : undefined
}
