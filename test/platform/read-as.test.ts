import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { contract, type Route } from '../../src/api/contract/index.ts'
import { readAs } from '../../src/platform/read-as.ts'
import { fc, runsOf } from '../property.ts'

/** How every sentence of the library begins. */
const THE_LIBRARYS = /^(Invalid|Too (small|big)|Unrecognized key)/

function faults(schema: z.ZodType, given: unknown, quotes = true) {
  const read = readAs(schema, given, quotes)
  return 'faults' in read ? read.faults : []
}

function reason(schema: z.ZodType, given: unknown) {
  return faults(schema, given).map(({ reason: words }) => words)
}

describe('a value that does not fit is told what was given and what to give', () => {
  test.each([
    ['a choice', z.enum(['open', 'click']), 'opened', 'It is “opened”. Give one of: open, click.'],
    ['only one choice', z.literal('none'), 'x', 'It is “x”. Give “none”.'],
    ['a text for a number', z.number(), 'abc', 'It is “abc”. Give a number.'],
    ['half a number', z.number().int(), 1.5, 'It is “1.5”. Give a whole number.'],
    ['a number within an address', z.coerce.number(), 'abc', 'It is “abc”. Give a number.'],
    ['a small number', z.number().min(1), 0, 'It is “0”. Give at least 1.'],
    ['a great number', z.number().max(200), 900, 'It is “900”. Give at most 200.'],
    ['a number at the edge', z.number().gt(0).lt(9), 0, 'It is “0”. Give more than 0.'],
    ['an odd number', z.number().multipleOf(5), 7, 'It is “7”. Give a multiple of 5.'],
    ['nothing', z.string(), null, 'It is null. Give a text.'],
    ['an empty text', z.string().min(1), '', 'It holds nothing. Write something.'],
    ['a short text', z.string().min(8), 'x', 'It has 1 character. Give at least 8.'],
    ['a long text', z.string().max(2), 'abc', 'It has 3 characters. Give at most 2.'],
    ['a code', z.string().length(2), 'abc', 'It has 3 characters. Give exactly 2.'],
    ['no entries', z.array(z.string()).min(1), [], 'It has 0 entries. Give at least 1.'],
    ['a list', z.string(), ['a'], 'It is a list. Give a text.'],
    ['an object', z.boolean(), {}, 'It is a group of fields. Give true or false.'],
    ['a day', z.iso.date(), '3/5/26', 'It is “3/5/26”. Give a date such as 2026-05-03.'],
    [
      'a moment',
      z.iso.datetime(),
      '2026-05-03',
      'It is “2026-05-03”. Give a moment such as 2026-05-03T09:00:00Z.',
    ],
    ['an address', z.email(), 'ada', 'It is “ada”. Give an e-mail address.'],
    ['no id', z.guid(), 'ada', 'It is “ada”. Give an id, as Homing tells it.'],
    ['a key', z.record(z.enum(['a', 'b']), z.number()), { a: 1, b: 2, c: 3 }, 'c'],
    ['a choice or a list', z.union([z.literal('all'), z.guid()]), 7, 'It is “7”. Give “all”.'],
  ] as [string, z.ZodType, unknown, string][])('%s', (_, schema, given, words) => {
    expect(reason(schema, given).join()).toContain(words)
  })

  test('what is missing is said to be', () => {
    expect(faults(z.object({ name: z.string() }), {})).toEqual([
      { path: ['name'], reason: 'It is missing. Give a text.' },
    ])
  })

  test('a message of the schema goes before', () => {
    expect(reason(z.string().min(1, 'Give the list a name.'), '')).toEqual([
      'Give the list a name.',
    ])
  })

  test('of a shape that is chosen by name, the name is told', () => {
    const step = z.discriminatedUnion('do', [
      z.strictObject({ do: z.literal('trim') }),
      z.strictObject({ do: z.literal('upper') }),
    ])
    expect(faults(z.array(step), [{ do: 'cut' }])).toEqual([
      { path: [0, 'do'], reason: 'It is “cut”. Give one of: trim, upper.' },
    ])
  })

  test('of several shapes, what is wrong is told of the one that was meant', () => {
    const reader = z.union([
      z.strictObject({ userId: z.string() }),
      z.strictObject({ address: z.email() }),
    ])
    expect(faults(z.object({ readers: z.array(reader) }), { readers: [{ address: 'x' }] })).toEqual(
      [{ path: ['readers', 0, 'address'], reason: 'It is “x”. Give an e-mail address.' }],
    )
  })

  test('a field that is unknown is named', () => {
    expect(faults(z.strictObject({}), { extra: 1 })).toEqual([
      { path: ['extra'], reason: 'There is no such field here. Leave it out.' },
    ])
  })

  test('a long value is cut', () => {
    expect(reason(z.number(), 'x'.repeat(5000))[0]!.length).toBeLessThan(100)
  })

  test('no secret is told again', () => {
    const schema = z.object({ password: z.number(), siteUrl: z.number() })
    const given = { password: 'hunter2', siteUrl: 'https://a.example' }
    expect(JSON.stringify(faults(schema, given))).not.toContain('hunter2')
    expect(JSON.stringify(faults(schema, given))).toContain('a.example')
    expect(JSON.stringify(faults(schema, given, false))).not.toContain('a.example')
  })
})

test('whatever is sent to any route, the library does not speak', () => {
  const taken = Object.values<Route>(contract).flatMap(({ params, query, body }) =>
    [params, query?.strict(), body].filter((one) => one instanceof z.ZodType),
  )
  const told = new Set<string>()
  fc.assert(
    fc.property(fc.constantFrom(...taken).chain(withGiven), ([schema, given]) => {
      for (const { reason: words } of faults(schema, given)) {
        told.add(words)
        expect(words).not.toMatch(THE_LIBRARYS)
      }
    }),
    { numRuns: runsOf(3000) },
  )
  expect(told.size).toBeGreaterThan(500)
})

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', 'abc', -1, 0, 1.5, 1e9, null, [], {}, [{}], ['']),
)

/** A schema with a value that has some of its fields, as deep as they go. */
function withGiven(schema: z.ZodType): fc.Arbitrary<[z.ZodType, unknown]> {
  return fc.tuple(fc.constant(schema), like(schema, 4))
}

function like(schema: z.ZodType, depth: number): fc.Arbitrary<unknown> {
  if (depth === 0) return anything
  const inner = insideOf(schema)
  return inner === null ? anything : fc.oneof({ weight: 1, arbitrary: anything }, inner(depth - 1))
}

function insideOf(schema: z.ZodType): ((depth: number) => fc.Arbitrary<unknown>) | null {
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape as Record<string, z.ZodType>)
    return (depth) =>
      fc.record(Object.fromEntries(shape.map(([key, one]) => [key, like(one, depth)])), {
        requiredKeys: [],
      })
  }
  if (schema instanceof z.ZodArray) {
    return (depth) => fc.array(like(schema.element as z.ZodType, depth), { maxLength: 2 })
  }
  if (schema instanceof z.ZodUnion) {
    return (depth) => fc.oneof(...schema.options.map((one) => like(one as z.ZodType, depth)))
  }
  const isAround = 'unwrap' in schema && typeof schema.unwrap === 'function'
  return isAround ? (depth) => like((schema.unwrap as () => z.ZodType)(), depth) : null
}
