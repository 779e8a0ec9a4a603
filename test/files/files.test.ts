import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lawFirm, startSandbox, type Sandbox } from '../../sandbox/index.ts'
import { exportCsv, LAYOUTS, type Layout } from '../../sandbox/world-export/export.ts'
import { makeHookAddress } from '../../src/connections/index.ts'
import { PRESETS } from '../../src/connectors/index.ts'
import { SILENT_MS, takeFile } from '../../src/files/index.ts'
import { carryOutTask, readOldReceipts } from '../../src/ledger/index.ts'
import { readWaitingDeliveries, tick } from '../../src/sync/index.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { sql } from '../database.ts'

let homing: TestHoming
let sandbox: Sandbox
let key: string

beforeAll(async () => {
  homing = await freshHoming()
  // The recipients live by the real clock.
  Object.assign(homing.homing, { now: Date.now })
  key = await homing.keyFor('administrator')
  const now = Date.now() - 14 * 24 * 3_600_000
  sandbox = await startSandbox({
    world: lawFirm(1, { companies: 40, households: 30, unattached: 10 }),
    now,
    ceiling: () => Infinity,
  })
  sandbox.clock.runUntilQuiet()
}, 60_000)
afterAll(async () => {
  await sandbox.close()
  await homing.close()
})

async function call<T>(method: string, path: string, body?: unknown, type?: string): Promise<T> {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  const response = await homing.ask(method, path, { key, body, headers })
  const answer = (await response.json()) as T
  if (!response.ok) throw new Error([JSON.stringify(answer), ...faults().slice(-1)].join('\n'))
  return answer
}

/** What Homing itself wrote down as a fault of its own. */
const byOf = () => ({ workspaceId: homing.workspaceId, id: 'user-1', name: 'Ada' })
const faults = () => homing.logged.filter((line) => line.includes('"level":50'))

interface File {
  id: number
  status: string
  rows: number
  pieces: number
  repeated: number
  waiting: number
  problems: number
}

async function connect(name: string, mapping: unknown): Promise<number> {
  const { id } = await call<{ id: number }>('POST', '/api/connections', {
    connector: 'file',
    name,
    settings: {},
  })
  await map(id, mapping, 0)
  return id
}

const map = (id: number, mapping: unknown, from: number) =>
  call('POST', `/api/connections/${id}/file-mapping`, { name: 'Mine', mapping, from })

async function bring(id: number, text: string | Buffer): Promise<File> {
  const path = `/api/connections/${id}/files?fileName=feedback.csv`
  const file = await call<File>('POST', path, text, 'application/octet-stream')
  await readWaitingDeliveries(homing.homing, homing.workspaceId, id)
  return call('GET', `/api/files/${file.id}`)
}

async function counted(connectionId: number): Promise<Record<string, number>> {
  const { rows } = await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql<{ name: string; kind: number; count: number }>`
      select c.name, e.kind, count(*)::int as count from event e
      join campaign c on c.id = e.campaign_id
      join campaign_identity i on i.campaign_id = c.id and i.kind = 'campaign'
      where i.connection_id = ${connectionId} group by 1, 2`.execute(tx),
  )
  return Object.fromEntries(rows.map(({ name, kind, count }) => [`${name} ${kind}`, count]))
}

const CODES = { sends: 1, opens: 3, clicks: 4, forwards: 5, bounces: 6, optouts: 7, abuse: 8 }

/** What really happened; in the layouts that tell seconds, what happens within one is one. */
function truth(layout: Layout): Record<string, number> {
  const isFine = layout === 'generic' || layout === 'sugar-market'
  const all: Record<string, number> = {}
  for (const { name, activities } of sandbox.truth().campaigns) {
    for (const [kind, code] of Object.entries(CODES)) {
      const rows = activities.flatMap((one) => one.rows[kind as keyof typeof CODES])
      const keys = rows.map(({ address, at, url = '' }) =>
        [address.toLowerCase(), isFine ? at : Math.floor(at / 1000), url].join(' '),
      )
      if (keys.length > 0) all[`${name} ${code}`] = new Set(keys).size
    }
  }
  return all
}

test.each(LAYOUTS)('what happened comes home by the layout %s', { timeout: 60_000 }, async (id) => {
  const connection = await connect(id, PRESETS.find((one) => one.id === id)!.mapping)
  const text = exportCsv(sandbox.truth(), id)
  const file = await bring(connection, text)
  expect(file).toMatchObject({ status: 'taken', waiting: 0, problems: 0, repeated: 0 })
  expect(file.pieces).toBeGreaterThan(1)
  const told = await counted(connection)
  expect(told).toEqual(truth(id))

  const again = await bring(connection, text)
  expect(again).toMatchObject({ rows: file.rows, repeated: file.pieces })
  // Another file with the same rows: it is kept, and nothing counts twice.
  const other = await bring(connection, `${text}\r\n`)
  expect(other).toMatchObject({ rows: file.rows, repeated: 0 })
  expect(await counted(connection)).toEqual(told)
})

const HEADER = 'event,email,campaign_id,campaign,time'

test('bad rows are problems with line, field and reason; good ones are kept', async () => {
  const id = await connect('Bad rows', PRESETS.find((one) => one.id === 'generic')!.mapping)
  const file = await bring(
    id,
    [
      HEADER,
      'Open,ada@example.com,b1,Bad,2026-05-03T09:00:00Z',
      'Wept,ada@example.com,b1,Bad,2026-05-03T09:00:00Z',
      'Open,"ada@example.com,b1,Bad',
      'Open,bob@example.com,b1,Bad,2026-05-03T09:00:00Z',
      'Open,cy@example.com,b1,Bad,last Tuesday',
    ].join('\n'),
  )
  expect(file).toMatchObject({ rows: 5, problems: 3 })
  expect(await counted(id)).toEqual({ 'Bad 3': 2 })
  type Told = Record<'sentence' | 'field' | 'whoMustAct' | 'remedy', string> & { record: unknown }
  const { items } = await call<{ items: Told[] }>('GET', `/api/problems?connectionId=${id}`)
  expect(items.map(({ sentence }) => sentence).sort()).toEqual([
    'A quote is opened here and never closed. (line 4 of the file)',
    'event: No kind is known for “Wept”. (line 3 of the file)',
    'time: “last Tuesday” is no time in the format iso. (line 6 of the file)',
  ])
  // Whoever made the mapping can put it right; the service cannot.
  for (const { whoMustAct, remedy } of items) {
    expect({ whoMustAct, remedy }).toMatchObject({
      whoMustAct: 'you',
      remedy: expect.stringContaining('change how files are read') as string,
    })
  }
  expect(items.find(({ field }) => field === 'event')?.record).toMatchObject({ line: 3 })
})

test('a better version of the mapping reads old receipts again', async () => {
  const { mapping } = PRESETS.find((one) => one.id === 'generic')!
  const id = await connect('Versions', mapping)
  await bring(id, `${HEADER}\nWept,ada@example.com,v1,Versions,2026-05-03T09:00:00Z\n`)
  expect(await counted(id)).toEqual({})
  const words = { Wept: 'forward' }
  await map(id, { ...mapping, kind: { field: 'event', words } }, 1)
  await expect(map(id, mapping, 1)).rejects.toThrow(/Somebody else/)
  const by = byOf()
  const asked = { connectionId: id, since: '2000-01-01T00:00:00Z', readerOlderThan: 2 }
  const task = await readOldReceipts(homing.homing, by, asked)
  await carryOutTask(homing.homing, { workspaceId: homing.workspaceId, taskId: task.id })
  expect(await counted(id)).toEqual({ 'Versions 5': 1 })
  const { rows } = await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql<{ reader: string; open: number }>`
      select r.reader, (select count(*)::int from problem p
        where p.receipt_id = r.id and p.status = 'open') as open
      from receipt r where r.connection_id = ${id}`.execute(tx),
  )
  expect(rows).toEqual([{ reader: 'file/mapping@2', open: 0 }])
})

test('a taking that a crash cut short is told, and the file again counts nothing twice', async () => {
  const id = await connect('Cut short', PRESETS.find((one) => one.id === 'generic')!.mapping)
  const text = Buffer.from(exportCsv(sandbox.truth(), 'generic'))
  const { database } = homing
  let calls = 0
  // Reading the mapping twice, the file's row and one piece get through; then the process is dead.
  const inWorkspace: typeof database.inWorkspace = (workspaceId, work) => {
    if (++calls > 4) return Promise.reject(new Error('killed'))
    return database.inWorkspace(workspaceId, work)
  }
  const dying = {
    ...homing.homing,
    database: Object.assign(Object.create(database), { inWorkspace }),
  }
  const brought = { connectionId: id, name: 'feedback.csv' }
  const dead = takeFile(dying, byOf(), brought, Readable.from([text]))
  await expect(dead).rejects.toThrow('killed')
  const path = `/api/connections/${id}/files`
  const shown = async () => (await call<{ items: File[] }>('GET', path)).items
  expect(await shown()).toMatchObject([{ status: 'taking', pieces: 1 }])

  const later = (ms: number) => ({ ...homing.homing, now: () => Date.now() + ms })
  await tick(later(SILENT_MS - 60_000))
  expect(await shown()).toMatchObject([{ status: 'taking' }])
  await tick(later(SILENT_MS + 60_000))
  expect(await shown()).toMatchObject([
    { status: 'failed', message: expect.stringContaining('Bring it again') as string },
  ])

  expect(await bring(id, text)).toMatchObject({ status: 'taken', repeated: 1, problems: 0 })
  expect(await counted(id)).toEqual(truth('generic'))
})

test('a generic webhook is read by the same mapping, and waits for one', async () => {
  const { mapping } = PRESETS.find((one) => one.id === 'generic')!
  const { id } = await call<{ id: number }>('POST', '/api/connections', {
    connector: 'file',
    name: 'Hook',
    settings: {},
  })
  const by = byOf()
  const { token } = await makeHookAddress(homing.homing, by, id, {
    endsOldNow: false,
    origin: 'https://homing.example',
  })
  const { HookDoor } = await import('../../src/api/index.ts')
  const hookDoor = new HookDoor(homing.homing)
  const app = await homing.appWith({ hookDoor })
  const body = JSON.stringify([
    { event: 'open', email: 'ada@example.com', campaign_id: 'h1', time: '2026-05-03T09:00:00Z' },
  ])
  const headers = { 'content-type': 'application/json' }
  const response = await app.request(`/hooks/${token}`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
  await hookDoor.close()
  await readWaitingDeliveries(homing.homing, homing.workspaceId, id)
  expect(await counted(id)).toEqual({})
  await map(id, { ...mapping, format: { name: 'json' } }, 0)
  await readWaitingDeliveries(homing.homing, homing.workspaceId, id)
  expect(await counted(id)).toEqual({ 'h1 3': 1 })
})

test('encodings are found, a sample is previewed, and what cannot be is refused', async () => {
  const { mapping } = PRESETS.find((one) => one.id === 'generic')!
  const id = await connect('Encodings', mapping)
  const text = `${HEADER}\r\nOpen,ada@example.com,e1,Über €,2026-05-03T09:00:00Z\r\n`
  await bring(id, Buffer.from(`\ufeff${text}`, 'utf16le'))
  expect(await counted(id)).toEqual({ 'Über € 3': 1 })
  const sample = Buffer.from(text.replace('Über €', 'Letter')).toString('base64')
  const preview = await call('POST', `/api/connections/${id}/file-mapping/preview`, { sample })
  expect(preview).toMatchObject({
    format: { name: 'csv' },
    suggested: 'generic',
    rows: [{ line: 2, outcome: 'event', kind: 'open', campaign: 'Letter' }],
  })
  await expect(bring(id, 'x'.repeat(0))).rejects.toThrow(/empty/)
  await expect(map(id, { ...mapping, address: {} }, 1)).rejects.toThrow(/mapping\.address/)
})
