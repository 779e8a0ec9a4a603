import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Constant Contact answers most mistakes with an array, even for a single one. */
export function errorList(c: Context, status: ContentfulStatusCode, key: string, message: string) {
  return c.json([{ error_key: key, error_message: message }], status)
}

/** One line for each thing that is wrong with a request. */
export function badRequests(c: Context, messages: readonly string[], area = 'contacts.api') {
  const error_key = `${area}.validation.error`
  return c.json(
    messages.map((error_message) => ({ error_key, error_message })),
    400,
  )
}

export function conflict(c: Context, message: string, area = 'contacts.api') {
  return errorList(c, 409, `${area}.conflict`, message)
}

export function badRequest(c: Context, message: string, area = 'contacts.api') {
  return errorList(c, 400, `${area}.validation.error`, message)
}

export function notFound(c: Context, message: string, area = 'contacts.api') {
  return errorList(c, 404, `${area}.not_found`, message)
}

/** The gateway's own refusals are a single object. */
export const gatewayErrors = {
  unauthorized: { error_key: 'unauthorized', error_message: 'Unauthorized' },
  forbidden: {
    error_key: 'forbidden',
    error_message:
      'Forbidden request. You lack the necessary scopes, you lack the necessary user privileges, '
      + 'or the application is deactivated.',
  },
  throttled: { error_key: 'throttled', error_message: 'Too Many Requests' },
  quota: { error_key: 'quota_exceeded', error_message: 'Limit Exceeded' },
  queue: {
    error_key: 'throttled',
    error_message: 'Too many requests. You exceeded 1,000 queued activities for this user account.',
  },
} as const
