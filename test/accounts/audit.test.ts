import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { audit, brokenAuditEntry, listAudit } from '../../src/accounts/index.ts'
import { sql } from '../database.ts'
import { emptyAccounts, freshWorld, type TestWorld } from './world.ts'

let world: TestWorld
beforeAll(async () => {
  world = await freshWorld()
})
beforeEach(async () => {
  await emptyAccounts(world)
})
afterAll(() => world.close())

const inFirm = <T>(work: Parameters<TestWorld['database']['inWorkspace']>[1]) =>
  world.database.inWorkspace(world.workspaceId, work) as Promise<T>
const write = (sentence: string, workspaceId = world.workspaceId) =>
  world.database.inWorkspace(workspaceId, (tx) =>
    audit(tx, {
      actor: { id: 'u', name: 'Ada' },
      action: 'test',
      subject: 'thing',
      subjectId: 7,
      sentence,
      at: Date.now(),
      detail: { n: 1, nested: { ü: [true, null] } },
    }),
  )
const broken = () => inFirm<number | null>(brokenAuditEntry)
async function behindTheBack(statement: string) {
  const owner = await world.database.engine.lendAsOwner()
  try {
    await owner.script(statement)
  } finally {
    owner.release()
  }
}

test('pages newest first, each workspace its own numbers', async () => {
  for (const word of ['one', 'two', 'three']) await write(word)
  await write('elsewhere', world.otherWorkspaceId)
  const first = await inFirm<Awaited<ReturnType<typeof listAudit>>>((tx) =>
    listAudit(tx, { limit: 2 }),
  )
  expect(first.items.map(({ id, sentence }) => [id, sentence])).toEqual([
    [3, 'three'],
    [2, 'two'],
  ])
  const last = await inFirm<Awaited<ReturnType<typeof listAudit>>>((tx) =>
    listAudit(tx, { limit: 2, after: first.next! }),
  )
  expect(last).toMatchObject({ items: [{ id: 1, actor: 'Ada', subjectId: '7' }], next: null })
  await expect(inFirm((tx) => listAudit(tx, { limit: 2, after: '1 or 1' }))).rejects.toMatchObject({
    status: 400,
    field: 'after',
  })
})

test('the application can change or delete no line', async () => {
  await write('one')
  for (const statement of [
    'update audit set sentence = 1',
    'delete from audit',
    'truncate audit',
  ]) {
    const attempt = inFirm((tx) => sql.raw(statement).execute(tx))
    await expect(attempt, statement).rejects.toThrow(/permission denied/)
  }
})

test('a line changed, taken out or put in behind its back breaks the chain there', async () => {
  for (let line = 1; line <= 6; line++) await write(`line ${line}`)
  expect(await broken()).toBeNull()
  await behindTheBack(`update audit set sentence = 'line four' where id = 4`)
  expect(await broken()).toBe(4)
  await behindTheBack(`update audit set sentence = 'line 4' where id = 4`)
  expect(await broken()).toBeNull()
  await behindTheBack('delete from audit where id = 2')
  expect(await broken()).toBe(3)
})

test('writers at the same time make one chain', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, line) => write(`line ${line}`)))
  expect(await broken()).toBeNull()
  const { items } = await inFirm<Awaited<ReturnType<typeof listAudit>>>((tx) =>
    listAudit(tx, { limit: 50 }),
  )
  expect(items.map(({ id }) => id)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
})

test('a line is there only if what it tells of is', async () => {
  const failing = inFirm(async (tx) => {
    await audit(tx, {
      actor: 'x',
      action: 'x',
      subject: 'x',
      subjectId: 1,
      sentence: 'lost',
      at: 0,
    })
    throw new Error('the work failed')
  })
  await expect(failing).rejects.toThrow('the work failed')
  await write('kept')
  expect(await inFirm((tx) => listAudit(tx, { limit: 5 }))).toMatchObject({
    items: [{ id: 1, sentence: 'kept' }],
  })
})
