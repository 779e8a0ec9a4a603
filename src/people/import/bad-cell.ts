/** A cell that cannot be taken, and why; the row is refused for it. */
export class BadCell extends Error {
  /** A column, or the key of an own field. */
  readonly field: string
  readonly reason: string

  constructor(field: string, reason: string) {
    super(reason)
    this.field = field
    this.reason = reason
  }
}
