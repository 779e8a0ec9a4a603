import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { capabilitiesOf, connectors } from '../../src/connectors/index.ts'
import { ROOT } from './sources.ts'

/** What each connector can do, as a Markdown table made from the parts it has. */
function matrix(): string {
  const titles = capabilitiesOf(connectors[0]!).map((capability) => capability.title)
  const rows = titles.map((title, at) => {
    const marks = connectors.map((one) => (capabilitiesOf(one)[at]!.isPresent ? 'yes' : '-'))
    return `| ${[title, ...marks].join(' | ')} |`
  })
  const head = `| | ${connectors.map((one) => one.title).join(' | ')} |`
  return [head, `| --- |${' --- |'.repeat(connectors.length)}`, ...rows].join('\n')
}

test('docs/connectors.md shows exactly what the connectors can do', () => {
  const text = readFileSync(join(ROOT, 'docs', 'connectors.md'), 'utf8')
  const shown = /<!-- capabilities -->\n([\s\S]*?)\n<!-- \/capabilities -->/.exec(text)?.[1]
  expect(shown?.trim(), 'between <!-- capabilities --> and <!-- /capabilities -->').toBe(matrix())
})

/** Whose vendors document none of it: it comes by files, as their READMEs and checks say. */
const BY_FILES = ['highroad', 'campaign-master', 'sugar-market']

test('every connector brings feedback or people home, and is told apart by its id', () => {
  expect(connectors.length).toBeGreaterThan(0)
  expect(new Set(connectors.map((one) => one.id)).size).toBe(connectors.length)
  const silent = connectors.filter((one) => (one.feedback ?? one.files ?? one.people) === undefined)
  expect(silent.map(({ id }) => id)).toEqual(BY_FILES)
})
