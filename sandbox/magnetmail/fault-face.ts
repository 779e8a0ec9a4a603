import type { Asked, FaultFace, Line } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { actionOf, soapType, type Element } from '../soap/index.ts'
import { deadSession, faultText } from './errors.ts'
import { contentOf, readPage, replaced, writePage } from './pages.ts'
import { apiPath } from './paths.ts'

const pageNumber = /<(?:\w+:)?(?:PageNo|pageNo|page|pageNumber)>\s*(\d+)\s*</

/** What faults look like at MagnetMail: SOAP faults, as no page says that they are not. */
export const magnetMailFaults: FaultFace = {
  api: apiPath,
  operation: ({ headers, text }) =>
    actionOf([headers.soapaction].flat()[0]) ?? contentOf(text)?.name,
  shown: ({ text }) => /<(?:\w+:)?sessionId>\s*([^<\s]+)/.exec(text)?.[1],
  contentType: soapType,
  answers: {
    'expired-token': { status: 500, body: faultText('Client', deadSession) },
    'server-error': () => faultText('Server', 'The service is not available'),
  },
  pages: {
    rows: ['rows'],
    first: (_, { text }) => (pageNumber.exec(text)?.[1] ?? '1') === '1',
    walk,
    read: readPage,
    write: writePage,
    // Nothing in an answer says that there is a next page.
    endless: () => undefined,
    last: (page) => {
      page.element = replaced(page.element as Element, /^(Count|totalRecords)$/, () => '0')
    },
    mangle,
    skew,
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

/** The same question, whatever the page and the session. */
function walk({ target, operation = '', text }: Asked): string {
  const changing = /<(?:\w+:)?(PageNo|pageNo|page|pageNumber|sessionId)>[^<]*</g
  return `${target} ${operation} ${text.replaceAll(changing, '')}`
}

function skew(line: Line, by: Readonly<Record<string, number>>): Line {
  let element = line.element as Element
  for (const [name, more] of Object.entries(by)) {
    const off = (old: string) => String(Math.max(0, Number(old) + more))
    element = replaced(element, new RegExp(`^${name}$`), off)
  }
  return { ...line, element }
}

function mangle(line: Line, variant: MalformedVariant): Line {
  const changed = (names: RegExp, value?: string) => {
    return { ...line, element: replaced(line.element as Element, names, () => value) }
  }
  switch (variant) {
    case 'missing-contact-id':
      return changed(/^(id|RecipientId|email|EmailId)$/)
    case 'impossible-date':
      return changed(/date$/i, '2026-02-31T25:61:00')
    case 'future-date':
      return changed(/date$/i, '2199-01-01T00:00:00')
    case 'epoch-date':
      return changed(/date$/i, '1970-01-01T00:00:00')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return changed(/^(Status|Type)$/, 'Hologram')
    case 'unparseable-address':
      return changed(/^(email|EmailId)$/, 'not an address <@@>')
  }
}
