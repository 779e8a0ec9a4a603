import { skewed, type FaultFace, type Line } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { apiPath } from './paths.ts'

/** What faults look like at Sugar Market: a status without words, as none are documented. */
export const sugarMarketFaults: FaultFace = {
  api: `${apiPath}/`,
  answers: {
    // The password is refused once.
    'expired-token': { status: 401, body: undefined },
    'server-error': () => undefined,
  },
  pages: {
    rows: ['results'],
    first: (target) => !/[?&]page=(?!1(?:&|$))/.test(target),
    endless: (page, target) => {
      const next = new URL(String(page.next ?? page.previous), 'http://127.0.0.1')
      page.next = new URL(target, next).href
    },
    last: (page) => {
      page.next = null
    },
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  lacks: [
    'throttle',
    'quota',
    'missing-scope',
    'hidden-activity',
    'revoke-refresh-token',
    'lost-rotated-answer',
    'lost-webhook',
    'repeated-webhook',
  ],
}

const dates = ['created_date', 'updated_date', 'opt_out_date']

function mangle(line: Line, variant: MalformedVariant): Line {
  const copy = { ...line }
  const set = (names: readonly string[], value: string) => {
    for (const name of names) if (name in copy) copy[name] = value
    return copy
  }
  switch (variant) {
    case 'missing-contact-id':
      delete copy.contact_id
      return copy
    case 'impossible-date':
      return set(dates, '2026-02-31T25:61:00Z')
    case 'future-date':
      return set(dates, '2199-01-01T00:00:00Z')
    case 'epoch-date':
      return set(dates, '1970-01-01T00:00:00Z')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return set(['opt_out'], 'hologram')
    case 'unparseable-address':
      return set(['email'], 'not an address <@@>')
  }
}
