import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/index.ts'
import {
  carryOutErasures,
  previewErasure,
  showErasure,
  startErasure,
} from '../../../src/erasure/index.ts'
import { dump } from '../../connections/world.ts'
import { sql } from '../../database.ts'
import { madeThere, mailable, MINUTE, twoWorlds, type TwoWorlds } from './world.ts'

const actor = { id: 'user-1', name: 'Ada Example' }

let world: TwoWorlds
let people: string[]
beforeAll(async () => {
  world = await twoWorlds()
  for (const side of [world.a, world.b]) await world.sync2(side, ['opt_outs', 'lists', 'contacts'])
  const atA = new Set(await mailable(world, world.a))
  people = (await mailable(world, world.b)).filter((one) => atA.has(one))
}, 60_000)
beforeEach(async () => {
  world.later(60 * MINUTE)
  for (const side of [world.a, world.b]) {
    side.sandbox.faults.clear()
    await world.tell(side)
  }
})
afterAll(() => world.close())

let next = 0
/** Erases somebody no test has touched; answers what the systems called them. */
async function erase() {
  const address = people[next++]!
  const { workspaceId } = world.by
  const { personId } = await world.person(address)
  const { name } = await world.inTx((tx) =>
    tx.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirstOrThrow(),
  )
  const contacts = [world.a, world.b].map((side) => world.there(side, address).contactId)
  const { id } = await startErasure(world.homing, { workspaceId, personId, actor, confirm: name })
  await carryOutErasures(world.homing)
  return { address, id, contacts: contacts as [string, string] }
}

const deletedAt = (side: 'a' | 'b', contactId: string) =>
  world[side].sandbox.truth().contacts.find((one) => one.contactId === contactId)!.deletedAt
const elsewhere = async (id: number) => (await world.inTx((tx) => showErasure(tx, id))).elsewhere
const problems = () =>
  world.inTx(async (tx) => {
    const { rows } = await sql<{ sentence: string; who_must_act: string }>`
      select sentence, who_must_act from problem
      where cause = 'A system still has somebody who was erased' and status = 'open'`.execute(tx)
    return rows
  })

test('the systems that know the person are named before', async () => {
  const { personId } = await world.person(people[0]!)
  const { workspaceId } = world.by
  const preview = await world.inTx((tx) =>
    previewErasure(tx, world.homing, { workspaceId, personId }),
  )
  expect(preview.elsewhere).toMatchObject([
    { contacts: 1, isAsked: true },
    { contacts: 1, isAsked: true },
  ])
})

test('each system deletes its contact, once, and nothing of the person is left here', async () => {
  const { id, address, contacts } = await erase()
  expect((await elsewhere(id)).map((one) => one.state)).toEqual(['waiting', 'waiting'])
  // What is still to be told stands in no table as it is.
  const held = (await dump(world)).toLowerCase()
  for (const word of [address.toLowerCase(), ...contacts]) expect(held).not.toContain(word)
  for (const side of [world.a, world.b, world.a]) await world.tell(side)
  expect(deletedAt('a', contacts[0])).toBeDefined()
  expect(deletedAt('b', contacts[1])).toBeDefined()
  expect(await elsewhere(id)).toMatchObject([
    { state: 'done', contacts: 1 },
    { state: 'done', contacts: 1 },
  ])
  const { rows } = await world.inTx((tx) =>
    sql<{ sealed: null; tries: number }>`
      select distinct sealed, tries from write_back where kind = 'erase'`.execute(tx),
  )
  expect(rows).toEqual([{ sealed: null, tries: 1 }])
  const deletions = world.writes(world.a).filter((one) => one.startsWith('DELETE'))
  expect(deletions).toEqual(['DELETE /v3/contacts/*'])
  expect(await problems()).toEqual([])
})

test('an answer that was lost is asked for again, and a contact that is gone is done', async () => {
  const { id, contacts } = await erase()
  world.a.sandbox.faults.add({ kind: 'lost-answer', match: { method: 'DELETE' }, times: 9 })
  await world.tell(world.a)
  expect((await elsewhere(id))[0]).toMatchObject({ state: 'waiting' })
  expect(deletedAt('a', contacts[0])).toBeDefined()
  world.a.sandbox.faults.clear()
  world.later(10 * MINUTE)
  await world.tell(world.a)
  expect((await elsewhere(id))[0]).toMatchObject({ state: 'done' })
})

test('not deleted in time it is a problem, until it is', async () => {
  const { id, contacts } = await erase()
  world.b.sandbox.faults.add({ kind: 'status', status: 400, match: { method: 'DELETE' }, times: 9 })
  await world.tell(world.b)
  expect(await problems()).toEqual([])
  world.later(20 * MINUTE)
  await world.tell(world.b)
  expect(await problems()).toHaveLength(1)
  expect((await problems())[0]!.sentence).toContain('has not deleted a contact over The second')
  world.b.sandbox.faults.clear()
  world.later(60 * MINUTE)
  await world.tell(world.b)
  expect(deletedAt('b', contacts[1])).toBeDefined()
  expect((await elsewhere(id)).map((one) => one.state).sort()).toEqual(['done', 'waiting'])
  expect(await problems()).toEqual([])
})

test('a contact that somebody else has by now is left alone', async () => {
  const { id, contacts } = await erase()
  const { url } = world.b.sandbox
  const { accessToken } = world.b.sandbox.issueTokens()
  const answer = await fetch(`${url}/v3/contacts/${contacts[1]}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      email_address: { address: 'somebody.else@x.example' },
      update_source: 'Account',
    }),
  })
  expect(answer.status).toBe(200)
  await world.tell(world.b)
  expect(deletedAt('b', contacts[1])).toBeUndefined()
  expect((await elsewhere(id)).map((one) => one.state).sort()).toEqual(['done', 'waiting'])
})

test('a contact whose domain has other letters is deleted, however it is spelled there', async () => {
  const address = 'ida@b\u00fccher.example'
  const contactId = await madeThere(world.a, address)
  await world.sync2(world.a, ['contacts'])
  const { workspaceId } = world.by
  const { personId } = await world.person('ida@xn--bcher-kva.example')
  const { id } = await startErasure(world.homing, {
    workspaceId,
    personId,
    actor,
    confirm: address,
  })
  await carryOutErasures(world.homing)
  await world.tell(world.a)
  expect(deletedAt('a', contactId)).toBeDefined()
  expect(await elsewhere(id)).toMatchObject([{ state: 'done' }])
})

test('where a system lets no program delete, it is said what to do by hand', async () => {
  const { connectors } = world.homing
  const { erase: _, ...consent } = connectors[0]!.consent!
  const without: Connector = { ...connectors[0]!, consent }
  Object.assign(world.homing, { connectors: [without] })
  const { personId } = await world.person(people[next]!)
  const preview = await world.inTx((tx) =>
    previewErasure(tx, world.homing, { workspaceId: world.by.workspaceId, personId }),
  )
  expect(preview.elsewhere[0]).toMatchObject({ isAsked: false })
  expect(preview.elsewhere[0]!.rule).toContain('delete it by hand')
  const { id } = await erase()
  await world.tell(world.a)
  expect((await elsewhere(id))[0]).toMatchObject({ state: 'by_hand' })
  expect(await problems()).toMatchObject([{ who_must_act: 'you' }])
  Object.assign(world.homing, { connectors })
})
