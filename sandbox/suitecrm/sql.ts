import type { Condition, Operator } from '../sugar-data/condition.ts'

/** Why a text is not taken: the server's check refuses it, or its database cannot read it. */
export class WrongSql extends Error {
  readonly why: 'forbidden' | 'not understood'

  constructor(why: WrongSql['why'], what: string) {
    super(what)
    this.why = why
  }
}

interface Token {
  kind: 'text' | 'name' | 'sign' | 'number'
  text: string
}

/**
 * Reads the condition of a query: columns compared with quoted texts or numbers, `like`, `in`,
 * `is null`, `and`, `or` and brackets. A column may be named with its table. Throws `WrongSql` for
 * anything else.
 */
export function readSql(sql: string): Condition {
  const tokens = tokensOf(sql)
  const reader = createReader(tokens)
  const condition = alternatives(reader)
  const rest = reader.peek()
  if (rest !== undefined) throw new WrongSql('not understood', `${rest.text} was not expected`)
  return condition
}

const pieces = [
  String.raw`\s+`,
  String.raw`'((?:[^'\\]|\\[\s\S]|'')*)'`,
  String.raw`"((?:[^"\\]|\\[\s\S]|"")*)"`,
  String.raw`(<=|>=|<>|!=|[=<>(),])`,
  String.raw`(-?\d+(?:\.\d+)?)`,
  '(`?[a-z_]\\w*`?(?:\\.`?[a-z_]\\w*`?)?)',
  String.raw`([\s\S])`,
]
const shape = new RegExp(pieces.join('|'), 'giy')

function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = []
  for (const [whole, single, double, sign, number, name, other] of sql.matchAll(shape)) {
    if (other !== undefined) throw new WrongSql('forbidden', `${other} means nothing here`)
    const quoted = single ?? double
    const mark = single === undefined ? '"' : "'"
    if (quoted !== undefined) tokens.push({ kind: 'text', text: unquoted(quoted, mark) })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign === '!=' ? '<>' : sign })
    else if (number !== undefined) tokens.push({ kind: 'number', text: whole })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('`', '') })
  }
  return tokens
}

/**
 * The quote that encloses the text is one where it is doubled; before a wildcard the backslash
 * stays, as `like` needs it.
 */
function unquoted(text: string, mark: string): string {
  return text.replaceAll(mark + mark, mark).replace(/\\([^%_])/gs, '$1')
}

interface Reader {
  peek(): Token | undefined
  take(): Token
  /** Takes the next token if it is that word or sign. */
  skip(word: string): boolean
}

function createReader(tokens: readonly Token[]): Reader {
  let at = 0
  return {
    peek: () => tokens[at],
    take: () => {
      const token = tokens[at]
      if (token === undefined) throw new WrongSql('not understood', 'the condition ends too early')
      at += 1
      return token
    },
    skip: (word) => {
      const token = tokens[at]
      const is = token !== undefined && token.kind !== 'text' && token.text.toLowerCase() === word
      if (is) at += 1
      return is
    },
  }
}

function alternatives(reader: Reader): Condition {
  const of = [conjunction(reader)]
  while (reader.skip('or')) of.push(conjunction(reader))
  return of.length === 1 ? (of[0] as Condition) : { kind: 'any', of }
}

function conjunction(reader: Reader): Condition {
  const of = [predicate(reader)]
  while (reader.skip('and')) of.push(predicate(reader))
  return of.length === 1 ? (of[0] as Condition) : { kind: 'all', of }
}

const operators: readonly string[] = ['=', '<>', '<', '<=', '>', '>=']

function predicate(reader: Reader): Condition {
  if (reader.skip('(')) {
    const inner = alternatives(reader)
    expect(reader, ')')
    return inner
  }
  const field = column(reader)
  if (reader.skip('is')) {
    const not = reader.skip('not')
    expect(reader, 'null')
    return { kind: 'null', field, not }
  }
  const not = reader.skip('not')
  if (reader.skip('like')) return { kind: 'like', field, values: [value(reader)], not }
  if (reader.skip('in')) return { kind: 'in', field, values: valuesIn(reader), not }
  const { text } = reader.take()
  if (not || !operators.includes(text)) {
    throw new WrongSql('not understood', `${text} does not compare anything`)
  }
  return { kind: 'compare', field, operator: text as Operator, value: value(reader) }
}

function valuesIn(reader: Reader): readonly string[] {
  expect(reader, '(')
  if (reader.skip('select')) throw new WrongSql('forbidden', 'a query within a query')
  const values = [value(reader)]
  while (reader.skip(',')) values.push(value(reader))
  expect(reader, ')')
  return values
}

function column(reader: Reader): string {
  const { kind, text } = reader.take()
  if (kind !== 'name') throw new WrongSql('not understood', `${text} is no column`)
  return text.toLowerCase()
}

function value(reader: Reader): string {
  const { kind, text } = reader.take()
  if (kind === 'text' || kind === 'number') return text
  throw new WrongSql('not understood', `${text} is no value`)
}

function expect(reader: Reader, word: string): void {
  if (!reader.skip(word)) throw new WrongSql('not understood', `${word} is missing`)
}
