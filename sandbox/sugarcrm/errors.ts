/** The vendor's stock errors: their labels, with the status and the words that are documented. */
const stock = {
  incorrect_version: [301, 'The version of the API you are using is not correct.'],
  need_login: [401, 'You need to be logged in to perform this action.'],
  invalid_grant: [401, 'Your authentication token is invalid.'],
  invalid_client: [400, 'Client authentication failed.'],
  unsupported_grant_type: [400, 'There is no such grant type.'],
  not_authorized: [403, 'You are not authorized to perform this action.'],
  no_method: [404, 'Your request was not supported. There is no such method for this path.'],
  not_found: [404, 'Your requested resource was not found.'],
  missing_parameter: [422, 'A required parameter for your request is missing.'],
  invalid_parameter: [422, 'A parameter in your request was invalid.'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorLabel = keyof typeof stock

/** A request that comes to nothing; the words are the stock ones unless others are told. */
export class SugarFault extends Error {
  readonly label: ErrorLabel
  readonly status: number

  constructor(label: ErrorLabel, message: string = stock[label][1], status?: number) {
    super(message)
    this.label = label
    this.status = status ?? stock[label][0]
  }
}

/** What every error looks like. */
export function errorBody(label: string, message: string) {
  return { error: label, error_message: message }
}

/** How a stock error is answered. */
export function stockAnswer(label: ErrorLabel) {
  const [status, message] = stock[label]
  return { status, body: errorBody(label, message) }
}
