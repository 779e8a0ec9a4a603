import type { Complaint } from '../wire/tokens.ts'

export interface ErrorDetails {
  severity?: number
  line?: number
  state?: number
}

/** What the server says when something cannot be done, with its number. */
export class SqlError extends Error {
  readonly complaint: Complaint

  constructor(number: number, words: string, { severity = 16, ...details }: ErrorDetails = {}) {
    super(words)
    this.complaint = { number, severity, words, ...details }
  }

  /** SQL Server may know it, this sandbox does not: nobody is to take that for its word. */
  static unknown(what: string): SqlError {
    return new SqlError(50_000, `The sandbox does not know ${what}.`)
  }
}
