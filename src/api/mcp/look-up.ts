import type { CallToolResult } from '@modelcontextprotocol/server'
import type { z } from 'zod'
import type { Call } from '../contract/client.ts'
import { contract, type RouteName } from '../contract/index.ts'
import { ask, inputOf, pagingOf, type Asked } from './ask.ts'
import { fit } from './fit.ts'
import { result } from './result.ts'

/** Questions that are too long for an address: they are sent, and change nothing. */
const QUESTIONS_SENT: readonly RouteName[] = [
  ...(['consent.mayWrite', 'personLists.preview'] as const),
  ...(['views.run', 'views.runSaved'] as const),
]

export interface LookUp {
  route: RouteName
  name: string
  title: string
  description: string
  input: z.ZodObject
  /** What the tool says of itself and nobody else may. */
  fixed: Asked
  /** How many rows there are in all, where the API tells; null where it does not. */
  count?: Count
  /** The answer as a reader takes it in, where the API's own form is made for a screen. */
  reword?: (answer: unknown) => unknown
}

/** Rows in all behind what was asked. */
export type Count = (asked: Asked, call: Call) => Promise<number | null>

interface Words {
  name: string
  title: string
  description: string
  fixed?: Asked
  count?: Count
  reword?: (answer: unknown) => unknown
}

/** A tool that asks one route of the API and changes nothing: any role may. */
export function lookUp(route: RouteName, { fixed = {}, ...words }: Words): LookUp {
  const { method, permission } = contract[route]
  if (permission !== 'see' || (method !== 'GET' && !QUESTIONS_SENT.includes(route))) {
    throw new Error(`${route} does more than look.`)
  }
  return { ...words, route, fixed, input: inputOf(route, Object.keys(fixed)) }
}

/** Answers a look-up: bounded, with how many there are in all and where the next page begins. */
export async function look(
  tool: LookUp,
  asked: Asked,
  { call, signal }: { call: Call; signal: AbortSignal },
): Promise<CallToolResult> {
  const question = { ...asked, ...tool.fixed }
  const told = await ask(call, tool.route, question, signal)
  const answer = tool.reword ? tool.reword(told) : told
  if (pagingOf(tool.route) === 'none') {
    const { answer: fitted, cut } = fit(answer)
    return result(`One answer.${wordsOfCuts(cut.length)}`, { answer: fitted, cut })
  }
  const { items: rows, next: cursor, ...others } = answer as Rows
  const { items, next, total } =
    cursor === undefined
      ? partOf(rows, asked)
      : { items: rows, next: cursor, total: await totalOf(tool, question, { rows, cursor }, call) }
  const { answer: fitted, cut } = fit(items)
  const words = `${wordsOfRows(items.length, total, next)}${wordsOfCuts(cut.length)}`
  return result(words, { ...others, items: fitted, total, next, cut })
}

/** Rows with the place of the next page; undefined where the API gives all at once. */
interface Rows {
  items: unknown[]
  next?: string | null
}

/** Of rows the API gives all at once, the part that was asked for; its place is its number. */
function partOf(rows: readonly unknown[], { after, limit }: Asked) {
  const start = Math.max(0, Math.trunc(Number(after ?? 0)) || 0)
  const end = start + Number(limit)
  const next = end < rows.length ? String(end) : null
  return { items: rows.slice(start, end), next, total: rows.length }
}

async function totalOf(
  tool: LookUp,
  asked: Asked,
  { rows, cursor }: { rows: unknown[]; cursor: string | null },
  call: Call,
): Promise<number | null> {
  if (cursor === null && asked['after'] === undefined) return rows.length
  return (await tool.count?.(asked, call)) ?? null
}

function wordsOfRows(rows: number, total: number | null, next: string | null): string {
  const inAll = total === null ? '' : ` of ${total} in all`
  const more =
    next === null ? ' There is no further page.' : ' There are more: give "next" as "after".'
  return `${rows} ${rows === 1 ? 'row' : 'rows'}${inAll}.${more}`
}

function wordsOfCuts(cuts: number): string {
  return cuts === 0 ? '' : ' Some of it is cut: "cut" says where, and how much there was.'
}
