import type { FaultFace, Line, Page } from '../faults/face.ts'
import { skewed } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { errorBody } from './refusal.ts'
import { expired, tooMany } from './sign-in.ts'

const busy = errorBody('REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.')
const barred = errorBody('INSUFFICIENT_ACCESS', 'The scope of this session is not sufficient')
const failed = errorBody('UNKNOWN_EXCEPTION', 'An unexpected error occurred.')

const later = /\/query(?:All)?\/01g/

/** What faults look like at Salesforce: a refusal for pace is a 403, as one for the day's end. */
export const salesforceFaults: FaultFace = {
  api: '/services/data/',
  token: '/services/oauth2/token',
  answers: {
    throttle: { status: 403, body: busy },
    quota: { status: 403, body: tooMany },
    'missing-scope': { status: 403, body: barred },
    'expired-token': { status: 401, body: expired },
    'server-error': () => failed,
  },
  pages: {
    rows: ['records'],
    first: (target) => !later.test(target),
    // The pages after the first have an address of their own.
    walk: ({ target }) => (/\/query(?:All)?[/?]/.test(target) ? 'query' : pathOf(target)),
    endless: (page, target) => Object.assign(page, { done: false, nextRecordsUrl: target }),
    last: (page: Page) => {
      Object.assign(page, { totalSize: 0, done: true })
      delete page.nextRecordsUrl
    },
    mangle,
    skew: (line, by) => skewed(line, by),
  },
  // A client that shows its secret has no refresh token.
  lacks: ['hidden-activity', 'lost-webhook', 'repeated-webhook', 'revoke-refresh-token'],
}

function pathOf(target: string): string {
  return target.split('?')[0] as string
}

const dates = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate']

function mangle(line: Line, variant: MalformedVariant): Line {
  switch (variant) {
    case 'missing-contact-id': {
      const { Id: _id, ...rest } = line
      return rest
    }
    case 'impossible-date':
      return withValues(line, dates, '2026-02-31T25:61:00.000+0000')
    case 'future-date':
      return withValues(line, dates, '2199-01-01T00:00:00.000+0000')
    case 'epoch-date':
      return withValues(line, dates, '1970-01-01T00:00:00.000+0000')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return withValues(line, ['Status', 'Type'], 'hologram')
    case 'unparseable-address':
      return withValues(line, ['Email'], 'not an address <@@>')
  }
}

function withValues(line: Line, names: readonly string[], value: string): Line {
  const known = names.filter((one) => one in line)
  return { ...line, ...Object.fromEntries(known.map((one) => [one, value])) }
}
