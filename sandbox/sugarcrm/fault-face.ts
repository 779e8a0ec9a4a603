import type { Asked, FaultFace, Line, Page } from '../faults/face.ts'
import { skewed } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { isObject } from './body.ts'
import { errorBody, stockAnswer } from './errors.ts'

/** No limit is documented: too many requests are refused by a server before this one. */
const busy = { status: 429, body: '<h1>Too Many Requests</h1>' }

/** What faults look like at SugarCRM. */
export const sugarCrmFaults: FaultFace = {
  api: /\/rest\/v[\d_]+\/(?!oauth2\/token)/,
  token: '/oauth2/token',
  shown: ({ headers }) => {
    const own = headers['oauth-token']
    if (typeof own === 'string') return own
    return /^Bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1]
  },
  answers: {
    throttle: busy,
    quota: busy,
    'missing-scope': stockAnswer('not_authorized'),
    'expired-token': stockAnswer('invalid_grant'),
    'server-error': () => errorBody('fatal_error', 'Your request failed to complete.'),
  },
  pages: {
    rows: ['records'],
    first: (_, asked) => offsetOf(asked) === 0,
    walk: (asked) => {
      const { filter } = bodyOf(asked)
      return `${asked.target.split('?')[0]} ${JSON.stringify(filter ?? '')}`
    },
    endless: (page) => {
      const next = Number(page.next_offset)
      page.next_offset = Math.max(0, next < 0 ? 0 : next - rowsIn(page))
    },
    last: (page) => {
      page.next_offset = -1
    },
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  lacks: ['hidden-activity', 'lost-webhook', 'repeated-webhook'],
}

function bodyOf({ text }: Asked): Line {
  try {
    const body: unknown = JSON.parse(text)
    return isObject(body) ? body : {}
  } catch {
    return {}
  }
}

/** Where a page begins, in the query string or in the body. */
function offsetOf(asked: Asked): number {
  const { searchParams } = new URL(asked.target, 'http://127.0.0.1')
  return Number(searchParams.get('offset') ?? bodyOf(asked).offset ?? 0) || 0
}

function rowsIn({ records }: Page): number {
  return Array.isArray(records) ? records.length : 0
}

const dates = ['date_modified', 'date_entered', 'activity_date', 'date_created']

function mangle(line: Line, variant: MalformedVariant): Line {
  const copy = { ...line }
  switch (variant) {
    case 'missing-contact-id':
      delete copy.id
      return copy
    case 'impossible-date':
      return withValues(copy, dates, '2026-02-31T25:61:00+00:00')
    case 'future-date':
      return withValues(copy, dates, '2199-01-01T00:00:00+00:00')
    case 'epoch-date':
      return withValues(copy, dates, '1970-01-01T00:00:00+00:00')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return withValues(copy, ['activity_type', 'list_type', 'status'], 'hologram')
    case 'unparseable-address': {
      const spoilt = withValues(copy, ['email1', 'email_address'], 'not an address <<@@>')
      if (!Array.isArray(spoilt.email)) return spoilt
      const email = (spoilt.email as readonly Line[]).map((one) => {
        return { ...one, email_address: 'not an address <<@@>' }
      })
      return { ...spoilt, email }
    }
  }
}

function withValues(line: Line, names: readonly string[], value: string): Line {
  const changed = names.filter((one) => one in line).map((one) => [one, value])
  return { ...line, ...Object.fromEntries(changed) } as Line
}
