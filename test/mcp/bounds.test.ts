import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  keepConfirmation,
  OPEN_PER_CALLER_MAX,
  spendConfirmation,
} from '../../src/accounts/index.ts'
import {
  CONFIRMATION_MS,
  Confirmations,
  type ConfirmationStore,
} from '../../src/api/mcp/confirmations.ts'
import { remembered } from '../../src/api/mcp/remembered.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
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

/** Both ways of keeping them: a table, and the memory of a process that speaks for one caller. */
describe.each(['table', 'memory'] as const)('confirmations kept in a %s', (kind) => {
  let now = 0
  let store: ConfirmationStore
  let at: TestDatabase
  beforeAll(async () => {
    at = await freshDatabase()
    const workspaceId = await makeWorkspace(at.database, 'A firm')
    const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
    store =
      kind === 'memory'
        ? remembered()
        : {
            keep: (one) => inside((tx) => keepConfirmation(tx, workspaceId, one)),
            spend: (asked) => inside((tx) => spendConfirmation(tx, workspaceId, asked)),
          }
  })
  afterAll(() => at.close())
  /** A process of its own each time: nothing but the store is shared. */
  const process = () => new Confirmations({ now: () => now, store })
  const spend = (token: string, asked: object = {}, by = 'one') =>
    process().spend(token, by, 'tool', asked)

  test('one caller leaves so many open: the oldest is forgotten', async () => {
    const own: string[] = []
    for (let n = 0; n <= OPEN_PER_CALLER_MAX; n++) {
      now++
      own.push((await process().offer('one', 'tool', {})).token)
    }
    await expect(spend(own[0]!)).rejects.toThrow('unknown')
    for (const token of own.slice(1)) await spend(token)
  })

  test('once, in time, by its caller, and in whatever order the arguments come', async () => {
    now = 0
    const offer = async () =>
      (await process().offer('one', 'tool', { a: 1, b: { c: [1, 2], d: undefined } })).token
    const [inTime, late, others] = [await offer(), await offer(), await offer()]
    await expect(spend(others, { a: 1 }, 'two')).rejects.toThrow('unknown')
    now = CONFIRMATION_MS - 1
    await spend(inTime, { b: { c: [1, 2] }, a: 1 })
    await expect(spend(inTime, { a: 1, b: { c: [1, 2] } })).rejects.toThrow('used already')
    now = CONFIRMATION_MS
    await expect(spend(late, { a: 1, b: { c: [1, 2] } })).rejects.toThrow('old')
    const swapped = await offer()
    await expect(spend(swapped, { a: 1, b: { c: [2, 1] } })).rejects.toThrow('something else')
    await expect(spend(swapped, { a: 1, b: { c: [1, 2] } })).rejects.toThrow('used already')
  })

  test('tried by many processes at once, one has it', async () => {
    const { token } = await process().offer('one', 'tool', {})
    const tried = await Promise.allSettled(Array.from({ length: 5 }, () => spend(token)))
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
