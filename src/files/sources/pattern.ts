/**
 * Whether a name fits one of the patterns, separated by commas: * stands for any letters, ? for
 * one, whatever their case. A name that begins with a dot fits only a pattern that does. Pure.
 */
export function fits(patterns: string, name: string): boolean {
  if (/[/\\\0]/.test(name)) return false
  const folded = name.toLowerCase()
  return patterns.split(',').some((written) => {
    const pattern = written.trim().toLowerCase()
    if (pattern === '' || (folded.startsWith('.') && !pattern.startsWith('.'))) return false
    return fitsOne(pattern, folded)
  })
}

/** In at most length × length steps, whatever the pattern. */
function fitsOne(pattern: string, name: string): boolean {
  let at = 0
  let star = -1
  let from = 0
  for (let place = 0; place < name.length;) {
    if (pattern[at] === '*') {
      star = at++
      from = place
    } else if (pattern[at] === '?' || pattern[at] === name[place]) {
      at++
      place++
    } else if (star >= 0) {
      at = star + 1
      place = ++from
    } else {
      return false
    }
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
