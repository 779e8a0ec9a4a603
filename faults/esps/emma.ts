import { vendors, type Sandbox } from '../../sandbox/index.ts'
import { emma as connector } from '../../src/connectors/esp/emma/index.ts'
import { noteSignals, type Spot } from '../../src/sync/index.ts'
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

interface Ids {
  members: { id: number }[]
  mailings: { id: number }[]
}

async function idsOf(sandbox: Sandbox): Promise<Ids> {
  return (await (await fetch(`${sandbox.url}/_sandbox/ids`)).json()) as Ids
}

/**
 * Where webhooks may point to: every third member is told twice and the one after it never, the
 * newest first; and somebody points to what is not there. None of it may change what comes home.
 */
function spotsIn({ members, mailings }: Ids): Spot[] {
  const told = members.flatMap(({ id }, place) => [[id, id], [], [id]][place % 3]!)
  const contacts = told.reverse().map((id): Spot => ({ about: 'contact', id: String(id) }))
  const campaigns = mailings.map(({ id }): Spot => ({ about: 'campaign', id: String(id) }))
  const invented: Spot[] = [
    { about: 'contact', id: '999999999' },
    { about: 'campaign', id: '999999999' },
  ]
  return [...contacts, ...invented, ...campaigns.reverse()]
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
  signal: async ({ sandbox, homing, by, connectionId }) => {
    const place = { workspaceId: by.workspaceId, connectionId }
    await noteSignals(homing, place, spotsIn(await idsOf(sandbox)))
  },
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
