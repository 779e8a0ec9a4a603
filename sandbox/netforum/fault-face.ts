import type { Asked, FaultFace, Line } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { actionOf, soapType, type Element } from '../soap/index.ts'
import { deadToken, failed, faultText } from './errors.ts'
import { envelopeOf, readPage, replaced, writePage } from './pages.ts'

const busy = { status: 429, body: 'Too Many Requests' }

/** What faults look like at netFORUM: faults of SOAP with an exception in their detail. */
export const netForumFaults: FaultFace = {
  api: /\/xweb\/secure\/netforumxml\.asmx/i,
  operation: ({ headers, text }) =>
    actionOf([headers.soapaction].flat()[0]) ?? envelopeOf(text)?.content.name,
  shown: ({ text }) => /<(?:\w+:)?Token>\s*([^<\s]+)/.exec(text)?.[1],
  contentType: soapType,
  // netFORUM has no limit of its own: too many requests are refused by a server before it.
  answers: ({ operation = '' }) => ({
    throttle: busy,
    quota: busy,
    'missing-scope': {
      status: 500,
      body: faultText(failed('The user has no access to this object'), operation),
    },
    'expired-token': { status: 500, body: faultText(deadToken, operation) },
    'server-error': () => faultText(failed('The service is not available'), operation),
  }),
  pages: {
    rows: ['rows'],
    first: (_, { text }) => !furtherOn.test(text),
    walk,
    read: readPage,
    write: writePage,
    // Nothing in an answer says that there is a next page.
    endless: () => undefined,
    last: (page) => {
      page.none = true
    },
    mangle,
    skew: (line) => line,
  },
  lacks: [
    'skewed-totals',
    'hidden-activity',
    'self-next',
    'revoke-refresh-token',
    'lost-rotated-answer',
    'lost-webhook',
    'repeated-webhook',
  ],
}

/** A caller that pages by key asks for what is behind one; a saved query has numbered pages. */
const furtherOn = /_key\s*(?:>|&gt;)\s*'|<(?:\w+:)?currentPage>\s*(?:[2-9]|1\d)/

/** The same question, wherever it begins, and whatever the token. */
function walk({ target, operation = '', text }: Asked): string {
  const varying = /<(?:\w+:)?(?:Token|szWhereClause|currentPage)\s*(?:\/>|>[^<]*<\/[^>]*>)/g
  return `${target} ${operation} ${text.replaceAll(varying, '')}`
}

function mangle(line: Line, variant: MalformedVariant): Line {
  const changed = (names: RegExp, value?: string) => {
    return { ...line, element: replaced(line.element as Element, names, value) }
  }
  switch (variant) {
    case 'missing-contact-id':
      return changed(/^(ind_cst_key|org_cst_key|cst_key|eml_key|cma_key)$/)
    case 'impossible-date':
      return changed(/_date$/, '2026-02-31T25:61:00')
    case 'future-date':
      return changed(/_date$/, '2199-01-01T00:00:00')
    case 'epoch-date':
      return changed(/_date$/, '1970-01-01T00:00:00')
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return changed(/^(cst_type|eml_type|cma_activity_code)$/, 'Hologram')
    case 'unparseable-address':
      return changed(/^(eml_address|cst_eml_address_dn)$/, 'not an address <@@>')
  }
}
