/** Characters of a condition, and asterisks in it, at most. */
const PATTERN_MAX = 200
const STARS_MAX = 10
/** A longer link fits nothing, and parameters beyond this many are not looked at. */
const URL_MAX = 8_000
const PARAMETERS_MAX = 100

/** Which links a rule is about: all conditions that are not empty hold. "*" stands for any text. */
export interface LinkPattern {
  /** "example.com" is the site and its www; "*.example.com" all its hosts. */
  host: string
  /** "/tax/*" */
  path: string
  /** The name of a query parameter, and what it says; any value where that is empty. */
  parameter: string
  parameterValue: string
}

/** A link in the parts that conditions are about; upper and lower case are one. */
export interface LinkParts {
  host: string
  path: string
  parameters: readonly (readonly [name: string, value: string])[]
}

/** Reads a link; null where it is none, or too long for one. Pure. */
export function readLink(url: string): LinkParts | null {
  if (url.length > URL_MAX) return null
  let read: URL
  try {
    read = new URL(url)
  } catch {
    return null
  }
  return {
    host: plainHost(read.hostname),
    path: plainPath(decoded(read.pathname)),
    parameters: [...read.searchParams]
      .slice(0, PARAMETERS_MAX)
      .map(([name, value]) => [name.toLowerCase(), value.toLowerCase()] as const),
  }
}

/** Whether a link fits a pattern. Pure; a time of the product of their lengths at most. */
export function fitsPattern(link: LinkParts, pattern: LinkPattern): boolean {
  const { host, path, parameter, parameterValue } = pattern
  if (host !== '' && !fitsHost(link.host, plainHost(host.toLowerCase()))) return false
  if (path !== '' && !fitsText(link.path, plainPath(path))) return false
  if (parameter === '') return true
  const [name, value] = [parameter.toLowerCase(), parameterValue.toLowerCase()]
  return link.parameters.some(
    (one) => fitsText(one[0], name) && (value === '' || fitsText(one[1], value)),
  )
}

/** What is wrong with a pattern, with its field; null where it is good. Pure. */
export function patternFault(pattern: LinkPattern): { field: string; reason: string } | null {
  for (const [field, text] of Object.entries(pattern) as [string, string][]) {
    if (text.length > PATTERN_MAX) {
      return { field, reason: `At most ${PATTERN_MAX} characters.` }
    }
    if (text.split('*').length - 1 > STARS_MAX) {
      return { field, reason: `At most ${STARS_MAX} asterisks.` }
    }
  }
  if (/[/:?#\s]/.test(pattern.host)) {
    return { field: 'host', reason: 'The name of the site alone, such as www.example.com.' }
  }
  if (/[?#\s]/.test(pattern.path) || !/^($|\/|\*)/.test(pattern.path)) {
    return { field: 'path', reason: 'Begins with / or *, and ends before the question mark.' }
  }
  if (pattern.parameter === '' && pattern.parameterValue !== '') {
    return { field: 'parameter', reason: 'A value needs the name of its parameter.' }
  }
  return null
}

/**
 * Whether a text is of a pattern in which "*" stands for any text, or none. Walks back to the last
 * asterisk only, never further: there is no pattern that takes long.
 */
export function fitsText(text: string, pattern: string): boolean {
  let [at, place, star, from] = [0, 0, -1, 0]
  while (at < text.length) {
    if (pattern[place] === '*') {
      star = place++
      from = at
    } else if (place < pattern.length && pattern[place] === text[at]) {
      place++
      at++
    } else if (star !== -1) {
      place = star + 1
      at = ++from
    } else {
      return false
    }
  }
  while (pattern[place] === '*') place++
  return place === pattern.length
}

function fitsHost(host: string, pattern: string): boolean {
  return fitsText(host, pattern) || (pattern.startsWith('*.') && host === pattern.slice(2))
}

function plainHost(host: string): string {
  return host.replace(/\.$/, '').replace(/^www\./, '')
}

/** In lower case, without the slash at its end. */
function plainPath(path: string): string {
  const lower = path.toLowerCase()
  return lower.length > 1 && lower.endsWith('/') ? lower.slice(0, -1) : lower
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
