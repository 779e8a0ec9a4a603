/** What the vendor refuses: a whole request, or one record of many. */
export class Refused extends Error {
  readonly code: string
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413
  readonly fields: readonly string[]

  constructor(
    code: string,
    message: string,
    { status = 400, fields = [] }: { status?: Refused['status']; fields?: readonly string[] } = {},
  ) {
    super(message)
    this.code = code
    this.status = status
    this.fields = fields
  }
}

/** The body of every error of the API below `/services/data`: a list, however few there are. */
export function errorBody(code: string, message: string, fields?: readonly string[]) {
  return [{ message, errorCode: code, ...(fields !== undefined && { fields }) }]
}

export function missingObject(name: string): Refused {
  return new Refused('INVALID_TYPE', `sObject type '${name}' is not supported.`)
}

export function missingRecord(): Refused {
  return new Refused('NOT_FOUND', 'The requested resource does not exist', { status: 404 })
}
