import { vendors } from '../../sandbox/index.ts'
import { emma as connector } from '../../src/connectors/esp/emma/index.ts'
import type { Esp, Happened } from './esp.ts'
import { JSON_OUTAGES, NO_JSON } from './json.ts'
import { bySending, leavers, leftByMail, rowsTold, type Return, type Rows } from './told.ts'

const { keys } = vendors.emma
const slower = { fault: { kind: 'throttle' }, shows: /slower pace/ } as const

/** Whoever's mail does not come back is told to have it; of the others nothing is known at first. */
function arrivals({ sends }: Rows, returns: readonly Return[]): Happened[] {
  const failing = new Set(returns.map(({ contactId }) => contactId))
  return sends
    .filter(({ contactId }) => !failing.has(contactId))
    .map(({ address }) => ({ kind: 'delivered', address, at: null }))
}

export const emma: Esp = {
  connector,
  vendor: 'emma',
  settings: (_, apiUrl) => ({ apiUrl, ...keys }),
  proof: () => ({ privateKey: keys.privateKey }),
  told: (sandbox) =>
    bySending(sandbox, (rows, returns) => [
      ...rowsTold(rows, {
        sends: ['sent', 'second'],
        opens: ['open', 'second'],
        clicks: ['click', 'second'],
        forwards: ['forward', 'second'],
        bounces: ['bounce', 'none'],
        optouts: ['opt_out', 'second'],
      }),
      ...arrivals(rows, returns),
    ]),
  // Emma has no word for a complaint: whoever complained has opted out.
  optedOut: (sandbox) => [...leavers(sandbox), ...leftByMail(sandbox, ['abuse'])],
  wire: {
    places: [
      { path: `/${keys.accountId}/` },
      { path: '/response/' },
      { path: '/opens' },
      { path: '/sends' },
      { path: '/optouts' },
      { path: '/deliveries' },
      { path: '/links' },
      { path: '/mailings' },
      { path: '/members' },
      { path: '/groups' },
      { path: 'count=true' },
      { path: /[?&]start=[1-9]/ },
    ],
    rows: { path: /\/response\/\d+\/\w+\?.*start=/ },
    further: { path: /\/response\/\d+\/\w+\?.*start=[1-9]/ },
    campaign: { path: /\/response\/\d+$/ },
    // Too many calls are a 403 there, which says nothing of how long to wait.
    throttled: (retryAfter) => ({
      kind: 'status',
      status: 403,
      body: { error: 'Rate Limit Exceeded' },
      headers: { 'retry-after': retryAfter },
    }),
    noPages: { ...NO_JSON, 'JSON that is no page': '{"rows": 1}', 'a bare number': '7' },
    own: {
      'an empty page before its end': { kind: 'status', status: 200, body: [] },
    },
    outages: { ...JSON_OUTAGES, 'asked for a slower pace': slower },
  },
}
