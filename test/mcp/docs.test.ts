import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LOOK_UPS, WRITES } from '../../src/api/mcp/index.ts'
import { projectRoot } from '../../src/project-root.ts'
import { rows } from './matrix-rows.ts'

const page = readFileSync(join(projectRoot(), 'docs', 'mcp.md'), 'utf8')
const described = [...page.matchAll(/^\| `(\w+)` \| (?:\*\*writes\*\* \((\w+)\))?/gm)]

test('the page names every tool, and no other, in the order they are told', () => {
  const names = [...LOOK_UPS, ...WRITES].map(({ name }) => name)
  expect(described.map(([, name]) => name)).toEqual(names)
})

test('it says which write, and for which role', () => {
  const writing = described.flatMap(([, name, role]) => (role ? [[name, role]] : []))
  expect(writing).toEqual(WRITES.map(({ name }) => [name, rows[name]!.least]))
})
