import { afterAll, beforeAll, expect, test } from 'vitest'
import { vendors } from '../../../sandbox/index.ts'
import { consentOfPerson, liftOptOut } from '../../../src/consent/index.ts'
import { emma } from '../../../src/connectors/esp/emma/index.ts'
import { tellConnection } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { serviceWorld, type ServiceWorld } from '../service-world.ts'

const HOUR = 3_600_000

let world: ServiceWorld
beforeAll(async () => {
  const size = { companies: 6, households: 4, unattached: 1 }
  world = await serviceWorld({ connector: emma, keys: vendors.emma.keys }, size)
  world.sandbox.clock.runUntilQuiet()
  await world.sync()
}, 240_000)
afterAll(() => world.close())

/** Somebody who is mailed there, with the person here. */
async function subscriber(nth: number) {
  const mailed = world.sandbox
    .truth()
    .contacts.filter((one) => ['explicit', 'implicit'].includes(one.permission))
  const { contactId, address } = mailed[nth]!
  const { rows } = await world.inTx((tx) =>
    sql<{ personId: number }>`
      select u.person_id as "personId" from person_address u join address a on a.id = u.address_id
      where a.canonical = ${address.toLowerCase()} and u.ended_at is null`.execute(tx),
  )
  return { contactId, personId: rows[0]!.personId }
}
const isOut = async (personId: number) =>
  (await world.inTx((tx) => consentOfPerson(tx, world.by.workspaceId, personId))).isOptedOut
const lifted = (personId: number) =>
  world.inTx((tx) =>
    liftOptOut(
      tx,
      { workspaceId: world.by.workspaceId, personId, actor: world.by, now: world.homing.now() },
      { evidence: 'a letter' },
    ),
  )
const told = () =>
  tellConnection(world.homing, {
    workspaceId: world.by.workspaceId,
    connectionId: world.connectionId,
  })

test('who came back and leaves again has left, though Emma dates nothing', async () => {
  const { contactId, personId } = await subscriber(0)
  world.sandbox.recipients.optOut(contactId)
  await world.sync(['opt_outs'])
  expect(await isOut(personId)).toBe(true)
  world.passes(HOUR)
  await lifted(personId)
  await world.sync(['opt_outs'])
  expect(await isOut(personId), 'told again it is the same one').toBe(false)
  await told()
  world.passes(HOUR)
  await world.sync(['opt_outs'])
  expect(await isOut(personId), 'taken back there').toBe(false)
  world.sandbox.recipients.optOut(contactId)
  world.passes(HOUR)
  await world.sync(['opt_outs'])
  expect(await isOut(personId)).toBe(true)
})
