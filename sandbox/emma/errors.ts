import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** How the vendor words its errors is not documented: the shape and the words are the sandbox's. */
export function errorBody(error: string): { error: string } {
  return { error }
}

/** The words for a call too many are documented, and that they come with a 403. */
export const overLimit = errorBody('Rate Limit Exceeded')
export const unauthorized = errorBody('Unauthorized')

export function refused(c: Context, words: string, status: ContentfulStatusCode = 400) {
  return c.json(errorBody(words), status)
}

export function notFound(c: Context, what: string) {
  return refused(c, `There is no such ${what}`, 404)
}
