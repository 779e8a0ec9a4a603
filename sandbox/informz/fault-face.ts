import type { FaultFace } from '../faults/face.ts'
import { apiPath } from './app.ts'
import { faultText } from './errors.ts'

const refused = { status: 500, body: faultText('SystemAccessException', 'The system is busy') }

/** What faults look like at Informz: a SOAP fault of status 500, whatever is wrong. */
export const informzFaults: FaultFace = {
  api: apiPath,
  token: apiPath,
  answers: {
    throttle: refused,
    quota: refused,
    'expired-token': {
      status: 500,
      body: faultText('InvalidCredentialsException', 'The password is wrong'),
    },
    'server-error': () => faultText('SystemAccessException', 'The system is not available'),
  },
  // Answers are XML, which no fault of pages reads: those kinds are refused.
  pages: {
    rows: [],
    first: () => true,
    endless: () => undefined,
    last: () => undefined,
    mangle: (line) => line,
    skew: (line) => line,
  },
  lacks: [
    'missing-scope',
    'hidden-activity',
    'revoke-refresh-token',
    'lost-rotated-answer',
    'duplicate-rows',
    'duplicate-page',
    'self-next',
    'reordered-rows',
    'drifted-rows',
    'skipped-rows',
    'late-rows',
    'malformed-row',
    'empty-source',
    'skewed-totals',
    'lost-webhook',
    'repeated-webhook',
  ],
}
