import { expect, test } from 'vitest'
import { KnownAddresses } from '../../src/people/index.ts'

test('what was met lately is known, and what is remembered is bounded', () => {
  const known = new KnownAddresses()
  const MET = 300_000
  for (let id = 1; id <= MET; id++) known.add(`reader${id}@example.com`, id)
  let remembered = 0
  for (let id = 1; id <= MET; id++) {
    const answer = known.idOf(`reader${id}@example.com`)
    if (answer === undefined) continue
    expect(answer).toBe(id)
    remembered += 1
  }
  expect(remembered).toBeGreaterThan(90_000)
  expect(remembered).toBeLessThanOrEqual(200_000)
  expect(known.idOf(`reader${MET}@example.com`)).toBe(MET)
  expect(known.idOf('stranger@example.com')).toBeUndefined()
})
