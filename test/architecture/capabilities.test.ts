import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  CAPABILITY_NAMES,
  CAPABILITY_TITLES,
  NOT_MEANT_FOR,
  capabilitiesOf,
  connectors,
  type Absence,
  type CapabilityName,
  type Standing,
} from '../../src/connectors/index.ts'
import { ROOT } from './sources.ts'

const WORDS: Record<Standing, string> = {
  works: 'yes',
  not_offered: 'not offered',
  not_built: 'not built',
  not_documented: 'not documented',
  not_meant: '-',
}

/** What each connector can do, as a Markdown table made from the parts it has. */
function matrix(): string {
  const rows = CAPABILITY_NAMES.map((name, at) => {
    const words = connectors.map((one) => WORDS[capabilitiesOf(one)[at]!.standing])
    return `| ${[CAPABILITY_TITLES[name], ...words].join(' | ')} |`
  })
  const head = `| | ${connectors.map((one) => one.title).join(' | ')} |`
  return [head, `| --- |${' --- |'.repeat(connectors.length)}`, ...rows].join('\n')
}

/** Where each word of the matrix comes from: what holds for a kind of system, then each connector. */
function sources(): string {
  const ofKinds = (['esp', 'crm'] as const).map((kind) => {
    const absent = Object.entries(NOT_MEANT_FOR[kind]) as [CapabilityName, Absence][]
    const stated = absent.map(([name, { why }]) => line('-', CAPABILITY_TITLES[name], why, ''))
    return section(kind === 'esp' ? 'Services that send, all' : 'CRMs, all', stated)
  })
  const ofConnectors = connectors.map((one) => {
    const shared = NOT_MEANT_FOR[one.system ?? 'esp']
    const stated = capabilitiesOf(one)
      .filter(({ name, why }) => why === null || shared[name]?.why !== why)
      .map(({ standing, why, source, title }) => {
        const at = source.url === undefined ? source.title : `[${source.title}](${source.url})`
        const isUnfound = standing === 'not_documented' && why === null
        return line(WORDS[standing], title, why, isUnfound ? `Not found in: ${at}.` : `${at}.`)
      })
    return section(one.title, stated)
  })
  return [...ofKinds, ...ofConnectors].join('\n\n')
}

interface Line {
  word: string
  title: string
  rest: string
}

function line(word: string, title: string, why: string | null, at: string): Line {
  return { word, title, rest: [why, at].filter(Boolean).join(' ') }
}

/** Statements with one word and one reason are one line. */
function section(title: string, stated: readonly Line[]): string {
  const lines = new Map<string, string[]>()
  for (const { word, title, rest } of stated) {
    const key = JSON.stringify([word, rest])
    lines.set(key, [...(lines.get(key) ?? []), title])
  }
  const told = [...lines].map(([key, titles]) => {
    const [word, rest] = JSON.parse(key) as [string, string]
    return `- **${word}**: ${titles.join('; ')}. ${rest}`
  })
  return [`### ${title}`, '', ...told].join('\n')
}

/** What stands between the marks of that name, or with UPDATE=1 what is made to. */
function shown(mark: string, made: string): string | undefined {
  const path = join(ROOT, 'docs', 'connectors.md')
  const text = readFileSync(path, 'utf8')
  const between = new RegExp(`(<!-- ${mark} -->\\n)([\\s\\S]*?)(\\n<!-- /${mark} -->)`)
  if (process.env['UPDATE'] === '1') writeFileSync(path, text.replace(between, `$1${made}$3`))
  return between.exec(readFileSync(path, 'utf8'))?.[2]?.trim()
}

test('docs/connectors.md shows exactly what the connectors can do, and where that is written', () => {
  expect(shown('capabilities', matrix()), 'UPDATE=1 writes it').toBe(matrix())
  expect(shown('sources', sources()), 'UPDATE=1 writes it').toBe(sources())
})

test('nothing is said to be absent that is there, or to be written elsewhere that is absent', () => {
  for (const { id, sources, ...one } of connectors) {
    const present = capabilitiesOf({ ...one, id, sources }).filter(({ isPresent }) => isPresent)
    const names: string[] = present.map(({ name }) => name)
    expect(
      Object.keys(sources.absent ?? {}).filter((name) => names.includes(name)),
      id,
    ).toEqual([])
    expect(
      Object.keys(sources.works ?? {}).filter((name) => !names.includes(name)),
      id,
    ).toEqual([])
  }
})

/** Whose vendors document none of it: it comes by files, as their READMEs and checks say. */
const BY_FILES = ['highroad', 'campaign-master', 'sugar-market']

test('every connector brings feedback or people home, and is told apart by its id', () => {
  expect(connectors.length).toBeGreaterThan(0)
  expect(new Set(connectors.map((one) => one.id)).size).toBe(connectors.length)
  const silent = connectors.filter((one) => (one.feedback ?? one.files ?? one.people) === undefined)
  expect(silent.map(({ id }) => id)).toEqual(BY_FILES)
})
