import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Fault } from '../../../sandbox/index.ts'
import { makeList } from '../../../src/audience/index.ts'
import { throughProxy, type Wire } from './wire.ts'
import { pushWorld, type PushWorld } from './world.ts'

let world: PushWorld
let wire: Wire
beforeAll(async () => {
  world = await pushWorld()
  wire = await throughProxy(world)
}, 60_000)
afterAll(async () => {
  await wire.close()
  await world.close()
})
afterEach(() => wire.right())

const POST = { method: 'POST', path: '/contact_lists' }
const make = (name: string) =>
  makeList(world.homing, { connectionId: world.connectionId, name, by: world.by })
const there = (name: string) =>
  world.sandbox.truth().lists.filter((list) => list.name === name && !list.deletedAt)
const kept = async (name: string) => (await world.lists()).filter((list) => list.name === name)

test.each<[string, Fault]>([
  ['is lost', { kind: 'lost-answer', match: POST }],
  ['is lost with an error in its place', { kind: 'server-error', applied: true, match: POST }],
  ['comes in half', { kind: 'truncated-body', match: POST }],
  ['never comes', { kind: 'timeout', applied: true, holdMs: 2_000, match: POST }],
])('a list whose answer %s is made once, and found', async (what, fault) => {
  const name = `Made ${what}`
  world.sandbox.faults.add(fault)
  const made = await make(name)
  expect(world.sandbox.faults.pending()).toEqual([])
  expect(there(name).map((list) => list.listId)).toEqual([made.externalId])
  expect(await kept(name)).toEqual([{ id: made.id, external: made.externalId, name }])
})

test.each(['cut', 'reset'] as const)(
  'an answer that is %s on the wire makes no two',
  async (kind) => {
    const name = `Wire ${kind}`
    // The lists are asked for first, and their answer passes.
    const before = await bytesOfLists()
    wire.proxy.set({ kind, afterBytes: before + 40 })
    const made = await make(name)
    expect(there(name).map((list) => list.listId)).toEqual([made.externalId])
  },
)

test('one that was not made is told as not made, and is made at the next try', async () => {
  const name = 'Not made'
  world.sandbox.faults.add({ kind: 'reset', match: POST })
  await expect(make(name)).rejects.toThrow()
  expect(there(name)).toEqual([])
  await make(name)
  expect(there(name)).toHaveLength(1)
})

test('where neither the answer nor the look after it comes, the next try finds it', async () => {
  const name = 'Nobody answers'
  world.sandbox.faults.add({ kind: 'lost-answer', match: POST })
  const asking = { method: 'GET', path: '/contact_lists' }
  // The first look is answered; those after the making are not, however often they are tried.
  world.sandbox.faults.add({ kind: 'reset', match: asking, after: 1, times: 20 })
  await expect(make(name)).rejects.toThrow()
  wire.right()
  await expect(make(name)).rejects.toThrow('has a list “Nobody answers” already')
  expect(there(name)).toHaveLength(1)
  await world.sync({ kinds: ['lists'] })
  expect(await kept(name)).toHaveLength(1)
})

test('two who make the same list at the same moment make one', async () => {
  const name = 'Twice at once'
  const both = await Promise.allSettled([make(name), make(name)])
  expect(both.filter((one) => one.status === 'fulfilled').length).toBeGreaterThan(0)
  expect(there(name)).toHaveLength(1)
  expect(await kept(name)).toHaveLength(1)
})

async function bytesOfLists(): Promise<number> {
  const { accessToken } = world.sandbox.issueTokens()
  const headers = { authorization: `Bearer ${accessToken}` }
  const answer = await fetch(`${world.sandbox.url}/v3/contact_lists?limit=500`, { headers })
  return (await answer.arrayBuffer()).byteLength
}
