import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addMembers,
  archivePersonList,
  changePersonList,
  listMembers,
  listPersonLists,
  makePersonList,
  personListById,
  personsOfList,
  previewSegment,
  removeMembers,
  restorePersonList,
} from '../../../src/lists/index.ts'
import type { Segment, SegmentNode } from '../../../src/lists/segments/index.ts'
import { undoMerge } from '../../../src/consent/index.ts'
import { mergePersons } from '../../../src/people/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../../database.ts'

const NOW = Date.UTC(2026, 4, 20)

let at: TestDatabase
let workspaceId: number
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'Lists')
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const change = () => ({ workspaceId, actor: 'Ruth', now: NOW })
const of = (where: SegmentNode): Segment => ({ version: 1, where })
const inBath = of({ about: 'field', field: 'city', is: 'is', values: ['Bath'] })
const plain = { description: '', definition: null } as const

async function people(...names: string[]): Promise<number[]> {
  const ids: number[] = []
  for (const name of names) {
    const { rows } = await inside((tx) =>
      sql<{ id: number }>`
        with p as (
          insert into person (workspace_id, origin, name, city)
          values (${workspaceId}, 'user', ${name}, 'Bath') returning id
        ), a as (
          insert into address (workspace_id, address, canonical)
          values (${workspaceId}, ${`${name}@example.com`}, ${`${name}@example.com`}) returning id
        ), l as (
          insert into person_address (workspace_id, person_id, address_id)
          select ${workspaceId}, p.id, a.id from p, a
        )
        select id from p`.execute(tx),
    )
    ids.push(rows[0]!.id)
  }
  return ids
}

async function onList(listId: number): Promise<number[]> {
  const { items } = await inside((tx) => listMembers(tx, change(), listId, { limit: 100 }))
  return items.map((one) => one.id)
}

describe('a list of people', () => {
  test('takes people by id, by address and by a definition, each once, and gives them back', async () => {
    const [ada, ben, cleo] = await people('ada', 'ben', 'cleo')
    const { id } = await inside((tx) =>
      makePersonList(tx, change(), { ...plain, name: 'Clients', kind: 'static' }),
    )
    const add = (who: Parameters<typeof addMembers>[3]) =>
      inside((tx) => addMembers(tx, change(), id, who))
    expect(await add({ personIds: [ada!, ada!] })).toEqual({ added: 1, already: 0, unknown: [] })
    expect(await add({ addresses: ['BEN@example.com', 'no@example.com', 'nothing'] })).toEqual({
      added: 1,
      already: 0,
      unknown: ['no@example.com', 'nothing'],
    })
    expect(await add({ definition: inBath })).toEqual({ added: 1, already: 2, unknown: [] })
    expect(await onList(id)).toEqual([ada, ben, cleo])
    const taken = await inside((tx) => removeMembers(tx, change(), id, { personIds: [ben!, 999] }))
    expect(taken).toEqual({ removed: 1 })
    expect(await onList(id)).toEqual([ada, cleo])
    expect((await inside((tx) => personListById(tx, workspaceId, id))).members).toBe(2)
    const { rows } = await inside((tx) =>
      sql<{ sentence: string }>`select sentence from audit where subject = 'person_list'
        order by id`.execute(tx),
    )
    expect(rows.map((row) => row.sentence)).toEqual([
      'Made the list “Clients”.',
      'Added one person to “Clients”.',
      'Added one person to “Clients”.',
      'Added one person to “Clients”.',
      'Removed one person from “Clients”.',
    ])
  })

  test('is read page by page', async () => {
    const ids = await people('a', 'b', 'c', 'd', 'e')
    const { id } = await inside((tx) =>
      makePersonList(tx, change(), { ...plain, name: 'All', kind: 'static', definition: inBath }),
    )
    const seen: number[] = []
    let after: string | undefined
    for (let n = 0; n < 3; n++) {
      const asked = { limit: 2, ...(after !== undefined && { after }) }
      const page = await inside((tx) => listMembers(tx, change(), id, asked))
      seen.push(...page.items.map((one) => one.id))
      expect(page.items[0]).toMatchObject({ addedBy: 'Ruth' })
      after = page.next ?? undefined
    }
    expect(after).toBe(undefined)
    expect(seen).toEqual(ids)
  })

  test('holds whoever stands for somebody merged, and both again once they are parted', async () => {
    const [ada, ben, cleo] = await people('ada', 'ben', 'cleo')
    const { id } = await inside((tx) =>
      makePersonList(tx, change(), { ...plain, name: 'Clients', kind: 'static' }),
    )
    await inside((tx) => addMembers(tx, change(), id, { personIds: [ben!, cleo!] }))
    const merge = (personId: number, other: number) =>
      inside((tx) => mergePersons(tx, { ...change(), personId }, { id: other, take: [] }))
    const members = async () => (await inside((tx) => personListById(tx, workspaceId, id))).members
    const { mergeId } = await merge(ada!, ben!)
    expect(await onList(id)).toEqual([ada, cleo])
    expect(await members()).toBe(2)
    // On the list already, by the one it stands for.
    const again = await inside((tx) => addMembers(tx, change(), id, { personIds: [ada!] }))
    expect(again).toEqual({ added: 0, already: 1, unknown: [] })
    await inside((tx) => undoMerge(tx, { workspaceId, mergeId, actor: 'Ruth', now: NOW }))
    expect(await onList(id)).toEqual([ben, cleo])
    await merge(cleo!, ben!)
    expect(await onList(id)).toEqual([cleo])
    expect(await members()).toBe(1)
    await inside((tx) => removeMembers(tx, change(), id, { personIds: [cleo!] }))
    expect(await onList(id)).toEqual([])
    expect(await members()).toBe(0)
  })

  test('frees its name when it is archived, and asks for a free one when it comes back', async () => {
    const make = (name: string) =>
      inside((tx) => makePersonList(tx, change(), { ...plain, name, kind: 'suppression' }))
    const { id } = await make('Never')
    await expect(make('NEVER')).rejects.toThrow('There is a list called “NEVER” already.')
    await inside((tx) => archivePersonList(tx, change(), id))
    const shown = async (isArchived: boolean) =>
      (await inside((tx) => listPersonLists(tx, workspaceId, { isArchived, limit: 10 }))).items.map(
        (one) => one.id,
      )
    expect(await shown(true)).toEqual([id])
    const other = await make('Never')
    const named = { ids: [id, other.id], isArchived: undefined, limit: 10 }
    const found = await inside((tx) => listPersonLists(tx, workspaceId, named))
    expect(found.items.map((one) => one.id).toSorted((a, b) => a - b)).toEqual([id, other.id])
    await expect(inside((tx) => restorePersonList(tx, change(), id))).rejects.toThrow(/already/)
    await inside((tx) =>
      changePersonList(tx, change(), other.id, { ...plain, name: 'Never again' }),
    )
    await inside((tx) => restorePersonList(tx, change(), id))
    expect(await shown(false)).toEqual([id, other.id])
  })
})

describe('a segment', () => {
  test('is asked anew each time, and can be frozen into a list', async () => {
    const [ada] = await people('ada')
    const segment = await inside((tx) =>
      makePersonList(tx, change(), { ...plain, name: 'Bath', kind: 'segment', definition: inBath }),
    )
    expect(segment).toMatchObject({ members: null, definition: inBath })
    const frozen = await inside((tx) =>
      makePersonList(tx, change(), {
        ...plain,
        name: 'Bath in May',
        kind: 'static',
        definition: segment.definition,
      }),
    )
    const [ben] = await people('ben')
    expect(await onList(segment.id)).toEqual([ada, ben])
    expect(await onList(frozen.id)).toEqual([ada])
    const persons = await inside((tx) => personsOfList(tx, change(), segment.id))
    const { rows } = await inside((tx) =>
      sql<{ n: number }>`select count(*)::int as n from (${persons}) s`.execute(tx),
    )
    expect(rows[0]!.n).toBe(2)
    await expect(
      inside((tx) => addMembers(tx, change(), segment.id, { personIds: [ada!] })),
    ).rejects.toThrow('is a segment')
  })

  test('names what is there, and no segment; what is not is told at its condition', async () => {
    const segment = await inside((tx) =>
      makePersonList(tx, change(), { ...plain, name: 'Bath', kind: 'segment', definition: inBath }),
    )
    const where: SegmentNode = {
      all: [inBath.where, { not: { about: 'list', listIds: [segment.id] } }],
    }
    await expect(inside((tx) => previewSegment(tx, change(), of(where)))).rejects.toMatchObject({
      status: 422,
      field: 'definition.where.all.1.not.listIds',
    })
  })

  test('is previewed with a number and some of the people', async () => {
    const ids = await people(...'abcdefghijkl'.split(''))
    const { count, sample } = await inside((tx) => previewSegment(tx, change(), inBath))
    expect(count).toBe(12)
    expect(sample.map((one) => one.id)).toEqual(ids.slice(0, 10))
  })

  test.runIf(process.env['TEST_DATABASE_URL'])(
    'that takes too long is refused plainly',
    async () => {
      const { withPatience } = await import('../../../src/lists/people/patience.ts')
      await expect(
        inside((tx) => withPatience(tx, 50, () => sql`select pg_sleep(2)`.execute(tx))),
      ).rejects.toMatchObject({ status: 408 })
    },
  )
})
