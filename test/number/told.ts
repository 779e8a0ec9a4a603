import { expect } from 'vitest'
import type { Json, Viewer } from './viewer.ts'

/** The figures of a campaign, as the API names them. */
export const FIGURES = [
  ...(['sent', 'delivered', 'opens', 'clicks', 'forwards', 'bounces'] as const),
  ...(['optOuts', 'complaints'] as const),
]

/** Each figure of each group is the size of what it opens. */
export async function checkFigures(
  viewer: Viewer,
  definition: Json,
  { rows }: Json,
): Promise<void> {
  const { by, measures } = definition.group
  for (const row of rows) {
    const group = row.slice(0, by.length)
    for (const [at, measure] of measures.entries()) {
      const figure = row[by.length + at]
      const parts = measure.is === 'rate' ? (['part', 'whole'] as const) : (['part'] as const)
      for (const part of parts) {
        const of = measure.is === 'rate' ? measure[part] : measure
        const value = measure.is === 'rate' ? figure[part] : figure
        if (of.is !== 'count' && of.is !== 'distinct') continue
        const asked = { definition, group, measure: measure.key, part }
        const { definition: opened } = await viewer.post('/api/views/open', asked)
        const { count } = await viewer.post('/api/views/size', { definition: opened })
        expect(count, JSON.stringify([group, measure])).toBe(value)
      }
    }
  }
}

/** Persons that conditions find now. */
export async function sizeOf(viewer: Viewer, where: Json): Promise<number> {
  const definition = { version: 1, where }
  return (await viewer.post('/api/person-lists/preview', { definition })).count
}

/** A column of rows, added up. */
export function sum(rows: Json[], name: string): number {
  return rows.reduce((all, row) => all + row[name], 0)
}
