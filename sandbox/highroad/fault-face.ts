import { skewed, type Asked, type FaultFace, type Line, type Page } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { XmlRefused } from '../soap/index.ts'
import { isArray, readCall, readResponse, writeResponse, type Value } from '../xmlrpc/index.ts'
import { restPath } from './paths.ts'

/** The rows of an answer of XML-RPC, which is an array of structs, while it is spoilt. */
const ROWS = 'rows of an answer'

/** What faults look like at HighRoad: a status without words, as none are documented. */
export const highRoadFaults: FaultFace = {
  api: '/api/',
  operation: (asked) => callOf(asked)?.method,
  contentType: 'text/xml; charset=utf-8',
  answers: {
    // The password, or the token of REST, is refused once.
    'expired-token': { status: 401, body: undefined },
    'server-error': () => undefined,
  },
  pages: {
    rows: [ROWS, 'contacts', 'lists'],
    first: (target, asked) => pageOf(target, asked) === '1',
    walk: ({ target, operation = '' }) => `${target.split('?')[0]} ${operation}`,
    read,
    write: (page) => (ROWS in page ? writeResponse(page[ROWS] as Value) : JSON.stringify(page)),
    // Nothing in an answer says that there is a next page.
    endless: () => undefined,
    last: () => undefined,
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  lacks: [
    ...(['throttle', 'quota', 'missing-scope', 'hidden-activity'] as const),
    ...(['revoke-refresh-token', 'lost-rotated-answer', 'self-next'] as const),
    ...(['lost-webhook', 'repeated-webhook'] as const),
  ],
}

function callOf({ target, text }: Asked) {
  if (target.includes(restPath)) return undefined
  try {
    return readCall(text)
  } catch (error) {
    if (error instanceof XmlRefused) return undefined
    throw error
  }
}

function pageOf(target: string, asked: Asked): string {
  const paging = callOf(asked)?.params.at(-1)
  const inCall = typeof paging === 'object' && paging !== null && 'page' in paging && paging.page
  return String(inCall || /[?&]paging(?::|%3A)page=(\d+)/i.exec(target)?.[1] || '1')
}

function read(body: string): Page | undefined {
  try {
    if (!body.startsWith('<')) return JSON.parse(body) as Page
    const answer = readResponse(body)
    return 'value' in answer && isArray(answer.value) ? { [ROWS]: answer.value } : undefined
  } catch (error) {
    if (error instanceof XmlRefused || error instanceof SyntaxError) return undefined
    throw error
  }
}

function mangle(line: Line, variant: MalformedVariant): Line {
  const copy = { ...line }
  switch (variant) {
    case 'missing-contact-id':
      delete copy.id
      return copy
    case 'no-object':
      return null as unknown as Line
    case 'unparseable-address':
      return 'email' in copy ? { ...copy, email: 'not an address <@@>' } : copy
    // No row has a date or a type.
    case 'impossible-date':
    case 'future-date':
    case 'epoch-date':
    case 'unknown-type':
      return copy
  }
}
