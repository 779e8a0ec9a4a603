import { expect } from 'vitest'
import {
  choosePersons,
  chooseRemoval,
  createPush,
  personsOf,
  planPush,
  startPush,
  type PushOf,
} from '../../../src/audience/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { pushConnection } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { serviceWorld, type Service, type ServiceWorld } from '../service-world.ts'

const SIZE = { companies: 10, households: 6, unattached: 2 }
const TURNS_MAX = 20

/** A service whose lists and people were read, and whose pauses pass at once, here and there. */
export async function pushesAt(service: Service): Promise<ServiceWorld> {
  const world = await serviceWorld(service, SIZE)
  world.sandbox.clock.runUntilQuiet()
  const sleep = async (ms: number) => world.passes(Math.ceil(ms))
  Object.assign(world.homing, { sleep })
  await world.sync(['lists', 'contacts', 'opt_outs'])
  return world
}

/** Three people are put on a list and taken off again; each is looked for at the service. */
export async function expectThreeToComeAndGo(world: ServiceWorld): Promise<void> {
  const rowsOf = rowsIn(world)
  const { connectionId } = world
  const [list] = await rowsOf(sql<{ id: number }>`
    select id from list where connection_id = ${connectionId} and gone_at is null
    order by name limit 1`)
  const some = await rowsOf(sql<{ personId: number; addressId: number; address: string }>`
    select p.person_id as "personId", a.id as "addressId", a.canonical as address
    from contact k join address a on a.id = k.address_id and a.is_valid
    join person_address p on p.address_id = a.id and p.ended_at is null
    where k.connection_id = ${connectionId} and k.gone_at is null and k.permission = ''
      and not exists (select from consent_fact f where f.address_id = a.id)
      and not exists (select from list_member m
        where m.list_id = ${list!.id} and m.address_id = a.id and m.gone_at is null)
    order by p.person_id limit 3`)
  expect(some).toHaveLength(3)
  const before = some.map(({ address }) => listsOf(world, address))
  const persons = personsOf(some.map(({ personId }) => personId))
  const added = await carriedOut(
    world,
    (tx, of) => choosePersons(tx, of, { listId: list!.id, persons }),
    'selection',
  )
  expect(added).toEqual(Array(3).fill({ verb: 'add', status: 'done', outcome: '' }))
  expect(some.map(({ address }) => listsOf(world, address))).toEqual(
    before.map((count) => count + 1),
  )

  const removed = await carriedOut(
    world,
    async (tx, of) => {
      for (const { addressId } of some) await chooseRemoval(tx, of, { listId: list!.id, addressId })
    },
    'memberships',
  )
  expect(removed).toEqual(Array(3).fill({ verb: 'remove', status: 'done', outcome: '' }))
  expect(some.map(({ address }) => listsOf(world, address))).toEqual(before)
}

/** Plans, starts and works off a push, as a process would; answers what became of each. */
async function carriedOut(
  world: ServiceWorld,
  choose: (tx: Tx, of: PushOf) => Promise<unknown>,
  cause: Cause,
) {
  const { by, homing, connectionId, inTx } = world
  const rowsOf = rowsIn(world)
  const steering = (of: PushOf) => ({ ...of, by, now: homing.now() })
  const of = await inTx(async (tx) => {
    const ask = { connectionId, by, now: homing.now(), cause }
    const made = await createPush(tx, homing.connectors, ask)
    await choose(tx, made)
    await planPush(tx, steering(made))
    return made
  })
  const work = () => pushConnection(homing, { workspaceId: by.workspaceId, connectionId })
  await work()
  await inTx((tx) => startPush(tx, steering(of)))
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    await work()
    const [push] = await rowsOf(sql<{ status: string }>`
      select status from push where id = ${of.pushId}`)
    if (push!.status === 'done' || push!.status === 'failed') break
    world.passes(61_000)
  }
  return rowsOf(sql<{ verb: string; status: string; outcome: string }>`
    select verb, status, outcome from push_item where push_id = ${of.pushId} order by id`)
}

type Cause = 'selection' | 'memberships'

function listsOf({ sandbox }: ServiceWorld, address: string): number {
  const { contacts } = sandbox.truth()
  return contacts.find((one) => one.address.toLowerCase() === address)!.listIds.length
}

function rowsIn({ inTx }: ServiceWorld) {
  return <Row>(statement: ReturnType<typeof sql<Row>>): Promise<Row[]> =>
    inTx(async (tx) => (await statement.execute(tx)).rows)
}
