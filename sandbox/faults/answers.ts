import type { Asked, FaultFace, GivenAnswer } from './face.ts'
import type { Fault } from './fault.ts'

const maintenance = `<!doctype html><html><head><title>We'll be right back</title></head>
<body><h1>Scheduled maintenance</h1><p>Please try again later.</p></body></html>`

/** The answer a fault gives in place of the real one, if it is such a fault. */
export function substitute(fault: Fault, face: FaultFace, asked: Asked): Response | undefined {
  const { contentType = 'application/json' } = face
  const answers = typeof face.answers === 'function' ? face.answers(asked) : face.answers
  switch (fault.kind) {
    case 'throttle':
    case 'quota':
    case 'missing-scope':
    case 'expired-token':
      return given(answers[fault.kind], contentType)
    case 'html200':
      return new Response(maintenance, { headers: { 'content-type': 'text/html; charset=utf-8' } })
    case 'server-error': {
      const { status = 503 } = fault
      return worded({ status, body: answers['server-error'](status) }, contentType)
    }
    case 'status':
      return worded(fault, contentType, fault.headers)
    default:
      return undefined
  }
}

function given(answer: GivenAnswer | undefined, contentType: string): Response | undefined {
  return answer && worded(answer, contentType)
}

function worded(
  { status, body }: { status: number; body?: unknown },
  contentType: string,
  headers: Record<string, string> = {},
): Response {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
  // Some statuses must not carry a body, and a fault without one carries none either.
  const empty = text === undefined || status === 204 || status === 304
  const type = { 'content-type': contentType, ...headers }
  return new Response(empty ? null : text, { status, headers: empty ? headers : type })
}
