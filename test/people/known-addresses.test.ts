import { expect, test } from 'vitest'
import { KnownAddresses } from '../../src/people/index.ts'

test('what was met lately is known, and what is remembered is bounded', () => {
  const known = new KnownAddresses()
  const MET = 600_000
  for (let id = 1; id <= MET; id++) known.add(`reader${id}@example.com`, id)
  let remembered = 0
  for (let id = 1; id <= MET; id++) {
    const answer = known.idOf(`reader${id}@example.com`)
    if (answer === undefined) continue
    expect(answer).toBe(id)
    remembered += 1
  }
  expect(remembered).toBeGreaterThan(190_000)
  expect(remembered).toBeLessThanOrEqual(400_000)
  expect(known.idOf(`reader${MET}@example.com`)).toBe(MET)
  expect(known.idOf('stranger@example.com')).toBeUndefined()
})

test('reading all addresses is thought of after many look-ups, ever more rarely, and once at most', () => {
  const known = new KnownAddresses()
  const asks: number[] = []
  for (let lookUp = 1; lookUp <= 100; lookUp++) {
    const worth = known.worthReading(1_000)
    if (worth === 0) continue
    asks.push(lookUp)
    expect(worth).toBe(Math.min(lookUp * 10_000, 200_000))
  }
  expect(asks).toEqual([20, 40, 80])
  known.addAll(new Map([['reader@example.com', 7]]))
  expect(known.idOf('reader@example.com')).toBe(7)
  expect(known.worthReading(1_000_000)).toBe(0)
})

test('what was met before all were read is still known', () => {
  const known = new KnownAddresses()
  known.add('made-meanwhile@example.com', 3)
  known.addAll(new Map([['reader@example.com', 7]]))
  expect(known.idOf('made-meanwhile@example.com')).toBe(3)
})
