import { skewed, type FaultFace, type Line, type Page } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { errorBody, overLimit, unauthorized } from './errors.ts'
import { keys } from './keys.ts'

const api = `/${keys.accountId}/`

/** A page is itself the array of its rows: they are given this name while it is spoilt. */
const BARE = 'rows of a bare array'

/** What faults look like at Emma, which has keys in place of tokens and arrays for pages. */
export const emmaFaults: FaultFace = {
  api,
  // Faults of the token endpoint are refused below, so that this is never looked for.
  token: api,
  answers: {
    throttle: { status: 403, body: overLimit },
    quota: { status: 403, body: overLimit },
    // The keys are refused once.
    'expired-token': { status: 401, body: unauthorized },
    'server-error': () => errorBody('Internal Server Error'),
  },
  pages: {
    rows: [BARE],
    read,
    write,
    first: (target) => /[?&]start=[1-9]/.exec(target) === null,
    endless: () => undefined,
    last: () => undefined,
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  lacks: [
    'missing-scope',
    'revoke-refresh-token',
    'lost-rotated-answer',
    'hidden-activity',
    // No page says what comes next: a page that comes again and again is `duplicate-page`.
    'self-next',
  ],
}

function read(body: string): Page | undefined {
  let page: unknown
  try {
    page = JSON.parse(body)
  } catch {
    return undefined
  }
  if (Array.isArray(page)) return { [BARE]: page }
  return typeof page === 'object' && page !== null ? (page as Page) : undefined
}

function write(page: Page): string {
  return JSON.stringify(page[BARE] ?? page)
}

const dates = ['timestamp', 'delivery_ts', 'send_started', 'send_finished', 'last_modified_at']

function mangle(line: Line, variant: MalformedVariant): Line {
  const copy = { ...line }
  const dated = (text: string) => ({
    ...copy,
    ...Object.fromEntries(dates.filter((one) => one in copy).map((one) => [one, text])),
  })
  switch (variant) {
    case 'missing-contact-id':
      delete copy.member_id
      return copy
    case 'impossible-date':
      return dated('@D:2026-02-31T25:61:00')
    case 'future-date':
      return dated('@D:2199-01-01T00:00:00')
    case 'epoch-date':
      return dated('@D:1970-01-01T00:00:00')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type': {
      const kinds = ['delivery_type', 'member_status_id', 'mailing_status', 'status']
      const known = kinds.filter((one) => one in copy)
      return { ...copy, ...Object.fromEntries(known.map((one) => [one, 'hologram'])) }
    }
    case 'unparseable-address':
      return { ...copy, email: 'not an address <@@>' }
  }
}
