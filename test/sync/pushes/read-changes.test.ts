import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { PushOf } from '../../../src/audience/index.ts'
import { throughProxy, type Wire } from './wire.ts'
import { pushWorld, type PushWorld } from './world.ts'

let world: PushWorld
let wire: Wire
let list: Awaited<ReturnType<PushWorld['lists']>>[number]
/** Few rows a page there, so that the longest list has many. */
const ROWS = 4
beforeAll(async () => {
  world = await pushWorld({ rowsPerPage: ROWS })
  wire = await throughProxy(world)
  const length = ({ external }: { external: string }) => world.membersThere(external).length
  list = (await world.lists()).sort((a, b) => length(b) - length(a))[0]!
  expect(length(list)).toBeGreaterThan(10 * ROWS)
}, 60_000)
afterAll(async () => {
  await wire.close()
  await world.close()
})
afterEach(() => wire.right())

/** Five more on the list and five off it, whoever it is; answers what was asked meanwhile. */
async function change(name: string): Promise<{ of: PushOf; pages: string[] }> {
  const members = world.membersThere(list.external)
  const known = (await world.known()).filter((one) => members.includes(one.address))
  const stay = known.slice(5).map((one) => one.personId)
  const strangers: number[] = []
  for (let n = 0; n < 5; n++) {
    strangers.push(await world.stranger(`${name}-${n}@fresh.example`))
  }
  const of = await world.choose(list.id, [...stay, ...strangers], { isExact: true })
  if ((await world.plan(of)) === 'held') await world.approve(of)
  else await world.start(of)
  const asked = world.sandbox.requests.length
  await world.work()
  const pages = world.sandbox.requests
    .slice(asked)
    .filter(({ method, path }) => method === 'GET' && path === '/v3/contacts')
    .map(({ query }) =>
      ['updated_after', 'lists', 'email', 'cursor'].find((word) => word in query)!,
    )
  return { of, pages }
}

async function expectDone(of: PushOf): Promise<void> {
  const items = await world.items(of)
  expect(items.filter((item) => item.reason === '').map((item) => item.status)).toEqual(
    Array(10).fill('done'),
  )
  const came = items.filter((item) => item.verb === 'add' && item.status === 'done')
  const left = items.filter((item) => item.verb === 'remove')
  const there = world.membersThere(list.external)
  expect(there).toEqual(expect.arrayContaining(came.map((item) => item.address)))
  expect(there.filter((one) => left.some((item) => item.address === one))).toEqual([])
}

test('a small change of a long list is read back by what changed, and costs by the change', async () => {
  const { of, pages } = await change('first')
  await expectDone(of)
  expect(new Set(pages)).toEqual(new Set(['updated_after', 'cursor']))
  expect(pages.length).toBeLessThanOrEqual(Math.ceil(10 / ROWS) + 1)
})

test('whom the changes do not show is looked for one by one', async () => {
  world.sandbox.faults.add({ kind: 'empty-source', match: { path: /updated_after/ }, times: 9 })
  const { of, pages } = await change('second')
  await expectDone(of)
  expect(new Set(pages)).toEqual(new Set(['updated_after', 'email']))
})

test('a worker that dies over the changes is followed by one that goes on where it stopped', async () => {
  const part = world.homing.connectors[0]!.audience!
  const { changedPage } = part
  const cursors: (string | null)[] = []
  part.changedPage = (vendor, since, cursor) => {
    cursors.push(cursor)
    if (cursors.length === 2) throw new Error('died')
    return changedPage!(vendor, since, cursor)
  }
  const { of } = await change('third')
  part.changedPage = changedPage!
  await expectDone(of)
  // The first page was not asked for again.
  expect(cursors.filter((cursor) => cursor === null)).toHaveLength(1)
  expect(cursors[2]).toBe(cursors[1])
})
