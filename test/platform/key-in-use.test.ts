import { afterEach, expect, test } from 'vitest'
import { AnotherKey, forgetKey, keepToKey } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'

let at: TestDatabase
afterEach(() => at.close())

const keep = (fingerprint: string, isReplaced = false) =>
  keepToKey(at.database.engine, fingerprint, { isReplaced })

test('the key of the first start counts; another is refused, until somebody says it is lost', async () => {
  at = await freshDatabase()
  await keep('first')
  await keep('first')
  const refused = await keep('second').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(AnotherKey)
  expect((refused as Error).message).toMatch(/key first.*this process is second.*KEY_IS_LOST/)
  await keep('second', true)
  await keep('second')
  await expect(keep('first')).rejects.toThrow(AnotherKey)
})

test('of many processes that start at once with two keys, those of one go on', async () => {
  at = await freshDatabase()
  const keys = ['one', 'two', 'one', 'two', 'one', 'two']
  const outcomes = await Promise.allSettled(keys.map((key) => keep(key)))
  const going = keys.filter((_, place) => outcomes[place]!.status === 'fulfilled')
  expect(going).toHaveLength(3)
  expect(new Set(going).size).toBe(1)
})

test('a forgotten key lets the next start decide', async () => {
  at = await freshDatabase()
  await keep('first')
  await forgetKey(at.database.engine)
  await keep('second')
  await expect(keep('first')).rejects.toThrow(AnotherKey)
})

test('the application can neither read nor change which key it is', async () => {
  at = await freshDatabase()
  const read = at.database.withoutWorkspace((tx) => sql`select * from key_in_use`.execute(tx))
  await expect(read).rejects.toThrow(/permission denied/)
})
