import type { CallToolResult } from '@modelcontextprotocol/server'
import { Refusal } from '../contract/client.ts'
import { TooLong } from './fit.ts'

/**
 * A tool's result. The words are ours alone; what others wrote (names, reasons, subjects) stands
 * only in the data, which clients that know no structured content find once more as JSON.
 */
export function result(words: string, data: Record<string, unknown>): CallToolResult {
  return {
    content: [
      { type: 'text', text: words },
      { type: 'text', text: JSON.stringify(data) },
    ],
    structuredContent: data,
  }
}

/** What went wrong, told so that it can be asked better; anything unforeseen is thrown on. */
export function refused(error: unknown): CallToolResult {
  if (error instanceof TooLong) {
    const words = `${error.message} Ask for fewer rows (limit), or for something narrower.`
    return { content: [{ type: 'text', text: words }], isError: true }
  }
  if (!(error instanceof Refusal)) throw error
  const { status, title, message: detail, remedy, errors } = error
  const after =
    status < 500 ? 'Nothing was changed.' : 'It may have been done: look before trying again.'
  const words = `Homing refused this: ${title} (${status}). ${after}`
  return { ...result(words, { status, title, detail, remedy, errors }), isError: true }
}
