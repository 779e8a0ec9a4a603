import { beforeAll, expect, test, vi } from 'vitest'
import type { Catalog } from '../../src/web/languages/catalog.ts'
import type { Definition, ShownColumn, Subject, View } from '../../src/web/views/words.ts'

const CATALOG: Catalog = {
  messages: {
    Sent: 'Versendet',
    People: 'Personen',
    'Opt-outs': 'Abmeldungen',
    'How many campaigns': 'Wie viele Kampagnen',
    '{0} (sum)': '{0} (Summe)',
    'A field of the firm’s own': 'Ein eigenes Feld der Firma',
  },
  patterns: [],
}

let told: typeof import('../../src/web/views/told.ts')
let words: typeof import('../../src/web/views/words.ts')

beforeAll(async () => {
  vi.resetModules()
  const { speak } = await import('../../src/web/languages/catalog.ts')
  speak('de', CATALOG)
  told = await import('../../src/web/views/told.ts')
  words = await import('../../src/web/views/words.ts')
})

const column = (id: string, title: string): Subject['columns'][number] => ({
  ...{ id, title, type: 'choice', description: '', comparisons: ['is'] },
  choices: [{ value: 'sent', title: 'Sent' }],
  ...{ isGroupable: true, isSortable: true, isCountable: true, isSummable: false, isRanged: false },
})

test('columns are told in the reader’s language, and the firm’s own fields as it calls them', () => {
  const own = { ...column('own:sent', 'Sent'), description: 'A field of the firm’s own' }
  const columns = [column('sent', 'Sent'), own]
  const subject: Subject = { id: 'people', title: 'People', description: '', columns, usual: [] }
  const { title, columns: shown } = told.subjectTold(subject)
  expect(title).toBe('Personen')
  expect(shown.map((one) => [one.title, one.description, one.choices[0]?.title])).toEqual([
    ['Versendet', '', 'Versendet'],
    ['Sent', 'Ein eigenes Feld der Firma', 'Sent'],
  ])
})

const measure = (key: string, title: string) => ({ key, title, is: 'count' as const, where: null })
const definition: Definition = {
  ...{ version: 1, subject: 'people', columns: [], where: null, sort: [], limit: null },
  group: { by: [], measures: [measure('a', 'Opt-outs'), measure('b', '')] },
  parameters: [{ key: 'asked_1', title: 'How many campaigns', values: null }],
}

test('a view that ships is told in the reader’s language, a kept one in its maker’s words', () => {
  const ships = { isPreset: true, name: 'Opt-outs', description: 'People', definition } as View
  const { name, description } = told.viewTold(ships)
  expect([name, description]).toEqual(['Abmeldungen', 'Personen'])
  const its = told.definitionTold(ships)
  expect(its.parameters[0]?.title).toBe('Wie viele Kampagnen')
  expect(its.group?.measures.map(({ title }) => title)).toEqual(['Abmeldungen', ''])
  const kept = { ...ships, isPreset: false }
  expect(told.viewTold(kept)).toBe(kept)
  expect(told.definitionTold(kept)).toBe(definition)
  expect([told.nameTold('opt-outs', 'Opt-outs'), told.nameTold('12', 'Opt-outs')]).toEqual([
    'Abmeldungen',
    'Opt-outs',
  ])
})

test('what a view that ships asks goes back as it came, and its figures are told in German', () => {
  const ships = { isPreset: true, name: 'Opt-outs', description: '', definition } as View
  expect(told.viewTold(ships).definition).toBe(definition)
  const found: ShownColumn[] = [
    { ...{ id: 'a', title: 'Opt-outs', isMeasure: true, type: 'number', unit: null } },
  ]
  const titles = (isPreset: boolean) =>
    told.columnsTold(found, definition, isPreset).map(({ title }) => title)
  expect([titles(true), titles(false)]).toEqual([['Abmeldungen'], ['Opt-outs']])
})

test('figures keep the name they were given; one without is told in the reader’s language', () => {
  const shown = (id: string, title: string, isMeasure: boolean): ShownColumn => ({
    ...{ id, title, isMeasure, type: 'number', unit: null },
  })
  const found = [
    shown('sent', 'Sent', false),
    shown('own:sent', 'Sent', false),
    shown('a', 'Opt-outs', true),
    shown('b', 'People', true),
  ]
  expect(told.columnsTold(found, definition).map(({ title }) => title)).toEqual([
    'Versendet',
    'Sent',
    'Opt-outs',
    'Personen',
  ])
})

test('a figure without a name is told by its column, which is told or is the firm’s own word', () => {
  const sum = (key: string, column: string) => ({
    ...{ key, title: '', is: 'sum' as const, column, where: null },
  })
  const of: Definition = {
    ...definition,
    group: { by: [], measures: [sum('a', 'sent'), sum('b', 'own:sent')] },
  }
  const found = ['a', 'b'].map((id) => ({
    ...{ id, title: 'Sent (sum)', isMeasure: true, type: 'number' as const, unit: null },
  }))
  expect(told.columnsTold(found, of).map(({ title }) => title)).toEqual([
    'Versendet (Summe)',
    'Sent (Summe)',
  ])
})

test('who sees it is one line, and German keeps its capitals within', () => {
  const seen = { seenBy: 'roles' as const, roles: ['manager' as const, 'editor' as const] }
  expect(words.seenByWords(seen)).toBe('Managers, Editors')
  expect(words.seenByWithin(seen)).toBe('seen by Managers, Editors')
})

test('a comparison that is not offered is shown where a view holds it', () => {
  const day = { ...column('born', 'Born'), type: 'day' as const, comparisons: ['is' as const] }
  const verbs = words.verbsOf(day, { isNot: true, is: 'before' })
  expect(verbs.at(-1)).toEqual({ value: 'not before', label: 'is not before' })
  expect(words.verbsOf(day, { isNot: false, is: 'is' }).map(({ value }) => value)).toEqual([
    'is',
    'not is',
  ])
})
