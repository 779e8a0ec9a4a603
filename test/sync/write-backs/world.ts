import {
  lawFirm,
  sandboxClient,
  startSandbox,
  type ContactTruth,
  type Sandbox,
} from '../../../sandbox/index.ts'
import { createConnection } from '../../../src/connections/index.ts'
import { recordOptOut, liftOptOut } from '../../../src/consent/index.ts'
import { createHttp } from '../../../src/platform/http/index.ts'
import { tellConnection } from '../../../src/sync/index.ts'
import { carryOut, startRun } from '../../../src/sync/index.ts'
import type { SyncKind } from '../../../src/connections/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { sql } from '../../database.ts'
import { syncWorld, type SyncWorld } from '../world.ts'

export const SIZE = { companies: 40, households: 30, unattached: 10 }
export const MINUTE = 60_000
const TWO_WEEKS_MS = 14 * 24 * 60 * MINUTE
/** As far as a world's time may go. */
const YEARS_MS = 20 * 365 * 24 * 60 * MINUTE

/** An ESP with its connection. */
export interface Side {
  sandbox: Sandbox
  connectionId: number
}

/** What a sandbox holds of an address, told past its API. */
export type There = ContactTruth

export interface TwoWorlds extends SyncWorld {
  a: Side
  b: Side
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  sync2(side: Side, kinds: SyncKind[]): Promise<void>
  tell(side: Side): Promise<void>
  there(side: Side, address: string): There
  rows(side?: Side): Promise<Row[]>
  person(address: string): Promise<{ personId: number; addressId: number }>
  optOut(address: string, reason?: string): Promise<void>
  lift(address: string, now?: number): Promise<void>
  /** Requests that changed something at a side, as "PUT /v3/contacts/…". */
  writes(side: Side): string[]
  /** Lets time pass here and at both systems. */
  together(ms: number): void
  /** What a worker leaves that was killed over a call. */
  leaveLeaseOfDead(): Promise<void>
}

export interface Row {
  address: string
  wanted: string
  status: string
  outcome: string
  tries: number
  connection_id: number
  topic_id: number | null
  kind: string
  mark: string
}

/**
 * One firm with two ESP accounts that hold the same people. Whoever is asked to confirm there does
 * it when a test says so; `confirmations`: the share that does by itself, hours later.
 */
export async function twoWorlds(options: { confirmations?: number } = {}): Promise<TwoWorlds> {
  const sandboxes = { ceiling: () => Date.now() + YEARS_MS, ...options }
  const world = await syncWorld(SIZE, sandboxes)
  const second = await startSandbox({
    enforceLimits: false,
    world: lawFirm(1, SIZE),
    now: Date.now() - TWO_WEEKS_MS,
    ...sandboxes,
  })
  const hosts = [world.sandbox.url, second.url].map((url) => new URL(url).host)
  const http = createHttp({ allowPrivate: hosts })
  Object.assign(world.homing, { http })
  const { accessToken, refreshToken } = second.issueTokens()
  const connection = await createConnection(world.homing, world.by, {
    connector: 'constant-contact',
    name: 'The second',
    settings: world.settings({
      apiUrl: `${second.url}/v3`,
      authorizeUrl: `${second.url}/oauth2/default/v1/authorize`,
      tokenUrl: `${second.url}/oauth2/default/v1/token`,
      clientId: sandboxClient.clientId,
      clientSecret: sandboxClient.clientSecret,
      accessToken,
      refreshToken,
    }),
  })
  const { workspaceId } = world.by
  const inTx = <T>(work: (tx: Tx) => Promise<T>) =>
    world.test.database.inWorkspace(workspaceId, work)
  const said = (personId: number, now = world.homing.now()) => ({
    workspaceId,
    personId,
    actor: { id: 'user-1', name: 'Ada Example' },
    now,
  })
  const person = (address: string) =>
    inTx(async (tx) => {
      const { rows } = await sql<{ personId: number; addressId: number }>`
        select p.person_id as "personId", a.id as "addressId" from address a
        join person_address p on p.address_id = a.id and p.ended_at is null
        where a.canonical = ${address.toLowerCase()} limit 1`.execute(tx)
      return rows[0]!
    })
  return {
    ...world,
    a: { sandbox: world.sandbox, connectionId: world.connectionId },
    b: { sandbox: second, connectionId: connection.id },
    inTx,
    person,
    async sync2({ connectionId }, kinds) {
      const ask = { workspaceId, connectionId, campaignId: null, kinds, by: null }
      const run = await startRun(world.homing, { ...ask, from: 'user' })
      const logged = world.log.length
      await carryOut(world.homing, workspaceId, run.id)
      const mistake = world.log.slice(logged).find((line) => line.includes('fault of ours'))
      if (mistake !== undefined) throw new Error(mistake)
    },
    tell: ({ connectionId }) => tellConnection(world.homing, { workspaceId, connectionId }),
    there: ({ sandbox }, address) => {
      const wanted = address.toLowerCase()
      return sandbox.truth().contacts.find((one) => one.address.toLowerCase() === wanted)!
    },
    rows: (side) =>
      inTx(async (tx) => {
        const { rows } = await sql<Row>`
          select a.canonical as address, w.wanted, w.status, w.outcome, w.tries, w.connection_id,
            w.topic_id, w.kind, w.mark
          from write_back w join address a on a.id = w.address_id
          where ${side?.connectionId ?? null}::integer is null
            or w.connection_id = ${side?.connectionId ?? null}
          order by a.canonical, w.connection_id, w.topic_id`.execute(tx)
        return rows
      }),
    async optOut(address, reason = 'wrote to us') {
      const { personId } = await person(address)
      await inTx((tx) => recordOptOut(tx, said(personId), { reason, evidence: 'letter' }))
    },
    async lift(address, now) {
      const { personId } = await person(address)
      await inTx((tx) => liftOptOut(tx, said(personId, now), { evidence: 'asked to come back' }))
    },
    writes: ({ sandbox }) =>
      sandbox.requests
        .filter(({ method, path }) => method !== 'GET' && path.startsWith('/v3/'))
        .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, '*')}`),
    together(ms) {
      world.later(ms)
      for (const { clock } of [world.sandbox, second]) {
        clock.advance(world.homing.now() - clock.now())
      }
    },
    leaveLeaseOfDead: () =>
      inTx(async (tx) => {
        await sql`update write_back_lane set lease_owner = 'dead',
          lease_until = now() - interval '1 s'`.execute(tx)
      }),
    async close() {
      await second.close()
      await world.close()
      http.close()
    },
  }
}

/** Mailable contacts of a side, told past its API. */
export async function mailable(world: TwoWorlds, side: Side): Promise<string[]> {
  return world.inTx(async (tx) => {
    const { rows } = await sql<{ address: string }>`
      select a.address from contact c join address a on a.id = c.address_id
      where c.connection_id = ${side.connectionId} and c.permission in ('explicit', 'implicit')
        and c.gone_at is null order by a.address`.execute(tx)
    return rows.map((row) => row.address)
  })
}

/** A contact made at a system by its own API, as a person there spells it; answers its id. */
export async function madeThere({ sandbox }: Side, address: string): Promise<string> {
  const { accessToken } = sandbox.issueTokens()
  const answer = await fetch(`${sandbox.url}/v3/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      email_address: { address, permission_to_send: 'implicit' },
      create_source: 'Account',
    }),
  })
  if (answer.status !== 201) throw new Error(await answer.text())
  return ((await answer.json()) as { contact_id: string }).contact_id
}
