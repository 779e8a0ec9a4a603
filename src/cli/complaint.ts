import { Refusal } from '../api/contract/client.ts'
import { plain } from './table.ts'

/** Something the CLI itself refuses: what was asked cannot be meant, or no server is there. */
export class Complaint extends Error {
  /** 1: refused; 2: the command line cannot be understood. */
  readonly exitCode: 1 | 2
  readonly field: string | null
  readonly remedy: string | null

  constructor(
    exitCode: 1 | 2,
    sentence: string,
    options: { field?: string; remedy?: string; cause?: unknown } = {},
  ) {
    super(sentence, { cause: options.cause })
    this.name = 'Complaint'
    this.exitCode = exitCode
    this.field = options.field ?? null
    this.remedy = options.remedy ?? null
  }
}

/** An error in the terms of a problem document: sentence, fields, remedy. */
export interface Explained {
  exitCode: 1 | 2
  detail: string
  remedy: string | null
  errors: { field: string; reason: string }[]
  status?: number
  title?: string
}

/** Turns whatever was thrown into something that can be told. */
export function explain(error: unknown): Explained {
  if (error instanceof Refusal) {
    const { status, title, remedy, errors } = error
    return { exitCode: 1, detail: error.message, remedy: remedy || null, errors, status, title }
  }
  if (error instanceof Complaint) {
    const errors = error.field === null ? [] : [{ field: error.field, reason: error.message }]
    return { exitCode: error.exitCode, detail: error.message, remedy: error.remedy, errors }
  }
  const detail = error instanceof Error ? error.message : String(error)
  return { exitCode: 1, detail, remedy: null, errors: [] }
}

/** For standard error: a sentence, a line per field, the remedy; or the same as JSON. */
export function inWords(explained: Explained, asJson: boolean): string {
  const { exitCode: _, ...problem } = explained
  if (asJson) return `${JSON.stringify(problem, null, 2)}\n`
  const lines = [plain(explained.detail)]
  for (const { field, reason } of explained.errors) {
    if (reason !== explained.detail) lines.push(`  ${plain(field)}: ${plain(reason)}`)
    else lines.push(`  Field: ${plain(field)}`)
  }
  if (explained.remedy !== null) lines.push(`  Remedy: ${plain(explained.remedy)}`)
  return `${lines.join('\n')}\n`
}
