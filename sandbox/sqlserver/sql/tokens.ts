import { SqlError } from './errors.ts'
import { isReserved } from './words.ts'

/** One word, name, text, number, variable or sign of a statement. */
export interface Token {
  kind: 'word' | 'name' | 'text' | 'number' | 'binary' | 'variable' | 'sign' | 'end'
  /** As it stands there; of texts and names, what is in them. */
  text: string
  /** In small letters, as words are compared. */
  lower: string
  line: number
  /** A text of Unicode. */
  isWide?: boolean
}

/** The longest name there is (sysname). */
const longestName = 128

const shapes: readonly (readonly [Token['kind'] | 'nothing', RegExp])[] = [
  ['nothing', /\s+|--[^\n]*/y],
  ['binary', /0x[0-9a-f]*/iy],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/iy],
  ['variable', /@@?[\p{L}\p{N}_$#@]+/uy],
  ['word', /[\p{L}_#][\p{L}\p{N}_$#@]*/uy],
  ['text', /N?'(?:[^']|'')*'/iy],
  ['name', /\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"/y],
  ['sign', /<>|!=|<=|>=|!<|!>|\+=|-=|::|[-+*/%=<>(),.;~&|^]|\$action\b/iy],
]

/** Takes a batch apart, or fails as the server does where it cannot be. */
export function tokensOf(sql: string): readonly Token[] {
  const found: Token[] = []
  let line = 1
  for (let at = 0; at < sql.length;) {
    if (sql.startsWith('/*', at)) {
      const end = commentEnd(sql, at, line)
      line += linesIn(sql.slice(at, end))
      at = end
      continue
    }
    const { kind, text } = shapeAt(sql, at, line)
    if (kind !== 'nothing') found.push(tokenOf(kind, text, line))
    line += linesIn(text)
    at += text.length
  }
  return [...found, { kind: 'end', text: '', lower: '', line }]
}

function shapeAt(sql: string, at: number, line: number) {
  // N before an apostrophe is no word.
  const texts = /^n?'/i.test(sql.slice(at, at + 2))
  for (const [kind, shape] of shapes) {
    if (texts && kind === 'word') continue
    shape.lastIndex = at
    const text = shape.exec(sql)?.[0]
    if (text !== undefined && text !== '') return { kind, text }
  }
  const rest = sql.slice(at, at + 20)
  if (/^n?'/i.test(rest)) throw unclosed(sql.slice(at), line)
  if (/^["[]/.test(rest)) throw unclosed(sql.slice(at), line)
  throw new SqlError(102, `Incorrect syntax near '${rest.charAt(0)}'.`, { line, severity: 15 })
}

function unclosed(rest: string, line: number): SqlError {
  const words = `Unclosed quotation mark after the character string '${rest.slice(1, 65)}'.`
  return new SqlError(105, words, { line, severity: 15 })
}

function commentEnd(sql: string, at: number, line: number): number {
  let depth = 0
  for (let place = at; place < sql.length; place += 1) {
    const two = sql.slice(place, place + 2)
    if (two !== '/*' && two !== '*/') continue
    depth += two === '/*' ? 1 : -1
    place += 1
    if (depth === 0) return place + 1
  }
  throw new SqlError(113, "Missing end comment mark '*/'.", { line, severity: 15 })
}

function tokenOf(kind: Token['kind'], whole: string, line: number): Token {
  if (kind === 'text') {
    const isWide = !whole.startsWith("'")
    const text = whole.slice(isWide ? 2 : 1, -1).replaceAll("''", "'")
    if (text.includes('\0')) throw SqlError.unknown('a text with the character 0')
    return { kind, text, lower: '', line, isWide }
  }
  if (kind === 'name') {
    const end = whole.endsWith(']') ? ']' : '"'
    return nameOf(kind, whole.slice(1, -1).replaceAll(end + end, end), line)
  }
  return nameOf(kind, whole, line)
}

function nameOf(kind: Token['kind'], text: string, line: number): Token {
  if (kind === 'name' && text === '') {
    const words = 'An object or column name is missing or empty.'
    throw new SqlError(1038, words, { line, severity: 15 })
  }
  if ((kind === 'name' || kind === 'word') && text.length > longestName) {
    const begins = `The identifier that starts with '${text.slice(0, 30)}' is too long.`
    const words = `${begins} Maximum length is 128.`
    throw new SqlError(103, words, { line, severity: 15 })
  }
  return { kind, text, lower: text.toLowerCase(), line }
}

function linesIn(text: string): number {
  return text.split('\n').length - 1
}

/** A batch read from its beginning. */
export interface Cursor {
  now(): Token
  ahead(by?: number): Token
  place(): number
  back(place: number): void
  /** The token, and on to the next. */
  take(): Token
  /** Takes it where that word or sign is next. */
  accept(...words: string[]): boolean
  expect(...words: string[]): void
  /** A name, in brackets or not. */
  name(): string
  isAt(...words: string[]): boolean
  isName(): boolean
  wrong(): SqlError
}

export function createCursor(tokens: readonly Token[]): Cursor {
  let at = 0
  const now = () => tokens[Math.min(at, tokens.length - 1)] as Token
  const ahead = (by = 1) => tokens[Math.min(at + by, tokens.length - 1)] as Token
  const isAt = (...words: string[]) =>
    words.every((word, by) => {
      const token = ahead(by)
      return (token.kind === 'word' || token.kind === 'sign') && token.lower === word
    })
  const wrong = () => {
    const token = now().kind === 'end' && at > 0 ? (tokens[at - 1] as Token) : now()
    const { line, text, kind, lower } = token
    return kind === 'word' && isReserved(lower)
      ? new SqlError(156, `Incorrect syntax near the keyword '${text}'.`, { line, severity: 15 })
      : new SqlError(102, `Incorrect syntax near '${text}'.`, { line, severity: 15 })
  }
  const accept = (...words: string[]) => {
    if (!isAt(...words)) return false
    at += words.length
    return true
  }
  const isName = () => now().kind === 'name' || (now().kind === 'word' && !isReserved(now().lower))
  return {
    ...{ now, ahead, isAt, accept, wrong, isName },
    place: () => at,
    back: (place) => void (at = place),
    take: () => {
      const token = now()
      at += 1
      return token
    },
    expect: (...words) => {
      for (const word of words) if (!accept(word)) throw wrong()
    },
    name: () => {
      if (!isName()) throw wrong()
      const { text } = now()
      at += 1
      return text
    },
  }
}
