import { expect, test } from 'vitest'
import {
  CONFIRMATION_MS,
  Confirmations,
  OPEN_PER_CALLER_MAX,
} from '../../src/api/mcp/confirmations.ts'
import { fit, TooLong } from '../../src/api/mcp/fit.ts'

test('what is short enough is left alone', () => {
  const answer = { name: 'Ada', rows: [1, null, true], none: null }
  expect(fit(answer)).toEqual({ answer, cut: [] })
})

test('long texts and long lists inside an answer are cut, and it is said how much there was', () => {
  const { answer, cut } = fit({ note: 'x'.repeat(3_000), facts: Array(150).fill({ a: 1 }) })
  expect(answer).toEqual({ note: 'x'.repeat(2_000), facts: Array(100).fill({ a: 1 }) })
  expect(cut).toEqual([
    { at: 'note', kept: 2_000, of: 3_000 },
    { at: 'facts', kept: 100, of: 150 },
  ])
})

test('rows themselves are never left out: a page stays whole', () => {
  const rows = Array.from({ length: 100 }, (_, id) => ({ id, note: 'x'.repeat(1_900) }))
  const { answer, cut } = fit(rows)
  expect((answer as typeof rows).map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
  expect(cut).toHaveLength(100)
  expect(JSON.stringify(answer).length).toBeLessThan(100_000)
})

test('what is too long however much is cut is refused', () => {
  const wide = Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`field${at}`, at]))
  expect(() => fit([wide])).toThrow(TooLong)
})

test('one caller leaves so many confirmations open, and drives out nobody else', () => {
  const confirmations = new Confirmations({ now: () => 0 })
  const asked = { personId: 1 }
  const others = confirmations.offer('other', 'tool', asked).token
  const own = Array.from({ length: OPEN_PER_CALLER_MAX + 1 }, () =>
    confirmations.offer('one', 'tool', asked),
  )
  const spend =
    (token: string, by = 'one') =>
    () =>
      confirmations.spend(token, by, 'tool', asked)
  expect(spend(own[0]!.token)).toThrow('unknown')
  for (const { token } of own.slice(1)) expect(spend(token)).not.toThrow()
  expect(spend(others, 'other')).not.toThrow()
})

test('however many callers there are, what is held is bounded', () => {
  const confirmations = new Confirmations({ now: () => 0 })
  const first = confirmations.offer('caller 0', 'tool', {}).token
  for (let n = 1; n <= 2_000; n++) confirmations.offer(`caller ${n}`, 'tool', {})
  expect(() => confirmations.spend(first, 'caller 0', 'tool', {})).toThrow('unknown')
})

test('a confirmation holds to the last moment, and in whatever order the arguments come', () => {
  let now = 0
  const confirmations = new Confirmations({ now: () => now })
  const offer = () => confirmations.offer('one', 'tool', { a: 1, b: { c: [1, 2], d: undefined } })
  const inTime = offer().token
  const late = offer().token
  now = CONFIRMATION_MS - 1
  expect(() => confirmations.spend(inTime, 'one', 'tool', { b: { c: [1, 2] }, a: 1 })).not.toThrow()
  now = CONFIRMATION_MS
  expect(() => confirmations.spend(late, 'one', 'tool', { a: 1, b: { c: [1, 2] } })).toThrow('old')
  const swapped = offer().token
  expect(() => confirmations.spend(swapped, 'one', 'tool', { a: 1, b: { c: [2, 1] } })).toThrow(
    'something else',
  )
})
