import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { carryOutErasures, startErasure } from '../../src/erasure/index.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { sql } from '../database.ts'
import { viewerOf, type Json, type Viewer } from './viewer.ts'

let homing: TestHoming
let viewer: Viewer
beforeAll(async () => {
  homing = await freshHoming()
  viewer = viewerOf(homing, await homing.keyFor('administrator'))
}, 60_000)
afterAll(() => homing.close())

const NAMES = ['Ada', 'ada', 'Ben', 'Cleo', 'Dora', 'Ärmel', '', `Eve ${'x'.repeat(900)}`]

async function people(names: readonly string[]): Promise<number[]> {
  const { database, workspaceId } = homing
  return database.inWorkspace(workspaceId, async (tx) => {
    await sql`delete from person`.execute(tx)
    const { rows } = await sql<{ id: number }>`
      insert into person (workspace_id, origin, name)
      select ${workspaceId}, 'user', n from unnest(${[...names]}::text[]) n
      returning id`.execute(tx)
    return rows.map(({ id }) => id)
  })
}

const rename = (id: number, name: string) =>
  homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql`update person set name = ${name} where id = ${id}`.execute(tx),
  )

/** Reads page by page; after each something happens. */
async function read(path: string, meanwhile: (last: Json) => Promise<unknown>): Promise<Json[]> {
  const rows: Json[] = []
  let after = ''
  for (let page = 0; page < 20; page++) {
    const { items, next } = await viewer.get(`${path}limit=2${after}`)
    rows.push(...items)
    if (next === null) return rows
    after = `&after=${encodeURIComponent(next)}`
    await meanwhile(items.at(-1))
  }
  throw new Error('The pages did not end.')
}

describe('whoever stays as they are is on one page, once', () => {
  test('when the last one of a page is renamed to the end, or to the beginning', async () => {
    for (const name of ['ZZZ', 'A']) {
      const all = await people(NAMES)
      const moved: number[] = []
      const rows = await read('/api/people?', async ({ id }) => {
        moved.push(id)
        await rename(id, name)
      })
      const stayed = all.filter((id) => !moved.includes(id))
      const seen = rows.map(({ id }) => id)
      for (const id of stayed)
        expect(
          seen.filter((one) => one === id),
          name,
        ).toEqual([id])
    }
  })

  test('when the last one of a page is erased', async () => {
    const all = await people(NAMES)
    const gone: number[] = []
    const actor = { id: 'u1', name: 'Olive Owner' }
    const rows = await read('/api/people?', async ({ id, name }) => {
      gone.push(id)
      const { workspaceId } = homing
      await startErasure(homing.homing, { workspaceId, personId: id, actor, confirm: name })
      await carryOutErasures(homing.homing)
    })
    expect(gone.length).toBeGreaterThan(2)
    expect(rows.map(({ id }) => id).sort()).toEqual(all.sort())
  })

  test('and so it is with lists and with views', async () => {
    const lists: number[] = []
    const views: string[] = []
    for (const name of ['Anna', 'Bert', 'Carl', 'Dora', 'Emil']) {
      const list = { name, kind: 'static' }
      const made = await homing.ask('POST', '/api/person-lists', { key: await key(), body: list })
      lists.push(((await made.json()) as Json).id)
      const definition = { version: 1, subject: 'people', columns: ['person'] }
      const view = await homing.ask('POST', '/api/views', {
        ...{ key: await key(), body: { name, definition } },
      })
      views.push(((await view.json()) as Json).id)
    }
    for (const [path, table, all] of [
      ['/api/person-lists?', 'person_list', lists],
      ['/api/views?', 'saved_view', views],
    ] as const) {
      const rows = await read(path, ({ id }) =>
        homing.database.inWorkspace(homing.workspaceId, (tx) =>
          sql`update ${sql.table(table)} set name = 'Zoe ' || id where id = ${id}`.execute(tx),
        ),
      )
      const seen = rows.map(({ id }) => id)
      for (const id of all) expect(seen, `${table} ${id}`).toContain(id)
    }
  })
})

test('a made-up place is refused, and a place of before names were kept is still one', async () => {
  const [ada, , ben] = await people(['Ada', 'Alf', 'Ben'])
  const { items } = await viewer.get(`/api/people?after=${ada}`)
  expect(items.map(({ id }: Json) => id)).toContain(ben)
  for (const after of ['x', '1.', '99999999', '1.%00', `${ada}.AAAA`]) {
    const { status } = await viewer.ask('GET', `/api/people?after=${after}`)
    expect([after, status]).toEqual([after, after === '1.' ? 200 : 400])
  }
})

async function key(): Promise<string> {
  return (administrator ??= await homing.keyFor('administrator'))
}
let administrator: string | undefined
