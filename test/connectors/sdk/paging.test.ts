import { expect, it } from 'vitest'
import { advanceOf, walkPages } from '../../../src/connectors/index.ts'

async function walk(nexts: Record<string, string | null>, pagesMax?: number) {
  const seen: (string | null)[] = []
  const page = async (cursor: string | null) => {
    seen.push(cursor)
    return { next: nexts[cursor ?? 'first'] ?? null }
  }
  for await (const _ of walkPages('Vendor', page, pagesMax)) void _
  return seen
}

it('walks to the end', async () => {
  expect(await walk({ first: 'a', a: 'b', b: null })).toEqual([null, 'a', 'b'])
})

it('refuses a circle, short or long, and a walk without end', async () => {
  await expect(walk({ first: 'a', a: 'a' })).rejects.toMatchObject({ kind: 'unreadable' })
  await expect(walk({ first: 'a', a: 'b', b: 'a' })).rejects.toMatchObject({ kind: 'unreadable' })
  await expect(walk({ first: 'a', a: 'b', b: null }, 2)).rejects.toMatchObject({
    kind: 'unreadable',
  })
})

it('counts no row again that a page has twice, or repeats of the page before', () => {
  const first = advanceOf(['a', 'b', 'c'])
  expect(first.by).toBe(3)
  expect(advanceOf(['a', 'b', 'a', 'b', 'c']).by).toBe(3)
  const drifted = advanceOf(['b', 'c', 'd', 'e'], first.tail)
  expect(drifted.by).toBe(2)
  expect(advanceOf(['d', 'f'], drifted.tail).by).toBe(1)
  // Whole pages of known rows would hold up the walk for good.
  expect(advanceOf(['c', 'c'], first.tail).by).toBe(2)
  expect(advanceOf([]).by).toBe(0)
})
