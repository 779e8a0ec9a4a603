import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findDuplicates, mergePersons, stateNotSame } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { addressId, sketch, type Sketch } from './merge-world.ts'

let at: TestDatabase
let workspaceId: number
let ids: Record<string, number>
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const people = async (...sketches: Sketch[]) => {
  ids = await inside((tx) => sketch(tx, workspaceId, sketches))
}
const by = (name: string) => ({ workspaceId, personId: ids[name]!, actor: 'Test', now: 1 })
const found = async () => {
  const { items } = await inside((tx) => findDuplicates(tx, workspaceId, { limit: 50 }))
  return items.map(
    ({ people: [a, b], reasons }) =>
      `${a.name} + ${b.name}: ${reasons.map((one) => `${one.reason} ${one.what}`).join(', ')}`,
  )
}

test('the same address with a like name, but no household, mailbox or history', async () => {
  await people(
    { name: 'Ada Example', addresses: ['ada@x.example', 'home@x.example'] },
    { name: 'A. Example', addresses: ['ada@x.example'] },
    { name: 'Bert Example', addresses: ['home@x.example'] },
    { name: 'ada@x.example', origin: 'esp', addresses: ['ada@x.example'] },
    { name: 'Ada  example', addresses: ['(ada@x.example)', 'other@x.example'] },
    ...Array.from({ length: 11 }, (_, n) => ({
      name: `Clerk ${n}`,
      addresses: ['info@x.example'],
    })),
  )
  expect(await found()).toEqual([
    'Ada Example + A. Example: same_address_similar_name ada@x.example',
    'Ada Example + ada@x.example: same_address_unnamed ada@x.example',
    'A. Example + ada@x.example: same_address_unnamed ada@x.example',
  ])
})

test('the same name in the same organization, unless their addresses speak against it', async () => {
  await people(
    { name: 'Cy Doe', addresses: ['cy@x.example'], organizations: ['Acme'] },
    { name: 'cy doe', organizations: ['Acme'] },
    { name: 'Cy Doe ', addresses: ['cy@other.example'], organizations: ['Other'] },
    { name: 'Di Roe', addresses: ['di@x.example'], organizations: ['Acme'] },
    { name: 'di roe', addresses: ['di@other.example'], organizations: ['Acme'] },
  )
  expect(await found()).toEqual(['Cy Doe + cy doe: same_name_same_organization Acme'])
})

test('the same contact at a service, under two addresses', async () => {
  await people(
    { name: 'Eve', addresses: ['eve@x.example'] },
    { name: 'Evelyn', addresses: ['evelyn@x.example'] },
  )
  await inside(async (tx) => {
    const { id } = await tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'x', name: 'The ESP', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (const address of ['eve@x.example', 'evelyn@x.example']) {
      await tx
        .insertInto('contact_identity')
        .values({
          workspace_id: workspaceId,
          connection_id: id,
          address_id: await addressId(tx, workspaceId, address),
          external_id: 'k1',
        })
        .execute()
    }
  })
  expect(await found()).toEqual(['Eve + Evelyn: same_contact The ESP'])
})

test('what somebody said is not the same stays away, and so does what was merged', async () => {
  await people(
    { name: 'Flo', addresses: ['flo@x.example'] },
    { name: 'flo', addresses: ['flo@x.example'] },
    { name: 'FLO', addresses: ['flo@x.example'] },
  )
  expect(await found()).toHaveLength(3)
  await inside((tx) => stateNotSame(tx, by('FLO'), ids['flo']!))
  await inside((tx) => stateNotSame(tx, by('flo'), ids['FLO']!))
  expect(await found()).toHaveLength(2)
  const said = await inside((tx) => tx.selectFrom('audit').select('action').execute())
  expect(said.map((row) => row.action)).toEqual(['state_not_same'])
  await inside((tx) => mergePersons(tx, by('Flo'), { id: ids['FLO']!, take: [] }))
  expect(await found()).toEqual(['Flo + flo: same_address_same_name flo@x.example'])
})

test('come page by page, each once', async () => {
  await people(
    ...Array.from({ length: 9 }, (_, n) => [
      { name: `P${n}`, addresses: [`p${n}@x.example`] },
      { name: `p${n}`, addresses: [`p${n}@x.example`] },
    ]).flat(),
  )
  const all = []
  let after: string | undefined
  for (let page = 0; page < 9; page += 1) {
    const asked = { limit: 2, ...(after !== undefined && { after }) }
    const { items, next } = await inside((tx) => findDuplicates(tx, workspaceId, asked))
    all.push(...items.map((pair) => pair.people[0].name))
    if (next === null) break
    after = next
  }
  expect(all).toEqual(Array.from({ length: 9 }, (_, n) => `P${n}`))
  const wrong = inside((tx) => findDuplicates(tx, workspaceId, { limit: 2, after: 'x' }))
  await expect(wrong).rejects.toMatchObject({ status: 400 })
})
