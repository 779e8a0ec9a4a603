import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rememberCampaign } from '../../src/campaigns/index.ts'
import { askMayWrite } from '../../src/consent/index.ts'
import { readFaxNumber, type Connector, type FeedbackEvent } from '../../src/connectors/index.ts'
import { carryOutErasures, startErasure } from '../../src/erasure/index.ts'
import {
  mendProblem,
  readReceipts,
  readReceiptsAgain,
  rebuild,
  rowsAbout,
  storeReceipt,
} from '../../src/ledger/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { NOW, SENT_AT } from '../ledger/world.ts'
import { importFile, peopleWorld } from '../people/world.ts'
import { ADMIN, dumpOf, erasureWorld, foundIn, type ErasureWorld } from './world.ts'

interface Row {
  to: string
  state: 'sent' | 'delivered'
  at: number
  /** As the server's log has it, where it differs. */
  dialled?: string
  job?: string
}

const DIALLING = { country: '44', trunk: '0', abroad: '00' }

/** A fax server of the tests: it dials from Bath, and its rows name nobody but by number. */
const faxServer = {
  id: 'fax-server',
  title: 'Fax server',
  feedback: {
    read(body: Uint8Array) {
      const text = Buffer.from(body).toString('utf8')
      const records = text.startsWith('<') ? rowsOfXml(text) : (JSON.parse(text).rows as Row[])
      const rows = records.map((row): FeedbackEvent => {
        const read = readFaxNumber(row.to, DIALLING)
        const address = read.ok ? read.canonical : row.to
        return { channel: 'fax', kind: row.state, address, occurredAt: row.at, activity: 'A1' }
      })
      return { rows, refused: [], records }
    },
  },
} as unknown as Connector

/** An older server's way to say it. */
function rowsOfXml(text: string): Row[] {
  const rows = text.matchAll(/<fax to="([^"]*)" state="(sent|delivered)" at="(\d+)"/g)
  return [...rows].map(([, to, state, at]) => ({
    ...{ to: to!, state: state as Row['state'], at: Number(at) },
  }))
}

const XML = `<log><fax to="(01225) 44-6000" state="sent" at="${SENT_AT + 5_000}"/>
<fax to="01225 446777" state="sent" at="${SENT_AT}"/></log>`

const NAME = 'Ada Lovelace'
const LETTERS = [
  '446000',
  '446-000',
  '44-6000',
  '446 000',
  '44 60 00',
  'lovelace',
  'for ada',
  'ada’s fax',
]
const PAGE: Row[] = [
  {
    to: '01225 446000',
    state: 'sent',
    at: SENT_AT,
    dialled: '(01225) 446-000',
    job: 'Quote for Ada',
  },
  { to: '+44 (0)1225-446-000', state: 'delivered', at: SENT_AT + 60_000 },
  { to: '01225 999111', state: 'sent', at: SENT_AT },
  { to: 'ada’s fax', state: 'sent', at: SENT_AT + 90_000 },
]

let at: TestDatabase
let world: ErasureWorld
let connectionId: number
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

beforeEach(async () => {
  world = await erasureWorld(at)
  world.homing.connectors = [faxServer]
  const { workspaceId } = world.by
  const made = await world.inWorkspace((tx) =>
    tx
      .insertInto('connection')
      .values({ workspace_id: workspaceId, connector: 'fax-server', name: 'Fax', status: 'active' })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  connectionId = made.id
  await world.inWorkspace((tx) =>
    rememberCampaign(tx, workspaceId, connectionId, {
      ...{ id: 'F1', name: 'Faxes', subject: '', status: 'sent', updatedAt: null },
      ...{ createdAt: null, fromName: '', fromAddress: '', sentAt: SENT_AT },
      activities: [{ id: 'A1', role: 'fax' }],
    }),
  )
  await importFile(
    world.homing,
    workspaceId,
    `name,fax\n${NAME},+44 1225 446000\nSwitchboard,+44 1225 44 60 00; +44\n`,
  )
  await arrive(PAGE)
  await arrive(XML)
  const [problem] = (await world.open()).items
  await mendProblem(world.homing, {
    ...{ workspaceId, actor: ADMIN, problemId: problem!.id, value: '+44 1225 446-000' },
  })
})

const reading = () => ({
  ...{ workspaceId: world.by.workspaceId, connectionId, connector: faxServer, runId: null },
  now: NOW,
})

async function arrive(rows: Row[] | string) {
  return world.inWorkspace(async (tx) => {
    const ask = { stream: 'events', activity: 'A1', kind: 'sent' } as const
    const body = Buffer.from(typeof rows === 'string' ? rows : JSON.stringify({ rows }))
    await storeReceipt(tx, { ...reading(), ask, body })
    return (await readReceipts(tx, reading()))!.outcome
  })
}

async function erase() {
  const { workspaceId } = world.by
  const [link] = await world.ask<{ id: number }>(
    `select pa.person_id as id from address a join person_address pa on pa.address_id = a.id
     where a.canonical = '+441225446000'`,
  )
  const ask = { workspaceId, personId: link!.id, actor: ADMIN, confirm: NAME }
  await startErasure(world.homing, ask)
  await carryOutErasures(world.homing)
}

const found = async () => foundIn(await dumpOf(at, world.by.workspaceId), LETTERS)

async function picture() {
  const events = await world.ask(
    `select address_id, kind, occurred_at, key from event order by 2, 3`,
  )
  const recipients = await world.ask(`select to_jsonb(r) as line from recipient r order by 1`)
  return { events, recipients, addresses: await world.count('address') }
}

test('no spelling of the number is left, and nobody else’s goes', async () => {
  expect((await found()).length).toBeGreaterThan(3)
  await erase()
  expect(await world.ask('select status from erasure')).toEqual([{ status: 'done' }])
  expect(await found()).toEqual([])
  const dump = await dumpOf(at, world.by.workspaceId)
  expect(dump).toContain('01225 999111')
  expect(dump).toContain('01225 446777')
})

test('the archive for the person has the rows of the number, however it is spelled', async () => {
  const { rows } = await world.inWorkspace((tx) =>
    rowsAbout(tx, [faxServer], { addresses: ['fax:+441225446000'], ids: [] }, 0),
  )
  expect(rows.map((one) => one.row).sort()).toEqual([1, 1, 2, 4])
})

test('the receipts read again, and the ledger made again, are as they were', async () => {
  const before = await picture()
  expect(before.events).toHaveLength(6)
  await erase()
  expect(await picture()).toEqual(before)
  const ids = await world.ask<{ id: number }>('select id from receipt')
  const outcome = await world.inWorkspace((tx) =>
    readReceiptsAgain(
      tx,
      reading(),
      ids.map((one) => one.id),
    ),
  )
  expect(outcome).toMatchObject({ written: 0, parked: 0 })
  await rebuild(world.homing.database, world.by.workspaceId)
  expect(await picture()).toEqual(before)
})

test('the number told again, or imported again, stays erased and is not written to', async () => {
  await erase()
  const { workspaceId } = world.by
  const people = await world.count('person')
  const later = { to: '0044 1225 44 60 00', state: 'delivered', at: SENT_AT + 120_000 } as const
  expect(await arrive([later, PAGE[2]!])).toMatchObject({ written: 1 })
  expect((await picture()).addresses).toBe(3)
  const file = `name,fax\nAda,+44 (0)1225 446 000\n`
  const done = await importFile(peopleWorld(at.database).homing, workspaceId, file)
  expect(done.rows_refused).toBe(1)
  expect(await world.count('person')).toBe(people)
  expect(await found()).toEqual([])
  const ask = { channel: 'fax', class: 'marketing', topicId: null } as const
  const [answer] = await world.inWorkspace((tx) =>
    askMayWrite(tx, workspaceId, { ...ask, addresses: ['+44 1225 446000'] }, NOW),
  )
  expect(answer).toMatchObject({ mayWrite: false, reason: 'erased' })
})
