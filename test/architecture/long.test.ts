import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LONG, longTests, SHORT_ALL_THE_SAME } from '../long.ts'
import { ROOT } from './sources.ts'

test('what is named as long, or as short all the same, is there', () => {
  const named = [...LONG, ...SHORT_ALL_THE_SAME]
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  const long = longTests()
  for (const one of LONG) expect(long.some((path) => path.startsWith(one))).toBe(true)
  expect(long.filter((path) => SHORT_ALL_THE_SAME.includes(path))).toEqual([])
})

test('both are played by what has to be green', () => {
  const script = readFileSync(join(ROOT, '.ci', 'run'), 'utf8')
  expect(script).toMatch(/^\s+npm test -- /m)
  expect(script).toMatch(/^\s+npm run test:long -- /m)
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(scripts).toMatchObject({
    test: 'node tools/test.mjs',
    'test:long': 'node tools/test.mjs --long',
  })
})
