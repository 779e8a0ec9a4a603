/** A source, or one file of it, cannot be had: a sentence, and what to do about it. */
export class SourceFault extends Error {
  readonly remedy: string
  /** Of one file only: the others are had meanwhile. */
  readonly isOfFile: boolean

  constructor(
    sentence: string,
    remedy: string,
    more: { isOfFile?: boolean; cause?: unknown } = {},
  ) {
    super(sentence, { cause: more.cause })
    this.name = 'SourceFault'
    this.remedy = remedy
    this.isOfFile = more.isOfFile ?? false
  }
}
