import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** The mistakes whose codes and words are in the vendor's contract. */
const documented = {
  fileMissing: [10003, 'Input file missing'],
  list: [10004, 'Invalid or missing list'],
  contact: [10008, 'Invalid contact'],
  job: [10017, 'Invalid or expired Job Id'],
  mergeList: [10025, 'Invalid or missing merge destination list'],
  message: [10030, 'Invalid or deleted message'],
  id: [10054, 'The id is invalid'],
  mergeColumn: [10088, 'At least one specified merge column is missing from the uploaded file'],
  verb: [10089, 'Invalid drill-down verb'],
  period: [10160, 'The date period is invalid.'],
} as const

export type Mistake = keyof typeof documented

export function mistake(c: Context, name: Mistake, status: ContentfulStatusCode = 400) {
  const [errorCode, message] = documented[name]
  return c.json({ errorCode, message }, status)
}

/** In the contract this one code is a text. */
export function wrongColumn(c: Context) {
  return c.json({ errorCode: '10010', message: 'Invalid Column Specified' }, 400)
}

/** The documented words, for a name the contract has them for with another parameter. */
export function missing(c: Context, name: string) {
  return c.json({ errorCode: 10121, message: `Missing parameter - ${name}` }, 422)
}

/** A mistake whose code nobody documents: the words are the sandbox's own. */
export function undocumented(c: Context, message: string) {
  return c.json({ errorCode: -1, message }, 400)
}

/** What the gateway before the API says, in its own shape. */
export function gatewayError(httpCode: number, httpMessage: string, moreInformation = '') {
  return { httpCode: String(httpCode), httpMessage, moreInformation }
}

export const gatewayErrors = {
  unauthorized: gatewayError(401, 'Unauthorized'),
  notFound: gatewayError(404, 'Not Found', 'No resources match requested URI'),
  throttled: gatewayError(429, 'Too Many Requests', 'Rate Limit exceeded'),
} as const
