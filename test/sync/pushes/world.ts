import type { Fault, SandboxOptions } from '../../../sandbox/index.ts'
import {
  choosePersons,
  chooseRemoval,
  createPush,
  decidePush,
  personsOf,
  planPush,
  startPush,
  type PushOf,
} from '../../../src/audience/index.ts'
import { recordOptOut } from '../../../src/consent/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { pushConnection } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { syncWorld, type SyncWorld } from '../world.ts'

const SIZE = { companies: 30, households: 20, unattached: 5 }

export interface Item {
  address: string | null
  verb: 'add' | 'remove'
  status: string
  reason: string
  outcome: string
}

export interface PushWorld extends SyncWorld {
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A list at the ESP by its name, as Homing knows it. */
  list(name: string): Promise<{ id: number; external: string }>
  lists(): Promise<{ id: number; external: string; name: string }[]>
  /** Persons the ESP holds: of each its address and whether it may be put on a list there. */
  known(): Promise<
    { personId: number; address: string; isMailable: boolean; isUnsubscribed: boolean }[]
  >
  stranger(address: string, name?: string): Promise<number>
  optOut(personId: number): Promise<void>
  /** A push of these persons to a list, chosen and nothing more. */
  choose(listId: number, personIds: number[], more?: { isExact?: boolean }): Promise<PushOf>
  remove(listId: number, addresses: string[]): Promise<PushOf>
  plan(of: PushOf): Promise<string>
  start(of: PushOf): Promise<void>
  approve(of: PushOf): Promise<void>
  /** Works as a process would, and again after each pause, until it is over. */
  work(turns?: number): Promise<void>
  status(of: PushOf): Promise<{ status: string; reasons: string[]; outcome: string }>
  items(of: PushOf): Promise<Item[]>
  /** Addresses on a list, told past the ESP's API. */
  membersThere(external: string): string[]
  /** Requests that asked for something, as "add_list_memberships". */
  writes(): string[]
  /** Every address that was on an outgoing call that puts somebody on a list. */
  named(): string[]
  fault(fault: Fault): void
}

/** One firm whose ESP is read, and whose lists are filled. */
export async function pushWorld(more: SandboxOptions = {}): Promise<PushWorld> {
  const world = await syncWorld(SIZE, more)
  const { sandbox, by } = world
  // Pauses pass at once, and the ESP's time with them.
  const sleep = async (ms: number) => {
    sandbox.clock.advance(Math.ceil(ms))
    world.later(Math.ceil(ms))
  }
  Object.assign(world.homing, { sleep })
  await world.sync({ kinds: ['lists', 'contacts'] })
  const { workspaceId } = by
  const inTx = <T>(work: (tx: Tx) => Promise<T>) =>
    world.test.database.inWorkspace(workspaceId, work)
  const steering = (of: PushOf) => ({ ...of, by, now: world.homing.now() })
  const created = (tx: Tx, more: { cause: 'selection' | 'memberships'; isExact?: boolean }) =>
    createPush(tx, world.homing.connectors, {
      connectionId: world.connectionId,
      by,
      now: world.homing.now(),
      ...more,
    })
  const lists = () =>
    inTx(async (tx) => {
      const { rows } = await sql<{ id: number; external: string; name: string }>`
        select id, external_id as external, name from list where gone_at is null
        order by name`.execute(tx)
      return rows
    })
  const one = async (turns = 30) => {
    for (let turn = 0; turn < turns; turn++) {
      await pushConnection(world.homing, { workspaceId, connectionId: world.connectionId })
      const open = await inTx((tx) =>
        sql`select from push where status in ('planning', 'approved', 'running')`.execute(tx),
      )
      if (open.rows.length === 0) return
      const pause = (await inTx((tx) => pausedUntil(tx))) - world.homing.now()
      const ms = Math.max(61_000, Math.ceil(pause))
      sandbox.clock.advance(ms)
      world.later(ms)
    }
  }
  return {
    ...world,
    inTx,
    lists,
    list: async (name) => (await lists()).find((list) => list.name === name)!,
    known: () =>
      inTx(async (tx) => {
        const { rows } = await sql<Awaited<ReturnType<PushWorld['known']>>[number]>`
          select p.person_id as "personId", a.canonical as address,
            k.permission in ('explicit', 'implicit') as "isMailable",
            k.permission = 'unsubscribed' as "isUnsubscribed"
          from contact k join address a on a.id = k.address_id
          join person_address p on p.address_id = a.id and p.ended_at is null
          where k.gone_at is null order by p.person_id`.execute(tx)
        return rows
      }),
    stranger: (address, name = 'New Person') =>
      inTx(async (tx) => {
        const [first, last] = name.split(' ')
        const { rows } = await sql<{ id: number }>`
          with p as (insert into person (workspace_id, origin, name, first_name, last_name)
            values (${workspaceId}, 'user', ${name}, ${first}, ${last}) returning id
          ), a as (insert into address (workspace_id, address, canonical)
            values (${workspaceId}, ${address}, lower(${address}::text)) returning id
          ) insert into person_address (workspace_id, person_id, address_id, is_primary)
          select ${workspaceId}, p.id, a.id, true from p, a returning person_id as id`.execute(tx)
        return rows[0]!.id
      }),
    optOut: (personId) =>
      inTx(async (tx) => {
        const said = { workspaceId, personId, actor: by, now: world.homing.now() }
        await recordOptOut(tx, said, { reason: 'said so', evidence: 'call' })
      }),
    choose: (listId, personIds, { isExact = false } = {}) =>
      inTx(async (tx) => {
        const of = await created(tx, { cause: 'selection', isExact })
        await choosePersons(tx, of, { listId, persons: personsOf(personIds) })
        return of
      }),
    remove: (listId, addresses) =>
      inTx(async (tx) => {
        const of = await created(tx, { cause: 'memberships' })
        const { rows } = await sql<{ id: number }>`
          select id from address where canonical = any(${addresses}::text[])`.execute(tx)
        for (const { id } of rows) await chooseRemoval(tx, of, { listId, addressId: id })
        return of
      }),
    async plan(of) {
      await inTx((tx) => planPush(tx, steering(of)))
      await one(1)
      return (await status(inTx, of)).status
    },
    start: (of) => inTx((tx) => startPush(tx, steering(of))),
    approve: (of) => inTx((tx) => decidePush(tx, { ...steering(of), decision: 'approve' })),
    work: one,
    status: (of) => status(inTx, of),
    items: ({ pushId }) =>
      inTx(async (tx) => {
        const { rows } = await sql<Item>`
          select a.canonical as address, i.verb, i.status, i.reason, i.outcome
          from push_item i left join address a on a.id = i.address_id
          where i.push_id = ${pushId} order by i.id`.execute(tx)
        return rows
      }),
    membersThere: (external) =>
      sandbox
        .truth()
        .contacts.filter((one) => one.listIds.includes(external) && one.deletedAt === undefined)
        .map((one) => one.address.toLowerCase())
        .sort(),
    writes: () =>
      sandbox.requests
        .filter(({ method, path }) => method !== 'GET' && path.startsWith('/v3/'))
        .map(({ path }) => path.split('/').at(-1)!),
    named: () => namedBy(world),
    fault: (fault) => void sandbox.faults.add(fault),
  }
}

async function pausedUntil(tx: Tx): Promise<number> {
  const { rows } = await sql<{ until: Date | null }>`
    select max(paused_until) as until from push_lane`.execute(tx)
  return rows[0]!.until?.getTime() ?? 0
}

async function status(inTx: PushWorld['inTx'], { pushId }: PushOf) {
  return inTx(async (tx) => {
    const { rows } = await sql<{ status: string; reasons: string[]; outcome: string }>`
      select status, reasons, outcome from push where id = ${pushId}`.execute(tx)
    return rows[0]!
  })
}

function namedBy({ sandbox }: SyncWorld): string[] {
  const byId = new Map(sandbox.truth().contacts.map((one) => [one.contactId, one.address]))
  return sandbox.requests.flatMap(({ path, body }) => {
    if (path.endsWith('/contacts_json_import')) {
      return (body as { import_data: { email: string }[] }).import_data.map((row) => row.email)
    }
    if (path.endsWith('/add_list_memberships')) {
      const { source } = body as { source: { contact_ids: string[] } }
      return source.contact_ids.map((id) => byId.get(id) ?? id)
    }
    return []
  })
}
