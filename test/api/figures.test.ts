import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DICTIONARY, FIGURE_TITLES, FIGURES } from '../../src/api/contract/figures.ts'
import { figuresAt } from '../../src/api/handlers/figures.ts'
import { connectors, METRIC_NAMES } from '../../src/connectors/index.ts'
import { FIGURE_KINDS } from '../../src/ledger/figures.ts'
import { projectRoot } from '../../src/project-root.ts'

test('the vocabulary has the very words of the dictionary, figure by figure', () => {
  const page = readFileSync(join(projectRoot(), 'docs', 'vocabulary.md'), 'utf8')
  const part = page.slice(page.indexOf('## Figures'), page.indexOf('## Reconciliation'))
  const told = [...part.matchAll(/^\| (.+) \| (.+) \| (.+) \|$/gm)].slice(1)
  const held = FIGURES.map((name) => {
    const { numerator, denominator } = DICTIONARY[name]
    return [FIGURE_TITLES[name], numerator, denominator ?? '–']
  })
  expect(told.map(([, ...cells]) => cells)).toEqual(held)
})

test('a rate is of what the dictionary says', () => {
  for (const name of FIGURES) expect(FIGURE_KINDS[name].of, name).toBe(DICTIONARY[name].denominator)
})

test('every total an e-mail service defines stands at one figure, in its own words', () => {
  const metrics = FIGURES.flatMap((name) => DICTIONARY[name].metrics)
  expect([...metrics].sort()).toEqual([...METRIC_NAMES].sort())
  const told = figuresAt(connectors).items.flatMap(({ esp }) => esp)
  const defined = connectors.flatMap(({ totals }) => Object.values(totals?.definitions ?? {}))
  expect(defined.length).toBeGreaterThan(10)
  expect(told.map(({ source }) => source).sort()).toEqual(defined.map((one) => one.source).sort())
  expect(figuresAt([]).items.every(({ esp }) => esp.length === 0)).toBe(true)
})
