import { expect } from 'vitest'
import type { TestHoming } from '../api/homing.ts'

/** What the API answers: each check reads the few fields it needs. */
export type Json = any

/** Rows of a page here: odd, so that ends of pages fall anywhere. */
const PAGE = 3
const PAGES_MAX = 200

/** Somebody who looks by the API, with a key of some role. */
export interface Viewer {
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>
  /** The answer; anything but one is a failure. */
  get(path: string): Promise<Json>
  post(path: string, body: unknown): Promise<Json>
  /** Every row of a list, page by page; each stands in it once. */
  all(path: string, key?: (row: Json) => unknown): Promise<Json[]>
  /** How many rows a file has. */
  csv(path: string, body?: unknown): Promise<number>
}

export function viewerOf(homing: TestHoming, key: string): Viewer {
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await homing.ask(method, path, { key, body })
    return { status: response.status, text: await response.text() }
  }
  const answer = async (method: string, path: string, body?: unknown) => {
    const { status, text } = await ask(method, path, body)
    if (status !== 200) throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${text}`)
    return text
  }
  const get = async (path: string) => JSON.parse(await answer('GET', path))
  return {
    ask,
    get,
    post: async (path, body) => JSON.parse(await answer('POST', path, body)),
    async all(path, keyOf) {
      const rows: Json[] = []
      let after = ''
      for (let page = 0; page < PAGES_MAX; page++) {
        const mark = path.includes('?') ? '&' : '?'
        const { items, next } = await get(`${path}${mark}limit=${PAGE}${after}`)
        expect(items.length, `${path}: a page that is not the last is full`).toBeLessThanOrEqual(
          PAGE,
        )
        rows.push(...items)
        if (next === null) {
          if (keyOf !== undefined) {
            expect(new Set(rows.map(keyOf)).size, `${path}: each row once`).toBe(rows.length)
          }
          return rows
        }
        after = `&after=${encodeURIComponent(next)}`
      }
      throw new Error(`The pages of ${path} did not end.`)
    },
    async csv(path, body) {
      const text = await answer(body === undefined ? 'GET' : 'POST', path, body)
      return linesOf(text) - 1
    },
  }
}

/** Lines of a CSV text: a line break within quotation marks begins none. */
function linesOf(text: string): number {
  const outside = text.replace(/"[^"]*"/g, '')
  return outside.split(/\r?\n/).filter((line) => line !== '').length
}
