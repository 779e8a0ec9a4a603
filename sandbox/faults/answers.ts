import { gatewayErrors } from '../constant-contact/errors.ts'
import type { Fault } from './fault.ts'

const maintenance = `<!doctype html><html><head><title>We'll be right back</title></head>
<body><h1>Scheduled maintenance</h1><p>Please try again later.</p></body></html>`

/** The answer a fault gives in place of the real one, if it is such a fault. */
export function substitute(fault: Fault): Response | undefined {
  switch (fault.kind) {
    case 'throttle':
      return json(429, gatewayErrors.throttled)
    case 'quota':
      return json(429, gatewayErrors.quota)
    case 'missing-scope':
      return json(403, gatewayErrors.forbidden)
    case 'expired-token':
      return json(401, gatewayErrors.unauthorized)
    case 'html200':
      return new Response(maintenance, { headers: { 'content-type': 'text/html; charset=utf-8' } })
    case 'server-error': {
      const message = 'There was a problem with our internal service.'
      const body = [{ error_key: 'server_error', error_message: message }]
      return json(fault.status ?? 503, body)
    }
    case 'status':
      return json(fault.status, fault.body, fault.headers)
    default:
      return undefined
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
  // Some statuses must not carry a body, and a fault without one carries none either.
  const empty = text === undefined || status === 204 || status === 304
  const type = { 'content-type': 'application/json', ...headers }
  return new Response(empty ? null : text, { status, headers: empty ? headers : type })
}
