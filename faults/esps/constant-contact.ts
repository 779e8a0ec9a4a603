import { apiPath, authorizePath, sandboxClient, tokenPath } from '../../sandbox/index.ts'
import { constantContact as connector } from '../../src/connectors/esp/constant-contact/index.ts'
import type { Esp } from './esp.ts'
import { JSON_OUTAGES, NO_JSON } from './json.ts'
import { byCampaign, leavers, rowsTold } from './told.ts'

const body = { error_key: 'throttled', error_message: 'Too fast.' }

export const constantContact: Esp = {
  connector,
  vendor: 'constant-contact',
  settings(sandbox, url) {
    return {
      apiUrl: url + apiPath,
      authorizeUrl: url + authorizePath,
      tokenUrl: url + tokenPath,
      clientId: sandboxClient.clientId,
      clientSecret: sandboxClient.clientSecret,
      ...this.proof(sandbox),
    }
  },
  proof(sandbox) {
    const { accessToken, refreshToken } = sandbox.issueTokens()
    return { accessToken, refreshToken }
  },
  told: (sandbox) =>
    byCampaign(sandbox, (rows) =>
      rowsTold(rows, {
        sends: ['sent', 'ms'],
        opens: ['open', 'ms'],
        clicks: ['click', 'ms'],
        forwards: ['forward', 'ms'],
        bounces: ['bounce', 'ms'],
        optouts: ['opt_out', 'ms'],
      }),
    ),
  optedOut: leavers,
  wire: {
    tokenPath,
    places: [
      { path: '/v3/' },
      { path: '/tracking/' },
      { path: '/tracking/opens' },
      { path: '/tracking/sends' },
      { path: '/tracking/optouts' },
      { path: '/v3/emails?' },
      { path: '/v3/emails/' },
      { path: '/stats/email_campaigns/' },
      { path: '/v3/contacts?' },
      { path: 'cursor=' },
      { path: '/account/' },
    ],
    rows: { path: '/tracking/' },
    further: { path: 'cursor=' },
    campaign: { path: '/v3/emails/' },
    throttled: (retryAfter) => ({
      kind: 'status',
      status: 429,
      body,
      headers: { 'retry-after': retryAfter },
    }),
    noPages: { ...NO_JSON, 'JSON that is no page': '{"tracking_activities": 1}' },
    own: {},
    outages: {
      'asked for a slower pace': { fault: { kind: 'throttle' }, shows: /slower pace/ },
      'the day is spent': { fault: { kind: 'quota' }, shows: /10,000 requests .* are spent/ },
      '403 without a word': { fault: { kind: 'status', status: 403 }, shows: /too fast/ },
      'a scope that is gone': { fault: { kind: 'missing-scope' }, shows: /does not permit/ },
      ...JSON_OUTAGES,
    },
  },
}
