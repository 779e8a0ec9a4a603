import { sql, type CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Homing } from '../../src/homing.ts'
import {
  countPeople,
  identifyAddresses,
  listImports,
  listOwners,
  listPeople,
  personById,
  type PeopleQuery,
} from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { manyPeople } from './many-rows.ts'
import { importFile, peopleWorld } from './world.ts'

/** Enough for many batches and for plans that show; memory is many-people.test.ts's. */
const ROWS = 10_000
const MET = 8_000

let at: TestDatabase
let homing: Homing
const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(at.workspaceId, work)
const list = (query: Partial<PeopleQuery>) =>
  inside((tx) => listPeople(tx, at.workspaceId, { state: 'all', limit: 50, ...query }))
const names = async (query: Partial<PeopleQuery>) =>
  (await list(query)).items.map((row) => row.name)

beforeAll(async () => {
  at = await freshDatabase()
  homing = peopleWorld(at.database).homing
}, 60_000)
afterAll(() => at.close())

describe('thousands of people', () => {
  test('are taken in, and taken in again without a change', async () => {
    const file = Buffer.from(manyPeople(ROWS))
    const first = await importFile(homing, at.workspaceId, file)
    expect(first).toMatchObject({ people_created: ROWS, rows_refused: 0, status: 'done' })
    const again = await importFile(homing, at.workspaceId, file)
    expect(again).toMatchObject({ people_unchanged: ROWS, people_created: 0, people_updated: 0 })
  }, 120_000)

  test('are counted, and listed in pages that hold everybody once', async () => {
    expect(await inside((tx) => countPeople(tx, at.workspaceId))).toEqual({
      people: ROWS,
      invalidAddresses: 0,
      withInvalidAddress: 0,
      organizations: 5000,
    })
    const owners = await inside((tx) => listOwners(tx, at.workspaceId))
    expect(owners.length).toBe(40)
    expect(owners.reduce((sum, owner) => sum + owner.people, 0)).toBe(ROWS)

    const seen: number[] = []
    let after: string | undefined
    for (let page = 0; page < 20; page++) {
      const { items, next } = await list({ limit: 10, owner: 'Owner 7', ...(after && { after }) })
      seen.push(...items.map((row) => row.id))
      after = next!
    }
    expect(new Set(seen).size).toBe(200)
    await expect(list({ after: 'x' })).rejects.toMatchObject({ status: 400, field: 'after' })
  })

  test('are found by name, address, organization, beginnings of them, and nothing else', async () => {
    expect(await names({ search: 'number 7777' })).toEqual(['Person 7777'])
    expect(await names({ search: 'person 7777' })).toEqual(['Person 7777'])
    expect(await names({ search: 'HOME3210@' })).toEqual(['Person 3210'])
    expect(await names({ search: 'person777@' })).toEqual(['Person 777'])
    const company = await names({ search: 'company 499' })
    const theirs = (name: string) => String(Number(name.slice(7)) % 5000)
    expect(company.every((name) => theirs(name).startsWith('499'))).toBe(true)
    expect(company.length).toBeGreaterThan(3)
    expect(await names({ search: 'pe', limit: 3 })).toEqual(['Person 0', 'Person 1', 'Person 10'])
    expect(await names({ search: '100%' })).toEqual([])
    expect(await names({ search: '_erson' })).toEqual([])
  })

  test('the plan of a page reads an index in the order of the page', async () => {
    const { rows } = await inside(async (tx) => {
      await sql`set local enable_sort = off`.execute(tx)
      return sql<{ 'QUERY PLAN': string }>`explain select p.id from person p
        where p.workspace_id = ${at.workspaceId}
          and (lower(p.name), p.id) > (${'person 5'}::text, ${1}::integer)
        order by lower(p.name), p.id limit 51`.execute(tx)
    })
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/person_name/)
    expect(plan).not.toMatch(/Seq Scan/)
  })
})

describe('addresses a vendor tells of', () => {
  const met = (canonicals: string[]) => new Map(canonicals.map((one) => [one, { address: one }]))

  test('known ones cost one statement and write nothing; new ones a few more, however many', async () => {
    const many = Array.from({ length: MET }, (_, n) => `person${n}@mail${n % 500}.example`)
    const known = await statements(met(many))
    expect(known.ids.size).toBe(MET)
    expect(known.texts.length).toBe(1)
    expect(known.texts[0]).not.toMatch(/insert|update|lock/i)

    const fresh = await statements(met([...many, ...many.map((one) => `new.${one}`)]))
    expect(fresh.ids.size).toBe(2 * MET)
    expect(fresh.texts.length).toBe(4)
    const { people } = await inside((tx) => countPeople(tx, at.workspaceId))
    expect(people).toBe(ROWS + MET)
  }, 60_000)

  test('at the same time they are made once', async () => {
    const canonicals = ['b@twice.example', 'a@twice.example']
    const [one, two] = await Promise.all([
      inside((tx) => identifyAddresses(tx, at.workspaceId, met(canonicals))),
      inside((tx) => identifyAddresses(tx, at.workspaceId, met([...canonicals].reverse()))),
    ])
    expect(new Map([...one].sort())).toEqual(new Map([...two].sort()))
    expect((await names({ search: 'twice.example' })).length).toBe(2)
  })

  test('one whose domain has other letters is found by each of its spellings', async () => {
    const canonical = 'ida@xn--bcher-kva.example'
    const spelled = new Map([[canonical, { address: 'Ida@B\u00fccher.example' }]])
    await inside((tx) => identifyAddresses(tx, at.workspaceId, spelled))
    for (const search of ['ida@b\u00fccher.example', 'IDA@Bu\u0308cher.example', canonical]) {
      expect(await names({ search }), search).toHaveLength(1)
    }
  })

  test('a person is named as the vendor does, on one line', async () => {
    const name = { first: ' Zoë\r\n', last: 'O\0ry ' }
    const ids = await inside((tx) =>
      identifyAddresses(
        tx,
        at.workspaceId,
        new Map([['z@x.example', { address: 'Z@x.example', name }]]),
      ),
    )
    expect(ids.get('z@x.example')).toBeGreaterThan(0)
    const { items } = await list({ search: 'z@x.example', state: 'not_in_crm' })
    expect(items).toMatchObject([{ name: 'Zoë O ry', address: 'Z@x.example', isOptedOut: false }])
    const person = await inside((tx) => personById(tx, at.workspaceId, items[0]!.id))
    expect(person).toMatchObject({ origin: 'esp', externalId: null, organizations: [] })
  })

  async function statements(addresses: ReturnType<typeof met>) {
    return inside(async (tx) => {
      const texts: string[] = []
      const watched = new Proxy(tx, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (name !== 'getExecutor') return value
          return () => {
            const executor = target.getExecutor()
            return new Proxy(executor, {
              get(inner, key) {
                if (key !== 'executeQuery') {
                  const other: unknown = Reflect.get(inner, key)
                  return typeof other === 'function' ? other.bind(inner) : other
                }
                return (query: CompiledQuery) => {
                  texts.push(query.sql)
                  return inner.executeQuery(query)
                }
              },
            })
          }
        },
      })
      const ids = await identifyAddresses(watched, at.workspaceId, addresses)
      return { ids, texts }
    })
  }
})

test('another workspace sees none of them', async () => {
  const other = at.otherWorkspaceId
  await at.database.inWorkspace(other, async (tx) => {
    const all = { state: 'all' as const, limit: 50 }
    expect((await listPeople(tx, at.workspaceId, all)).items).toEqual([])
    expect(await countPeople(tx, at.workspaceId)).toMatchObject({ people: 0, organizations: 0 })
    expect((await listImports(tx, at.workspaceId, { limit: 5 })).items).toEqual([])
    await expect(personById(tx, at.workspaceId, 1)).rejects.toMatchObject({ status: 404 })
  })
})
