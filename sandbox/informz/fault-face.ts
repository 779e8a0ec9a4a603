import { skewed, type Asked, type FaultFace, type Line } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { soapType } from '../soap/index.ts'
import { faultText } from './errors.ts'
import { apiPath } from './paths.ts'
import { operationOf, readPage, startRowOf, writePage } from './pages.ts'

/** What faults look like at Informz: a SOAP fault of status 500, whatever is wrong. */
export const informzFaults: FaultFace = {
  api: apiPath,
  operation: ({ text }) => operationOf(text),
  contentType: soapType,
  answers: {
    'expired-token': {
      status: 500,
      body: faultText('InvalidCredentialsException', 'The password is wrong'),
    },
    'server-error': () => faultText('SystemAccessException', 'The system is not available'),
  },
  pages: {
    rows: ['records'],
    first: (_, { text }) => startRowOf(text) === 1,
    walk: ({ target, operation = '' }: Asked) => `${target} ${operation}`,
    read: readPage,
    write: writePage,
    // A grid's end is a page without rows: there is nothing to say on it.
    endless: () => undefined,
    last: () => undefined,
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
    'self-next',
    'lost-webhook',
    'repeated-webhook',
  ],
}

function mangle(line: Line, variant: MalformedVariant): Line {
  const changed = (names: RegExp, value?: string) => {
    const all = Object.entries(line)
    const others = all.filter(([name]) => !names.test(name))
    const found = all.filter(([name]) => names.test(name)).map(([name]) => [name, value] as const)
    return Object.fromEntries(value === undefined ? others : [...others, ...found]) as Line
  }
  switch (variant) {
    case 'missing-contact-id':
      return changed(/^(user_id|subscriber_id|email)$/i)
    case 'impossible-date':
      return changed(/date/i, '2026-02-31T25:61:00.0000000Z')
    case 'future-date':
      return changed(/date/i, '2199-01-01T00:00:00.0000000Z')
    case 'epoch-date':
      return changed(/date/i, '1970-01-01T00:00:00.0000000Z')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return changed(/^(is|was)_/i, 'Hologram')
    case 'unparseable-address':
      return changed(/^email$/i, 'not an address <@@>')
  }
}
