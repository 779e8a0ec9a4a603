import type { Column } from './columns.ts'

/** A cell that cannot be taken, and why; the row is refused for it. */
export class BadCell extends Error {
  readonly field: Column
  readonly reason: string

  constructor(field: Column, reason: string) {
    super(reason)
    this.field = field
    this.reason = reason
  }
}
