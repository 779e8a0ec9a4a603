export type RefusedStatus = 400 | 401 | 403 | 404 | 408 | 409 | 413 | 415 | 422 | 429 | 503

/**
 * An expected refusal of something a person or a program asked for. It names the field and the
 * remedy, so that the one who asked can mend it; api/problem.ts makes it a problem document.
 */
export class Refused extends Error {
  readonly status: RefusedStatus
  readonly field: string | null
  readonly remedy: string | null
  readonly retryAfterSeconds: number | null
  /** Further fields that stand in the way, each with its reason. */
  readonly also: readonly { field: string; reason: string }[]

  constructor(
    status: RefusedStatus,
    sentence: string,
    options: {
      field?: string
      remedy?: string
      retryAfterSeconds?: number
      cause?: unknown
      also?: readonly { field: string; reason: string }[]
    } = {},
  ) {
    super(sentence, { cause: options.cause })
    this.name = 'Refused'
    this.status = status
    this.field = options.field ?? null
    this.remedy = options.remedy ?? null
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
    this.also = options.also ?? []
  }
}

/** The refusal for what is not there, or not in the caller's workspace: the two look the same. */
export function notFound(what: string, id: string | number): Refused {
  return new Refused(404, `There is no ${what} ${id} here.`, {
    remedy: 'It may have been removed, or belong to another workspace.',
  })
}
