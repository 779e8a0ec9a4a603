import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  vendors,
} from '../../../sandbox/index.ts'
import { faxesOf, type Fax, type FaxBook } from '../../../sandbox/magnetmail/fax-book.ts'
import { magnetMail } from '../../../src/connectors/esp/magnetmail/index.ts'
import { createVendorHttp, type EventKind, type Vendor } from '../../../src/connectors/index.ts'
import { createHttp, type Http } from '../../../src/platform/http/index.ts'
import { fakeClock } from '../../platform/http/server.ts'
import type { Oracle, Stage, WorldFault } from '../conformance.ts'
import { staged } from '../staged.ts'
import { fault } from './line.ts'

const { username, password } = vendors.magnetmail.keys

type Lacking = 'quota' | 'next_is_itself' | 'scope_missing' | 'not_found'

const FAULTS: Record<Exclude<WorldFault, Lacking>, Fault> = {
  // Nothing is documented for it: what any service answers.
  throttled: { kind: 'status', status: 429 },
  server_error: { kind: 'server-error', status: 503 },
  no_answer: { kind: 'timeout' },
  cut_body: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  html_page: { kind: 'html200' },
  token_refused: { kind: 'expired-token' },
  bad_request: { kind: 'status', status: 500, body: fault('soap:Client', 'No such report.') },
  malformed_rows: { kind: 'malformed-row', variant: 'unparseable-address' },
}

/** Short enough that a server that hangs is given up within a test. */
const LIMITS = { headersMs: 900, bodyStallMs: 900, wholeMs: 4000 }

export function settingsFor(sandbox: Sandbox) {
  return { apiUrl: sandbox.url, username }
}

/** A real line to the sandbox: real HTTP and sessions; only the waiting is not real. */
export function lineTo(sandbox: Sandbox): Vendor {
  const settings = settingsFor(sandbox)
  const clock = fakeClock(sandbox.clock.now())
  let proof: string | null = null
  const http = (tokens: { current(): Promise<string>; renew(): Promise<string> }) =>
    createVendorHttp({
      connector: magnetMail,
      settings,
      tokens,
      pace: { take: async () => {}, block: () => {} },
      http: httpFor(sandbox),
      clock,
    })
  const none = async () => ''
  const unproved = { settings, now: clock.now, http: http({ current: none, renew: none }) }
  const renew = async () => {
    proof = (await magnetMail.keys!.open!(unproved, { password })).proof
    return proof
  }
  return { settings, now: clock.now, http: http({ current: async () => proof ?? renew(), renew }) }
}

const clients = new WeakMap<Sandbox, Http>()

export function httpFor(sandbox: Sandbox): Http {
  const allowPrivate = [new URL(sandbox.url).host]
  const http = clients.get(sandbox) ?? createHttp({ allowPrivate, limits: LIMITS })
  clients.set(sandbox, http)
  return http
}

export async function startStage(options: SandboxOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox({
    esp: 'magnetmail',
    seed: 7,
    world: staged(7),
    rowsPerPage: 40,
    ...options,
  })
  sandbox.clock.runUntilQuiet()
  const ids = await messageIds(sandbox)
  return {
    connector: magnetMail,
    vendor: () => lineTo(sandbox),
    oracle: () => oracleOf(sandbox, ids),
    lacks: ['quota', 'next_is_itself', 'scope_missing', 'not_found'],
    misbehave: (fault, times = 1000) =>
      void sandbox.faults.add({
        ...FAULTS[fault as keyof typeof FAULTS],
        match: { operation: 'getDetailedTrackingUTC' },
        times,
      }),
    heal: () => sandbox.faults.clear(),
    illegalRequests: () => null,
    close: async () => {
      httpFor(sandbox).close()
      await sandbox.close()
    },
  }
}

/** MagnetMail's ids of the activities of the world: by name and time. */
async function messageIds(sandbox: Sandbox): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for await (const page of magnetMail.feedback!.campaigns(lineTo(sandbox), null)) {
    for (const { id, name, updatedAt } of page) found.set(`${name} ${updatedAt}`, id)
  }
  return new Map(
    sandbox.truth().campaigns.flatMap(({ name, activities }) =>
      activities.flatMap(({ campaignActivityId, sentAt }) => {
        const id = sentAt && found.get(`${name} ${Date.parse(sentAt)}`)
        return id ? [[campaignActivityId, id] as const] : []
      }),
    ),
  )
}

type Activity = ReturnType<Sandbox['truth']>['campaigns'][number]['activities'][number]
type Rows = Activity['rows']['sends']

function oracleOf(sandbox: Sandbox, ids: ReadonlyMap<string, string>): Oracle {
  const { campaigns, contacts } = sandbox.truth()
  const activities = campaigns.flatMap((campaign) => campaign.activities)
  // A row has the recipient as it is now, and not as it was sent to.
  const now = new Map(contacts.map((one) => [one.contactId, one.address]))
  const feedback = activities.flatMap(({ campaignActivityId, rows }) =>
    Object.entries(told(rows)).flatMap(([kind, happened]) => {
      const events = happened.map(({ contactId, address, at, url }) => ({
        address: now.get(contactId) ?? address,
        at,
        ...(url !== undefined && kind === 'click' && { url }),
      }))
      const ask = { activity: ids.get(campaignActivityId)!, kind: kind as EventKind }
      return events.length === 0 ? [] : [{ ask, events }]
    }),
  )
  const out = optedOutOf(sandbox)
  const faxes = faxesOf(sandbox.world)
  const at = sandbox.clock.now()
  const complained = new Set(
    campaigns.flatMap(({ activities }) =>
      activities.flatMap(({ rows }) => rows.abuse.map((row) => row.address)),
    ),
  )
  return {
    feedback: [...feedback, ...faxed(sandbox, faxes, at)],
    optOuts: [
      ...out.filter((address) => !complained.has(address)),
      ...sandbox.world
        .contactsAt(at)
        .filter(({ address, deletedAt }) => address !== '' && deletedAt === undefined)
        .filter(({ contact }) => faxes.suppressedSince(contact.contactId) !== undefined)
        .flatMap(({ contact }) => faxes.numberOf(contact) ?? []),
    ],
    complaints: out.filter((address) => complained.has(address)),
  }
}

/** What became of each fax, under the number it went to. */
function faxed(sandbox: Sandbox, faxes: FaxBook, now: number): Oracle['feedback'] {
  const contacts = new Map(sandbox.world.definition.contacts.map((one) => [one.contactId, one]))
  const addressOf = (contactId: string) => faxes.numberOf(contacts.get(contactId)!)!
  return faxes.all(now).flatMap((message) => {
    const sent = faxes.sent(message, now)
    const ended = (status: Fax['status']) =>
      sent
        .filter((fax) => fax.status === status)
        .map(({ contactId, resultAt }) => ({ address: addressOf(contactId), at: resultAt }))
    const told = {
      sent: sent.map(({ contactId, sentAt }) => ({ address: addressOf(contactId), at: sentAt })),
      delivered: ended('Delivered'),
      bounce: ended('Failed'),
    }
    return Object.entries(told).flatMap(([kind, events]) => {
      const ask = { activity: `${message.id}/fax`, kind: kind as EventKind }
      return events.length === 0 ? [] : [{ ask, events }]
    })
  })
}

/** What of the world MagnetMail tells; an answer of somebody who is away (V) is no bounce there. */
function told({ sends, opens, clicks, bounces, optouts }: Activity['rows']) {
  const failed = bounces.filter(({ bounceCode }) => bounceCode !== 'V')
  const away = new Set(failed.map(({ contactId }) => contactId))
  return {
    sent: sends,
    delivered: sends.filter(({ contactId }) => !away.has(contactId)),
    open: firstOfEach(opens),
    click: clicks,
    bounce: failed,
    opt_out: optouts,
  }
}

function firstOfEach(rows: Rows): Rows {
  const first = new Map<string, Rows[number]>()
  for (const row of rows) {
    const known = first.get(row.contactId)
    if (!known || row.at < known.at) first.set(row.contactId, row)
  }
  return [...first.values()]
}

export function optedOutOf(sandbox: Sandbox): string[] {
  return sandbox
    .truth()
    .contacts.filter((one) => one.permission === 'unsubscribed' && one.deletedAt === undefined)
    .map((one) => one.address)
}
