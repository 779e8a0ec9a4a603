import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RemoteContact, RemoteList } from '../../src/connectors/index.ts'
import { listProblems } from '../../src/ledger/index.ts'
import {
  decideHeldChange,
  endRead,
  listHeldChanges,
  listKeptLists,
  openRead,
  stageContacts,
  stageLists,
} from '../../src/lists/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'

let at: TestDatabase
let connectionId: number
const AT_PAGE = 400

beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  connectionId = await inTx(async (tx) => {
    const { id } = await tx
      .insertInto('connection')
      .values({
        workspace_id: at.workspaceId,
        connector: 'constant-contact',
        name: 'Letters',
        status: 'active',
        created_by: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
})
afterAll(() => at.close())

const inTx = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(at.workspaceId, work)

/** Reads the account's lists as a run would, and answers what became of it. */
async function readLists(rows: RemoteList[]) {
  return inTx(async (tx) => {
    const of = { workspaceId: at.workspaceId, connectionId, kind: 'lists' as const, runId: null! }
    const { id } = await openRead(tx, of)
    await stageLists(tx, { ...of, readId: id }, { rows, refused: [], next: null })
    return endRead(tx, { ...of, id, refused: 0 })
  })
}

async function readContacts(rows: RemoteContact[], refused = 0) {
  const of = { workspaceId: at.workspaceId, connectionId, kind: 'contacts' as const, runId: null! }
  const { id } = await inTx((tx) => openRead(tx, of))
  for (let from = 0; from < Math.max(1, rows.length); from += AT_PAGE) {
    const page = { rows: rows.slice(from, from + AT_PAGE), refused: [], next: null }
    await inTx((tx) => stageContacts(tx, { ...of, readId: id }, page))
  }
  return inTx((tx) => endRead(tx, { ...of, id, refused }))
}

const contact = (n: number, lists: string[] = ['l1']): RemoteContact => ({
  id: `c${n}`,
  address: `Person${n}@Example.com`,
  firstName: `First ${n}`,
  lastName: '',
  jobTitle: '',
  company: '',
  permission: 'implicit',
  lists,
  values: {},
})
const contacts = (count: number) => Array.from({ length: count }, (_, n) => contact(n))
const LISTS = [
  { id: 'l1', name: 'Clients', members: 50 },
  { id: 'l2', name: 'Press', members: null },
]

async function members(): Promise<Record<string, number>> {
  const lists = await inTx((tx) => listKeptLists(tx, { workspaceId: at.workspaceId, connectionId }))
  return Object.fromEntries(lists.map((list) => [list.name, list.goneAt ? -1 : list.members]))
}

const held = () => inTx((tx) => listHeldChanges(tx, connectionId))
async function openProblems(): Promise<string[]> {
  const { items } = await inTx((tx) => listProblems(tx, { status: 'open', limit: 100 }))
  const own = items.filter(({ connection }) => connection?.id === connectionId)
  return own.map(({ cause }) => cause)
}

const by = () => ({ workspaceId: at.workspaceId, id: 'u', name: 'Ada Example' })
const decide = (id: number, decision: 'approve' | 'refuse') =>
  inTx((tx) =>
    decideHeldChange(tx, { workspaceId: at.workspaceId, id, decision, by: by(), now: Date.now() }),
  )

test('lists, contacts and who is on which come home, matched by e-mail to persons', async () => {
  expect(await readLists(LISTS)).toBe('applied')
  const known = await inTx((tx) =>
    sql<{ id: number }>`insert into address (workspace_id, address, canonical)
      values (${at.workspaceId}, 'person0@example.com', 'person0@example.com')
      returning id`.execute(tx),
  )
  expect(await readContacts([contact(0, ['l1', 'l2']), contact(1)])).toBe('applied')
  expect(await members()).toEqual({ Clients: 2, Press: 1 })
  const { rows } = await inTx((tx) =>
    sql<{ external_id: string; address_id: number; identities: number }>`
      select c.external_id, c.address_id, (select count(*)::int from contact_identity i
        where i.address_id = c.address_id and i.external_id = c.external_id) as identities
      from contact c where c.connection_id = ${connectionId} order by 1`.execute(tx),
  )
  expect(rows).toMatchObject([{ external_id: 'c0', identities: 1 }, { external_id: 'c1' }])
  expect(rows[0]!.address_id).toBe(known.rows[0]!.id)
  const persons = await inTx((tx) =>
    sql<{ name: string }>`select p.name from person p
      join person_address a on a.person_id = p.id where a.address_id = ${rows[1]!.address_id}`.execute(
      tx,
    ),
  )
  expect(persons.rows).toEqual([{ name: 'First 1' }])
})

test('a read that changes little is carried out; the gone are kept as gone', async () => {
  await readLists(LISTS)
  await readContacts(contacts(60))
  const changed = contacts(61).map((one) => ({ ...one, company: 'New LLP' }))
  expect(await readContacts(changed.slice(3))).toBe('applied')
  expect(await members()).toMatchObject({ Clients: 58 })
  const { rows } = await inTx((tx) =>
    sql<{ gone: boolean; company: string; count: number }>`
      select gone_at is not null as gone, company, count(*)::int from contact
      where connection_id = ${connectionId} group by 1, 2 order by 1`.execute(tx),
  )
  expect(rows).toEqual([
    { gone: false, company: 'New LLP', count: 58 },
    { gone: true, company: '', count: 3 },
  ])
  // Whoever comes back is there again.
  expect(await readContacts(changed)).toBe('applied')
  expect(await members()).toMatchObject({ Clients: 61 })
})

test.each([
  ['empty', [], 0, /came back empty/],
  ['a half', contacts(40), 0, /up to 20 % go without asking/],
  ['partly unreadable', contacts(79), 2, /2 rows of the read could not be understood/],
])('a read that came back %s takes nothing away and waits', async (_what, rows, refused, why) => {
  await readLists(LISTS)
  await readContacts(contacts(80))
  expect(await readContacts(rows, refused)).toBe('held')
  expect(await members()).toMatchObject({ Clients: 80 })
  const [change] = await held()
  expect(change!.reasons[0]).toMatch(why)
  expect(change!.counts.leaves).toBe(80 - rows.length)
  expect(change!.sample[0]!.what).toMatch(/person\d+@example.com/i)
  expect(await openProblems()).toEqual(['A change waits for your approval'])
})

test('fewer members than the service counts is no complete read', async () => {
  await readLists(LISTS)
  await readContacts(contacts(80))
  await inTx((tx) =>
    sql`update list set members_told = 200
      where connection_id = ${connectionId} and external_id = 'l1'`.execute(tx),
  )
  expect(await readContacts(contacts(79))).toBe('held')
  expect((await held())[0]!.reasons[0]).toMatch(/only 79 came though the service counts more/)
})

test('the cap can be moved', async () => {
  await readLists(LISTS)
  await readContacts(contacts(80))
  await inTx((tx) => sql`update connection set removals_percent_max = 60`.execute(tx))
  expect(await readContacts(contacts(40))).toBe('applied')
})

test('approved it is carried out, once; refused everything stays', async () => {
  await readLists(LISTS)
  await readContacts(contacts(80))
  await readContacts(contacts(10))
  const [first] = await held()
  await decide(first!.id, 'refuse')
  expect(await held()).toEqual([])
  expect(await members()).toMatchObject({ Clients: 80 })

  await readContacts(contacts(10))
  const [second] = await held()
  await decide(second!.id, 'approve')
  expect(await members()).toMatchObject({ Clients: 10 })
  await expect(decide(second!.id, 'approve')).rejects.toMatchObject({ status: 409 })
  expect(await openProblems()).toEqual([])
  const left = await inTx((tx) =>
    sql<{ rows: number }>`select count(*)::int as rows from staged_contact s
      join account_read r on r.id = s.read_id where r.connection_id = ${connectionId}`.execute(tx),
  )
  expect(left.rows[0]!.rows).toBe(0)
})

test('a later read that is in order settles what was held', async () => {
  await readLists(LISTS)
  await readContacts(contacts(80))
  await readContacts([])
  expect(await held()).toHaveLength(1)
  expect(await readContacts(contacts(81))).toBe('applied')
  expect(await held()).toEqual([])
  expect(await members()).toMatchObject({ Clients: 81 })
  expect(await openProblems()).toEqual([])
})

test('one list that goes takes its members with it: too many of them wait', async () => {
  await readLists([...LISTS, { id: 'l3', name: 'Empty', members: 0 }])
  await readContacts(contacts(80).map((one, n) => ({ ...one, lists: n < 30 ? ['l1'] : ['l2'] })))
  expect(await readLists(LISTS)).toBe('applied')
  expect(await readLists(LISTS.slice(1))).toBe('held')
  expect((await held())[0]!.reasons).toEqual([
    '30 of 80 would go from the account’s list members: 38 %, and up to 20 % go without asking.',
  ])
  expect(await members()).toEqual({ Clients: 30, Press: 50, Empty: -1 })
})

test('an account whose lists are all gone keeps them until somebody says so', async () => {
  await readLists(LISTS)
  expect(await readLists([])).toBe('held')
  expect(await members()).toEqual({ Clients: 0, Press: 0 })
  const [change] = await held()
  expect(change!.sample).toEqual([
    { from: 'lists', what: 'Clients' },
    { from: 'lists', what: 'Press' },
  ])
  await decide(change!.id, 'approve')
  expect(await members()).toEqual({ Clients: -1, Press: -1 })
})
