import type { FaultFace } from '../faults/face.ts'
import { actionOf } from '../soap/index.ts'
import { deadToken, faultText } from './errors.ts'
import { packedType } from './mtom.ts'
import { apiPath } from './paths.ts'

const token = /<(?:[\w-]+:)?SecurityToken\b[^>]*>\s*<(?:[\w-]+:)?Value\b[^>]*>\s*([^<\s]+)/

/** What faults look like at Campaign Master: faults of SOAP, as no page says that they are not. */
export const campaignMasterFaults: FaultFace = {
  api: apiPath,
  operation: ({ headers }) => actionOf([headers.soapaction].flat()[0]),
  shown: ({ text }) => token.exec(text)?.[1],
  contentType: packedType,
  answers: {
    'expired-token': { status: 500, body: faultText('Client', deadToken) },
    'server-error': () => faultText('Server', 'The service is not available'),
  },
  // No answer has rows.
  pages: {
    rows: [],
    read: () => undefined,
    first: () => true,
    endless: () => undefined,
    last: () => undefined,
    mangle: (line) => line,
    skew: (line) => line,
  },
  lacks: [
    ...(['throttle', 'quota', 'missing-scope', 'revoke-refresh-token'] as const),
    ...(['lost-rotated-answer', 'hidden-activity', 'duplicate-rows', 'duplicate-page'] as const),
    ...(['self-next', 'reordered-rows', 'drifted-rows', 'skipped-rows', 'late-rows'] as const),
    ...(['malformed-row', 'empty-source', 'skewed-totals'] as const),
    ...(['lost-webhook', 'repeated-webhook'] as const),
  ],
}
