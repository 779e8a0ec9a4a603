import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './sources.ts'

const text = readFileSync(join(ROOT, 'docs', 'faults.md'), 'utf8')
const named = [...text.matchAll(/`(test\/[^`›]+\.test\.tsx?)(?: › ([^`]+(?:`\$[^`]+)?))?`/g)].map(
  ([, file, name]) => ({ file: file!.trim(), name }),
)

test('each of the 52 rows has a place', () => {
  const rows = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number))
  const inWords = [...text.matchAll(/\b(\d+) \([a-z]/g)].map(([, number]) => Number(number))
  const all = Array.from({ length: 52 }, (_, place) => place + 1)
  expect([...rows, ...inWords].sort((a, b) => a - b)).toEqual(all)
})

test('each test that is named exists', () => {
  expect(named.length).toBeGreaterThan(60)
  const missing = named.filter(({ file, name }) => {
    if (!existsSync(join(ROOT, file))) return true
    return name !== undefined && !readFileSync(join(ROOT, file), 'utf8').includes(name)
  })
  expect(missing).toEqual([])
})
