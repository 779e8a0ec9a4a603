import { randomBytes } from 'node:crypto'
import type { ShapeOf } from '../run/ask.ts'
import type { Hearer } from '../run/session.ts'
import { nameless } from '../sql/select.ts'
import { complaintToken, doneToken, metadataToken, rowToken, transactionToken } from './tokens.ts'

/** What is said in answer to one request, put together as it is done. */
export interface AnswerStream {
  hearer: Hearer
  say(...tokens: readonly Buffer[]): void
  /** The whole of it. The last word says whether something failed. */
  close(kind: 'done' | 'doneProc'): Buffer
}

/** The transaction of a connection, by the number that stands for it. */
export interface Transaction {
  descriptor: bigint
}

/** More than any answer here has, so that nobody fills the memory. */
const longestAnswer = 256 * 1024 * 1024

export function createAnswer(
  shapeOf: ShapeOf,
  transaction: Transaction,
  inCall: boolean,
): AnswerStream {
  const said: Buffer[] = []
  let size = 0
  let failed = false
  let count: number | undefined
  /** The last statement's end, said once it is known whether more comes. */
  let hasEnd = false
  const say = (...tokens: readonly Buffer[]) => {
    for (const token of tokens) size += token.length
    if (size > longestAnswer) throw new Error('an answer without an end')
    said.push(...tokens)
  }
  const endLast = () => {
    if (hasEnd) say(doneToken({ kind: inCall ? 'doneInProc' : 'done', more: true, count, failed }))
    hasEnd = false
    failed = false
    count = undefined
  }
  const hearer: Hearer = {
    rows: ({ fields, rows }, names) => {
      endLast()
      const columns = fields.map((field, at) => ({
        name: shownName(field.name, names),
        shape: shapeOf(field, rows, at),
      }))
      say(metadataToken(columns), ...rows.map((row) => rowToken(columns, row)))
    },
    count: (rows) => {
      if (hasEnd) endLast()
      hasEnd = true
      count = rows
    },
    failed: ({ complaint }) => {
      endLast()
      say(complaintToken(complaint))
      hasEnd = true
      failed = true
    },
    turned: (what) => {
      endLast()
      if (what === 'begun') transaction.descriptor = randomBytes(8).readBigUInt64LE() | 1n
      say(transactionToken(what, transaction.descriptor))
      if (what !== 'begun') transaction.descriptor = 0n
    },
  }
  return {
    hearer,
    say,
    close: (kind) => {
      const end = { kind, failed, count: inCall ? undefined : count }
      if (inCall) endLast()
      say(doneToken(end))
      return Buffer.concat(said)
    },
  }
}

function shownName(name: string, written: ReadonlyMap<string, string>): string {
  return name === nameless ? '' : (written.get(name) ?? name)
}
