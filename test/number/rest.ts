import { expect } from 'vitest'
import { checkFigures, FIGURES, sum } from './told.ts'
import type { Json, Viewer } from './viewer.ts'

/** Views that ship: each figure of each group opens its rows, and the file has as many. */
export async function checkPresets(viewer: Viewer): Promise<void> {
  const { items } = await viewer.get('/api/views/presets')
  for (const { id, definition: whole } of items) {
    const definition = { ...whole, parameters: whole.parameters }
    const answer = await viewer.post('/api/views/run', { definition, limit: 200 })
    const { count, totals } = await viewer.post('/api/views/size', { definition })
    expect(answer.rows.length, id).toBe(count)
    expect(await viewer.csv('/api/views/view.csv', { definition }), id).toBe(count)
    if (whole.group === null) continue
    await checkFigures(viewer, definition, answer)
    for (const [at, measure] of whole.group.measures.entries()) {
      if (measure.is !== 'count' && measure.is !== 'sum') continue
      const place = whole.group.by.length + at
      const figures = answer.rows.map((row: Json) => row[place])
      expect(totals[at], `${id}: all of ${measure.key}`).toBe(
        figures.reduce((all: number, one: number) => all + one, 0),
      )
    }
  }
}

/** What needs somebody is counted as it is listed; nothing of the ledger is left out of its file. */
export async function checkRest(viewer: Viewer): Promise<void> {
  const { open } = await viewer.get('/api/problems/count')
  const problems = await viewer.all('/api/problems?status=open', ({ id }) => id)
  const { items: groups } = await viewer.get('/api/problems/groups?status=open')
  expect([problems.length, sum(groups, 'count')], 'problems').toEqual([open, open])
  for (const { key, count } of groups) {
    const rows = await viewer.all(`/api/problems?status=open&group=${key}`)
    expect(rows.length, key).toBe(count)
  }
  const definition = { version: 1, subject: 'events', columns: ['at'] }
  const { count } = await viewer.post('/api/views/size', { definition })
  expect(await viewer.csv('/api/ledger/export.csv'), 'the file of the ledger').toBe(count)
}

/** Whoever sees less sees the same figures, or none. */
export async function checkRole(viewer: Viewer, other: Viewer): Promise<void> {
  const all = await viewer.all('/api/campaigns')
  const seen = await other.all('/api/campaigns')
  expect(seen.map(({ figures }) => figures)).toEqual(all.map(({ figures }) => figures))
  expect(await other.get('/api/people/count')).toEqual(await viewer.get('/api/people/count'))
  for (const { id } of seen) {
    for (const figure of FIGURES) {
      const rows = await other.all(`/api/campaigns/${id}/log?figure=${figure}`)
      const { count } = seen.find((one) => one.id === id).figures[figure]
      expect(rows.length, `${figure} of ${id}, by a viewer`).toBe(count)
    }
  }
}
