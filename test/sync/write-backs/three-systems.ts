import {
  lawFirm,
  startSandbox,
  vendors,
  type Sandbox,
  type VendorName,
} from '../../../sandbox/index.ts'
import { createConnection, type SyncKind } from '../../../src/connections/index.ts'
import { connectors, type Connector } from '../../../src/connectors/index.ts'
import { liftOptOut } from '../../../src/consent/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { createHttp } from '../../../src/platform/http/index.ts'
import { carryOut, startRun, tellConnection } from '../../../src/sync/index.ts'
import { databaseOf } from '../../connectors/suitecrm/stage.ts'
import { sql } from '../../database.ts'
import { syncWorld, type SyncWorld } from '../world.ts'
import { SIZE, type Side } from './world.ts'

const YEARS_MS = 20 * 365 * 24 * 3_600_000
/** Their clocks run as ours does, so that how long something takes can be read there. */
const RUNNING = { speed: 1, ceiling: () => Date.now() + YEARS_MS, confirmations: 0 }

export type System = 'esp' | 'crm' | 'other'

/** An address as SuiteCRM's own database has it. */
export interface Flagged {
  optOut: boolean
  modifiedAt: number
  holders: { module: string; id: string }[]
}

type Told = Omit<Flagged, 'modifiedAt'> & { modifiedAt: string }

export interface ThreeSystems extends SyncWorld {
  sides: Record<System, Side>
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  read(system: System, kinds: SyncKind[]): Promise<void>
  tell(system: System): Promise<void>
  /** What an ESP holds of an address, told past its API. */
  permission(system: 'esp' | 'other', address: string): string
  flags(address: string): Promise<Flagged>
  /** Whether any record of the CRM with an address is opted out, told past its API. */
  isOut(address: string): Promise<boolean>
  /** A user of the CRM ticks, or unticks, the box. */
  tick(address: string, optOut: boolean): Promise<void>
  /** Somebody who asked for it, in writing, is written to again. */
  lift(address: string): Promise<void>
}

/** How each CRM is signed in to. */
const CREDENTIALS = {
  suitecrm: vendors.suitecrm.login,
  sugarcrm: vendors.sugarcrm.login,
  salesforce: {
    clientId: vendors.salesforce.client.clientId,
    clientSecret: vendors.salesforce.client.clientSecret,
  },
  netforum: vendors.netforum.keys,
  opencrm: vendors.opencrm.keys,
} as const

export type CrmName = keyof typeof CREDENTIALS
export const CRMS = Object.keys(CREDENTIALS) as CrmName[]

/** One firm: Constant Contact, a CRM and Emma, which hold the same people; their clocks are ours. */
export async function threeSystems(named: CrmName = 'suitecrm'): Promise<ThreeSystems> {
  const world = await syncWorld(SIZE, RUNNING)
  const [crm, other] = await Promise.all([start(named), start('emma')])
  const sandboxes = [world.sandbox, crm, other]
  for (const { clock } of sandboxes) clock.advance(Date.now() - clock.now())
  const http = createHttp({ allowPrivate: sandboxes.map(({ url }) => new URL(url).host) })
  // Hurried, but for how many requests each takes at once.
  const hurried = connectors.map((one): Connector => ({
    ...one,
    pace: (settings) => ({
      ...one.pace(settings),
      ...{ budget: one.id, perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 },
    }),
  }))
  Object.assign(world.homing, { http, connectors: hurried })
  const { workspaceId } = world.by
  const connect = async (connector: VendorName, settings: Record<string, unknown>) =>
    (await createConnection(world.homing, world.by, { connector, settings })).id
  const login = { siteUrl: crm.url, ...CREDENTIALS[named] }
  const keys = { apiUrl: other.url, ...vendors.emma.keys }
  const sides: Record<System, Side> = {
    esp: { sandbox: world.sandbox, connectionId: world.connectionId },
    crm: { sandbox: crm, connectionId: await connect(named, login) },
    other: { sandbox: other, connectionId: await connect('emma', keys) },
  }
  const inTx = <T>(work: (tx: Tx) => Promise<T>) =>
    world.test.database.inWorkspace(workspaceId, work)
  return {
    ...world,
    sides,
    inTx,
    async read(system, kinds) {
      const { connectionId } = sides[system]
      const ask = { workspaceId, connectionId, campaignId: null, kinds, by: null }
      const { id } = await startRun(world.homing, { ...ask, from: 'user' })
      await carryOut(world.homing, workspaceId, id)
      const run = await inTx((tx) =>
        tx.selectFrom('run').select(['status', 'message']).where('id', '=', id).executeTakeFirst(),
      )
      if (run?.status !== 'done') throw new Error(`${system}: ${run?.status} ${run?.message}`)
    },
    tell: (system) =>
      tellConnection(world.homing, { workspaceId, connectionId: sides[system].connectionId }),
    permission: (system, address) => {
      const { contacts } = sides[system].sandbox.truth()
      return contacts.find((one) => one.address.toLowerCase() === address)!.permission
    },
    async isOut(address) {
      const found = await holdersAt(crm, address)
      return [found].flat().some((one) => (one as { optOut: boolean }).optOut)
    },
    async flags(address) {
      const found = (await holdersAt(crm, address)) as Told
      return { ...found, modifiedAt: Date.parse(`${found.modifiedAt.replace(' ', 'T')}Z`) }
    },
    tick: (address, optOut) => databaseOf(crm).flag(address, { optOut }),
    lift: (address) => inTx((tx) => liftFor(tx, world, address)),
    async close() {
      await Promise.all([crm.close(), other.close()])
      await world.close()
      http.close()
    },
  }
}

async function holdersAt({ url }: Sandbox, address: string): Promise<unknown> {
  const path = `/_sandbox/crm/addresses?address=${encodeURIComponent(address)}`
  const answer = await fetch(url + path)
  if (!answer.ok) throw new Error(`The CRM has nobody of that address: ${answer.status}.`)
  return answer.json()
}

function start(esp: VendorName): Promise<Sandbox> {
  return startSandbox({ esp, enforceLimits: false, world: lawFirm(1, SIZE), ...RUNNING })
}

async function liftFor(tx: Tx, { by, homing }: SyncWorld, address: string): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select p.person_id as id from address a
    join person_address p on p.address_id = a.id and p.ended_at is null
    where a.canonical = ${address}`.execute(tx)
  for (const { id: personId } of rows) {
    const actor = { id: by.id, name: by.name }
    const of = { workspaceId: by.workspaceId, personId, actor, now: homing.now() }
    await liftOptOut(tx, of, { evidence: 'asked to come back, by letter' })
  }
}
