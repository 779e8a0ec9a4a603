import { Refused } from '../refusal.ts'
import { isDay, readMoment } from '../moments.ts'
import type { Literal } from './query.ts'

export type Token =
  { kind: 'word' | 'sign'; text: string } | { kind: 'literal'; text: string; literal: Literal }

export function malformed(what: string): Refused {
  return new Refused('MALFORMED_QUERY', what)
}

const pieces = [
  String.raw`\s+`,
  String.raw`'((?:[^'\\]|\\[\s\S])*)'`,
  String.raw`(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:?\d{2}))`,
  String.raw`(\d{4}-\d{2}-\d{2})`,
  String.raw`(-?\d+(?:\.\d+)?)(?![\w.])`,
  String.raw`([a-z]\w*(?:\.[a-z]\w*)*)`,
  String.raw`(<=|>=|<>|!=|[=<>(),])`,
  String.raw`([\s\S])`,
]
const shape = new RegExp(pieces.join('|'), 'giy')

export function tokensOf(soql: string): readonly Token[] {
  const tokens: Token[] = []
  for (const [whole, quoted, moment, day, number, word, sign, other] of soql.matchAll(shape)) {
    if (other !== undefined) throw malformed(`unexpected token: '${other}'`)
    if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign === '<>' ? '!=' : sign })
    else {
      const literal = literalOf({ quoted, moment, day, number })
      if (literal !== undefined) tokens.push({ kind: 'literal', text: whole, literal })
    }
  }
  return tokens
}

type Parts = Record<'quoted' | 'moment' | 'day' | 'number', string | undefined>

function literalOf({ quoted, moment, day, number }: Parts): Literal | undefined {
  if (quoted !== undefined) return { type: 'text', value: unescaped(quoted) }
  if (number !== undefined) return { type: 'number', value: Number(number) }
  if (moment !== undefined) {
    const value = readMoment(moment)
    if (value === undefined) throw malformed(`Invalid datetime: ${moment}`)
    return { type: 'datetime', value }
  }
  if (day === undefined) return undefined
  if (!isDay(day)) throw malformed(`Invalid date: ${day}`)
  return { type: 'date', value: day }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** Before a wildcard the backslash stays, as `like` needs it. */
function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, letter: string) => {
    if (letter === '%' || letter === '_') return whole
    const plain = escapes[letter.toLowerCase()]
    if (plain !== undefined) return plain
    if (!/['"\\]/.test(letter)) throw malformed(`Illegal string literal: ${whole}`)
    return letter
  })
}
