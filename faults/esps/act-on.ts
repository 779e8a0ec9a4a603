import { vendors } from '../../sandbox/index.ts'
import { actOn as connector } from '../../src/connectors/esp/act-on/index.ts'
import type { Esp } from './esp.ts'
import { JSON_OUTAGES, NO_JSON } from './json.ts'
import { bySending, leavers, leftByMail, rowsTold } from './told.ts'

const { client, login, paths } = vendors['act-on']

export const actOn: Esp = {
  connector,
  vendor: 'act-on',
  settings(sandbox, url) {
    const { clientId, clientSecret } = client
    return { apiUrl: url, clientId, clientSecret, ...this.proof(sandbox) }
  },
  proof: () => ({ ...login }),
  told: (sandbox) =>
    bySending(sandbox, (rows) =>
      rowsTold(rows, {
        sends: ['sent', 'ms'],
        opens: ['open', 'ms'],
        clicks: ['click', 'ms'],
        bounces: ['bounce', 'ms'],
        optouts: ['opt_out', 'ms'],
        abuse: ['complaint', 'ms'],
      }),
    ),
  optedOut: (sandbox) => [...leavers(sandbox), ...leftByMail(sandbox, ['abuse'])],
  wire: {
    tokenPath: paths.token,
    places: [
      { path: '/api/1/' },
      { path: '/report/' },
      { path: '/report/OPENED' },
      { path: '/report/SENT' },
      { path: '/report/OPT_OUT' },
      { path: '/api/1/message?' },
      { path: /\/report$/ },
      { path: '/list/optout' },
      { path: '/list/hardbounce' },
      { path: '/list?' },
      { path: /[?&]offset=[1-9]/ },
      { path: '/account' },
    ],
    rows: { path: /\/report\/[A-Z]/ },
    further: { path: /\/report\/[A-Z].*[?&]offset=[1-9]/ },
    campaign: { path: /\/report$/ },
    throttled: (retryAfter) => ({
      kind: 'status',
      status: 429,
      body: { httpCode: 429, httpMessage: 'Too Many Requests', moreInformation: 'Too fast' },
      headers: { 'retry-after': retryAfter },
    }),
    noPages: { ...NO_JSON, 'JSON that is no page': '{"result": 1, "msgresult": 1}' },
    own: {
      'a page without rows before its end': {
        kind: 'status',
        status: 200,
        body: { offset: 0, count: 0, totalCount: 7, result: [], msgresult: [] },
      },
      'another page than was asked for': {
        kind: 'status',
        status: 200,
        body: { offset: 4_000, count: 0, totalCount: 4_000, result: [], msgresult: [] },
      },
    },
    outages: {
      ...JSON_OUTAGES,
      'asked for a slower pace': { fault: { kind: 'throttle' }, shows: /slower pace/ },
    },
  },
}
