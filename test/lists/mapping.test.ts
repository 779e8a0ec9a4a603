import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  askMayWrite,
  createTopic,
  effectOfMapping,
  listTopics,
  recordEspOptOuts,
  takeNoteOfName,
} from '../../src/consent/index.ts'
import type { RemoteList } from '../../src/connectors/index.ts'
import { listProblems } from '../../src/ledger/index.ts'
import {
  endRead,
  keepCategories,
  listEspGroups,
  mapEspGroup,
  openRead,
  retireEspMapping,
  stageLists,
  tellUnmapped,
  topicsFromLists,
  UNMAPPED,
} from '../../src/lists/index.ts'
import { identifyAddresses } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'

const NOW = Date.UTC(2026, 4, 3, 12)

let at: TestDatabase
let workspaceId: number
let connectionId: number
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  const { id } = await inside((tx) =>
    tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'x', name: 'Letters', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  connectionId = id
})
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const arranging = () => ({ workspaceId, actor: { id: 'u1', name: 'Ruth' }, now: NOW })
const group = (externalId: string, kind: 'list' | 'group' = 'list') => ({
  connectionId,
  kind,
  externalId,
})
const topic = (name: string) =>
  inside((tx) =>
    createTopic(tx, arranging(), { name, description: '', groupId: null, consentNeeded: null }),
  ).then(({ id }) => id)
const groups = () => inside((tx) => listEspGroups(tx, { workspaceId }))
const map = (externalId: string, topicIds: number[], kind: 'list' | 'group' = 'list') =>
  inside((tx) => mapEspGroup(tx, arranging(), { ...group(externalId, kind), topicIds }))
const open = async (status: 'open' | 'ignored' | 'resolved' = 'open') =>
  (await inside((tx) => listProblems(tx, { status, limit: 50 }))).items.filter(
    (problem) => problem.cause === UNMAPPED,
  )

async function readLists(...rows: [id: string, name: string][]) {
  await inside(async (tx) => {
    const of = { workspaceId, connectionId, kind: 'lists' as const, runId: null! }
    const { id } = await openRead(tx, of)
    const lists = rows.map(([listId, name]): RemoteList => ({ id: listId, name, members: 0 }))
    await stageLists(tx, { ...of, readId: id }, { rows: lists, refused: [], next: null })
    expect(await endRead(tx, { ...of, id, refused: 0 })).toBe('applied')
  })
}

async function leave(externalId: string, ...addresses: string[]) {
  await inside(async (tx) => {
    const met = new Map(addresses.map((address) => [address, { address }]))
    const ids = await identifyAddresses(tx, workspaceId, met)
    await recordEspOptOuts(
      tx,
      workspaceId,
      addresses.map((address) => ({
        addressId: ids.get(address)!,
        occurredAt: NOW - 1000,
        reason: 'too many',
        connectionId,
        campaignId: null,
        cause: 'wish' as const,
        group: { kind: 'group' as const, id: externalId },
        naturalKey: `${externalId}:${address}`,
      })),
      NOW,
    )
  })
}
const look = () => inside((tx) => tellUnmapped(tx, workspaceId))
const reason = async (address: string, topicId: number | null) => {
  const asked = { channel: 'email', class: 'marketing', topicId, addresses: [address] } as const
  return (await inside((tx) => askMayWrite(tx, workspaceId, asked, NOW)))[0]!.reason
}

test('a category is known by the ESP’s listing before anybody left it, and can be mapped', async () => {
  const list = (...names: string[]) =>
    inside((tx) =>
      keepCategories(
        tx,
        { workspaceId, connectionId },
        names.map((name) => ({ id: name, name })),
      ),
    )
  const shown = async () =>
    (await groups()).map(({ externalId, goneAt, mappings }) => [
      externalId,
      goneAt !== null,
      mappings.length,
    ])
  await list('Events', 'Tax')
  const tax = await topic('Tax')
  await inside((tx) =>
    mapEspGroup(tx, arranging(), {
      ...{ connectionId, kind: 'category' as const, externalId: 'Tax', topicIds: [tax] },
    }),
  )
  expect((await shown()).sort()).toEqual([
    ['Events', false, 0],
    ['Tax', false, 1],
  ])
  await list()
  expect(await shown()).toEqual([['Tax', true, 1]])
  await list('Tax')
  expect(await shown()).toEqual([['Tax', false, 1]])
})

describe('a mapping by id', () => {
  test('holds when the list is renamed at the ESP; the new name is shown until noted', async () => {
    const tax = await topic('Tax')
    await readLists(['l1', 'Newsletter'], ['l2', 'Events'])
    await map('l1', [tax])
    await readLists(['l1', 'Tax letter'], ['l2', 'Parties'])
    expect(await groups()).toMatchObject([
      {
        externalId: 'l1',
        name: 'Tax letter',
        formerName: 'Newsletter',
        mappings: [{ topicId: tax }],
      },
      { externalId: 'l2', name: 'Parties', formerName: null, mappings: [] },
    ])
    await readLists(['l1', 'Tax monthly'], ['l2', 'Parties'])
    expect((await groups())[0]).toMatchObject({ name: 'Tax monthly', formerName: 'Newsletter' })
    await inside((tx) => takeNoteOfName(tx, arranging(), group('l1')))
    expect((await groups())[0]!.formerName).toBe(null)
    await readLists(['l1', 'Newsletter'], ['l2', 'Parties'])
    await readLists(['l1', 'Tax monthly'], ['l2', 'Parties'])
    // Called as it was when somebody last took note: there is nothing to note any more.
    expect((await groups()).map((one) => one.formerName)).toEqual([null, null])
  })

  test('of a list that is gone stays, and is shown as gone', async () => {
    const tax = await topic('Tax')
    await readLists(['l1', 'Newsletter'], ['l2', 'Events'], ['l3', 'Parties'])
    await map('l1', [tax])
    await readLists(['l2', 'Events'])
    const [first, ...others] = await groups()
    expect(first).toMatchObject({ externalId: 'l1', mappings: [{ topicId: tax }] })
    expect(first!.goneAt).toBeInstanceOf(Date)
    expect(others.map((one) => one.externalId)).toEqual(['l2'])
  })

  test('may be to several topics, is retired and taken up again, and needs a group that is known', async () => {
    const [tax, wine] = [await topic('Tax'), await topic('Wine')]
    await readLists(['l1', 'Newsletter'])
    await map('l1', [tax, wine])
    await inside((tx) => retireEspMapping(tx, arranging(), { ...group('l1'), topicId: tax }))
    const states = async () =>
      (await groups())[0]!.mappings.map((one) => [one.topic, one.retiredAt !== null])
    expect(await states()).toEqual([
      ['Wine', false],
      ['Tax', true],
    ])
    await map('l1', [tax])
    expect((await states()).map(([, isRetired]) => isRetired)).toEqual([false, false])
    await expect(map('l9', [tax])).rejects.toMatchObject({ status: 422, field: 'externalId' })
    await expect(map('l1', [tax + 99])).rejects.toMatchObject({ status: 404 })
    const again = inside((tx) =>
      retireEspMapping(tx, arranging(), { ...group('l2'), topicId: tax }),
    )
    await expect(again).rejects.toMatchObject({ status: 404 })
  })

  test('tells what it does to the opt-outs that are known', async () => {
    const [tax, wine] = [await topic('Tax'), await topic('Wine')]
    await leave('g7', 'ann@x.example', 'ben@x.example')
    const effect = (topicIds: number[]) =>
      inside((tx) => effectOfMapping(tx, workspaceId, group('g7', 'group'), topicIds))
    expect(await effect([tax])).toEqual({
      people: 2,
      sentence:
        '2 people left this group and now count as having left Tax. Until now their addresses got '
        + 'nothing at all, and from now on every other topic.',
    })
    await map('g7', [tax], 'group')
    expect((await effect([wine])).sentence).toBe(
      '2 people left this group and now count as having left Wine. They count as having left Tax '
        + 'already.',
    )
    expect(await reason('ann@x.example', tax)).toBe('opted_out_topic')
    expect(await reason('ann@x.example', wine)).toBe('no_objection')
  })
})

describe('an opt-out of a group that stands for no topic', () => {
  test('is one problem a group, told once, which ends by itself once it is mapped', async () => {
    const tax = await topic('Tax')
    await leave('g7', 'ann@x.example')
    await leave('g8', 'ann@x.example')
    expect(await reason('ann@x.example', tax)).toBe('opted_out_address')
    await look()
    await look()
    const problems = await open()
    expect(problems.map((one) => [one.occurrences, one.whoMustAct]).sort()).toEqual([
      [1, 'you'],
      [1, 'you'],
    ])
    expect(problems[0]!.record).toMatchObject({ unmappedGroup: { connectionId, kind: 'group' } })
    await leave('g7', 'ben@x.example')
    await look()
    const told = (await open()).find((one) => one.occurrences === 2)
    expect(told!.sentence).toContain('2 addresses left the group g7')
    await map('g7', [tax], 'group')
    expect((await open()).map((one) => one.sentence)).toEqual([
      expect.stringContaining('1 address left the group g8'),
    ])
    expect(await reason('ben@x.example', tax)).toBe('opted_out_topic')
  })

  test('stays ignored where somebody said so', async () => {
    await leave('g7', 'ann@x.example')
    await look()
    const [problem] = await open()
    await inside((tx) =>
      tx.updateTable('problem').set({ status: 'ignored' }).where('id', '=', problem!.id).execute(),
    )
    await look()
    await leave('g7', 'ben@x.example')
    await look()
    expect(await open()).toEqual([])
    expect(await open('ignored')).toHaveLength(1)
  })
})

test('topics are made from lists, and one there is of that name is used', async () => {
  const tax = await topic('TAX')
  await readLists(['l1', 'Tax'], ['l2', 'Events'])
  const lists = ['l1', 'l2'].map((externalId) => ({ connectionId, externalId }))
  const { topicIds } = await inside((tx) =>
    topicsFromLists(tx, arranging(), { lists, groupId: null }),
  )
  expect(topicIds[0]).toBe(tax)
  const { topics } = await inside((tx) => listTopics(tx, workspaceId))
  expect(topics.map((one) => [one.name, one.mappings])).toEqual([
    ['TAX', 1],
    ['Events', 1],
  ])
})
