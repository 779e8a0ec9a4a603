import type { FaultFace } from './face.ts'
import type { FaultKind } from './fault.ts'

const lacks: readonly FaultKind[] = [
  ...(['throttle', 'quota', 'missing-scope', 'expired-token', 'html200', 'server-error'] as const),
  ...(['status', 'timeout', 'slow-body', 'truncated-body', 'reset', 'lost-answer'] as const),
  ...(['repeated-request', 'duplicate-rows', 'duplicate-page', 'self-next'] as const),
  ...(['reordered-rows', 'drifted-rows', 'skipped-rows', 'late-rows', 'malformed-row'] as const),
  ...(['empty-source', 'skewed-totals', 'hidden-activity', 'revoke-refresh-token'] as const),
  ...(['lost-rotated-answer', 'lost-webhook', 'repeated-webhook'] as const),
]

/** Of a vendor that answers no request of HTTP: nothing can go wrong with its answers. */
export const silence: FaultFace = {
  api: '/',
  answers: { 'expired-token': { status: 404, body: '' }, 'server-error': () => '' },
  pages: {
    rows: [],
    first: () => true,
    endless: () => undefined,
    last: () => undefined,
    mangle: (line) => line,
    skew: (line) => line,
  },
  lacks,
}
