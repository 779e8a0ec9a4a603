import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connector, PeoplePart, RemotePerson } from '../../src/connectors/index.ts'
import { syncWorld, type SyncWorld } from './world.ts'

const MONDAY = Date.UTC(2026, 4, 4, 9)
/** Ids of a page of the census; small, so that there are several. */
const PAGE_IDS = 7
const DAY_MS = 24 * 3_600_000

let world: SyncWorld
/** Whom the CRM has. */
let held: string[]
let isOrdered: boolean

beforeEach(async () => {
  world = await syncWorld({ companies: 1, households: 0, unattached: 0 })
  held = Array.from({ length: 40 }, (_, at) => idOf(at))
  isOrdered = true
  const [connector] = world.homing.connectors as [Connector]
  const crm = { ...connector, system: 'crm' as const, people: part }
  Object.assign(world.homing, { connectors: [crm] })
})
afterEach(() => world.close())

/** Capitals stand before small letters, and an umlaut behind both. */
const idOf = (at: number) => `${['p', 'P', 'ü'][at % 3]}${at}`

const part: PeoplePart = {
  modules: [{ id: 'people', title: 'People', holds: 'persons' }],
  page: async (_, { since }) => ({
    body: Buffer.from(JSON.stringify(since === null ? held.map(person) : [])),
    next: null,
  }),
  read: (body) => ({ rows: JSON.parse(Buffer.from(body).toString()), refused: [] }),
  reader: 'test/people@1',
  async census(_, __, cursor) {
    const ids = held
      .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .filter((id) => cursor === null || Buffer.compare(Buffer.from(id), Buffer.from(cursor)) > 0)
    const page = ids.slice(0, PAGE_IDS)
    const next = ids.length > PAGE_IDS ? page.at(-1)! : null
    return { ids: isOrdered ? page : page.toReversed(), next }
  },
}

function person(id: string): RemotePerson {
  const nothing = { firstName: '', lastName: '', jobTitle: '', phone: '', city: '', country: '' }
  return {
    ...{ type: 'person', id, changedAt: MONDAY, name: `Person ${id}`, ...nothing },
    ...{ addresses: [], faxes: [], organization: null, owner: null },
  }
}

const sync = () => world.sync({ kinds: ['people'] })

async function gone(): Promise<string[]> {
  const { rows } = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql<{ id: string }>`select external_id as id from crm_record where deleted_at is not null
      order by external_id collate "C"`.execute(tx),
  )
  return rows.map(({ id }) => id)
}

/** As if the last census had been a day ago. */
async function nextDay(): Promise<void> {
  await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql`update stream set completed_at = completed_at - make_interval(secs => ${DAY_MS / 1000})
      where name like 'census:%'`.execute(tx),
  )
}

test('who is not there any more is noted once a day, at any place among the ids, and who returns', async () => {
  expect(await sync()).toMatchObject({ status: 'done', problems: 0 })
  expect(await gone()).toEqual([])
  const lost = [idOf(0), idOf(1), idOf(20), idOf(38), idOf(39)]
  held = held.filter((id) => !lost.includes(id))
  await sync()
  expect(await gone(), 'it was looked at today').toEqual([])
  await nextDay()
  expect(await sync()).toMatchObject({ status: 'done', problems: 0 })
  expect(new Set(await gone())).toEqual(new Set(lost))
  held.push(idOf(20))
  await nextDay()
  await sync()
  expect(new Set(await gone())).toEqual(new Set(lost.filter((id) => id !== idOf(20))))
})

test('a view that shows too little all at once is a problem, and nobody is noted as gone', async () => {
  await sync()
  held = held.slice(0, 10)
  await nextDay()
  expect(await sync()).toMatchObject({ status: 'done', problems: 1 })
  expect(await gone()).toEqual([])
})

test('ids in no order are no answer', async () => {
  isOrdered = false
  const run = await sync()
  expect(run.status).not.toBe('done')
  expect(await gone()).toEqual([])
})
