import { skewed, type FaultFace, type Line } from '../faults/face.ts'
import type { MalformedVariant } from '../faults/fault.ts'
import { gatewayErrors } from './errors.ts'

const internal = 'There was a problem with our internal service.'

/** What faults look like at Constant Contact. */
export const constantContactFaults: FaultFace = {
  api: '/v3/',
  token: '/oauth2/default/v1/token',
  answers: {
    throttle: { status: 429, body: gatewayErrors.throttled },
    quota: { status: 429, body: gatewayErrors.quota },
    'missing-scope': { status: 403, body: gatewayErrors.forbidden },
    'expired-token': { status: 401, body: gatewayErrors.unauthorized },
    'server-error': () => [{ error_key: 'server_error', error_message: internal }],
  },
  pages: {
    rows: [
      'tracking_activities',
      'contacts',
      'campaigns',
      'lists',
      'bulk_email_campaign_summaries',
      'link_click_counts',
      'results',
      'campaign_activities',
      'activities',
      'custom_fields',
    ],
    first: (target) => !target.includes('cursor='),
    endless: (page, target) => void (page._links = { next: { href: target } }),
    last: (page) => void (page._links = {}),
    mangle,
    skew: (line, by) => ({ ...line, stats: skewed(line.stats as Line, by) }),
  },
  lacks: ['lost-webhook', 'repeated-webhook'],
}

function mangle(line: Line, variant: MalformedVariant): Line {
  const copy = { ...line }
  switch (variant) {
    case 'missing-contact-id':
      delete copy.contact_id
      return copy
    case 'impossible-date':
      return { ...copy, created_time: '2026-02-31T25:61:00.000Z' }
    case 'future-date':
      return { ...copy, created_time: '2199-01-01T00:00:00.000Z' }
    case 'epoch-date':
      return { ...copy, created_time: '1970-01-01T00:00:00.000Z' }
    case 'no-object':
      return null as unknown as Line
    case 'unknown-type':
      return { ...copy, tracking_activity_type: 'em_hologram' }
    case 'unparseable-address':
      return { ...copy, email_address: 'not an address <@@>' }
  }
}
