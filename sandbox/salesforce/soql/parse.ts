import { malformed, tokensOf, type Token } from './tokens.ts'
import type { Condition, Item, Literal, Operator, Order, Path, Query } from './query.ts'

/** What the vendor takes at most. */
const longestQuery = 100_000
const largestOffset = 2000

/** Reads a query of SOQL. Throws MALFORMED_QUERY for what is not one, or is not known here. */
export function parseSoql(soql: string): Query {
  if (soql.length > longestQuery) throw malformed('SOQL statement is too long')
  const reader = createReader(tokensOf(soql))
  const query = readQuery(reader)
  const rest = reader.peek()
  if (rest !== undefined) throw malformed(`unexpected token: '${rest.text}'`)
  return query
}

interface Reader {
  peek(ahead?: number): Token | undefined
  take(): Token
  /** Takes the next tokens if they are these words or signs. */
  skip(...words: string[]): boolean
}

function createReader(tokens: readonly Token[]): Reader {
  let at = 0
  const is = (token: Token | undefined, word: string) =>
    token !== undefined && token.kind !== 'literal' && token.text.toLowerCase() === word
  return {
    peek: (ahead = 0) => tokens[at + ahead],
    take: () => {
      const token = tokens[at]
      if (token === undefined) throw malformed("unexpected token: '<EOF>'")
      at += 1
      return token
    },
    skip: (...words) => {
      const all = words.every((word, index) => is(tokens[at + index], word))
      if (all) at += words.length
      return all
    },
  }
}

function readQuery(reader: Reader): Query {
  expect(reader, 'select')
  const count = reader.skip('count', '(', ')')
  const items = count ? [] : readItems(reader)
  expect(reader, 'from')
  const from = word(reader)
  const where = reader.skip('where') ? condition(reader) : undefined
  const orders = reader.skip('order', 'by') ? readOrders(reader) : []
  const limit = reader.skip('limit') ? whole(reader) : undefined
  const offset = reader.skip('offset') ? whole(reader) : undefined
  if ((offset ?? 0) > largestOffset) throw malformed('Maximum SOQL offset allowed is 2000')
  return {
    items,
    count,
    from,
    orders,
    ...(where !== undefined && { where }),
    ...(limit !== undefined && { limit }),
    ...(offset !== undefined && { offset }),
  }
}

function readItems(reader: Reader): readonly Item[] {
  const items: Item[] = []
  do {
    if (reader.skip('(')) {
      items.push({ children: readQuery(reader) })
      expect(reader, ')')
    } else items.push({ path: path(reader) })
  } while (reader.skip(','))
  return items
}

function readOrders(reader: Reader): readonly Order[] {
  const orders: Order[] = []
  do {
    const by = path(reader)
    const descending = reader.skip('desc')
    if (!descending) reader.skip('asc')
    const last = reader.skip('nulls', 'last')
    if (!last) reader.skip('nulls', 'first')
    orders.push({ path: by, descending, nulls: last ? 'last' : 'first' })
  } while (reader.skip(','))
  return orders
}

/** `and` and `or` are not mixed without brackets: the vendor refuses that. */
function condition(reader: Reader): Condition {
  const first = predicate(reader)
  const joint = reader.skip('and') ? 'and' : reader.skip('or') ? 'or' : undefined
  if (joint === undefined) return first
  const of = [first]
  do of.push(predicate(reader))
  while (reader.skip(joint))
  return { kind: joint === 'and' ? 'all' : 'any', of }
}

function predicate(reader: Reader): Condition {
  if (reader.skip('not')) return { kind: 'not', of: predicate(reader) }
  if (reader.skip('(')) {
    const inner = condition(reader)
    expect(reader, ')')
    return inner
  }
  const by = path(reader)
  if (reader.skip('not', 'in')) return { kind: 'in', path: by, values: values(reader), not: true }
  if (reader.skip('in')) return { kind: 'in', path: by, values: values(reader), not: false }
  return { kind: 'compare', path: by, operator: operator(reader), value: literal(reader) }
}

const operators: readonly string[] = ['=', '!=', '<', '<=', '>', '>=', 'like']

function operator(reader: Reader): Operator {
  const text = reader.take().text.toLowerCase()
  if (!operators.includes(text)) throw malformed(`unexpected token: '${text}'`)
  return text as Operator
}

function values(reader: Reader): readonly Literal[] | Query {
  expect(reader, '(')
  const next = reader.peek()
  const inner = next?.kind === 'word' && next.text.toLowerCase() === 'select'
  const found = inner ? readQuery(reader) : literals(reader)
  expect(reader, ')')
  return found
}

function literals(reader: Reader): readonly Literal[] {
  const found = [literal(reader)]
  while (reader.skip(',')) found.push(literal(reader))
  return found
}

function literal(reader: Reader): Literal {
  const token = reader.take()
  if (token.kind === 'literal') return token.literal
  switch (token.text.toLowerCase()) {
    case 'true':
      return { type: 'boolean', value: true }
    case 'false':
      return { type: 'boolean', value: false }
    case 'null':
      return { type: 'null', value: null }
    default:
      throw malformed(`unexpected token: '${token.text}'`)
  }
}

function path(reader: Reader): Path {
  return word(reader).split('.')
}

function word(reader: Reader): string {
  const token = reader.take()
  if (token.kind !== 'word') throw malformed(`unexpected token: '${token.text}'`)
  return token.text
}

function whole(reader: Reader): number {
  const token = reader.take()
  const value = token.kind === 'literal' ? token.literal.value : undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw malformed(`unexpected token: '${token.text}'`)
}

function expect(reader: Reader, sign: string): void {
  const next = reader.peek()
  if (!reader.skip(sign)) throw malformed(`unexpected token: '${next?.text ?? '<EOF>'}'`)
}
