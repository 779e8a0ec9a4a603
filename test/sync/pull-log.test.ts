import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { HookDoor } from '../../src/api/index.ts'
import { checkHealth, makeHookAddress } from '../../src/connections/index.ts'
import { GrownFiles } from '../../src/platform/grown-file.ts'
import { carryOut, readWaitingDeliveries, showRun, startRun } from '../../src/sync/index.ts'
import { freshHoming, type TestHoming } from '../api/homing.ts'
import { lineOf, recordOf } from '../connectors/hylafax/lines.ts'
import { sql } from '../database.ts'

let homing: TestHoming
let key: string
let folder: string
let log: string
let connectionId: number
let count = 0

beforeAll(async () => {
  homing = await freshHoming()
  folder = await mkdtemp(join(tmpdir(), 'homing-pull-log-'))
  Object.assign(homing.homing, { now: Date.now, logs: new GrownFiles([folder]) })
  key = await homing.keyFor('administrator')
})
afterAll(async () => {
  await homing.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  log = join(folder, `log-of-${++count}`)
  await writeFile(log, '')
  connectionId = await connect({ log })
})

async function call<T>(method: string, path: string, body?: unknown, type?: string): Promise<T> {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  const response = await homing.ask(method, path, { key, body, headers })
  const answer = (await response.json()) as T
  if (!response.ok) throw new Error(JSON.stringify(answer))
  return answer
}

async function connect(settings: Record<string, unknown>): Promise<number> {
  const all = { zone: 'Europe/London', country: '44', ...settings }
  const body = { connector: 'hylafax', name: `Faxes ${count}`, settings: all }
  return (await call<{ id: number }>('POST', '/api/connections', body)).id
}

async function sync() {
  const { workspaceId } = homing
  const asked = { workspaceId, connectionId, campaignId: null, from: 'user' as const, by: null }
  const { id } = await startRun(homing.homing, asked)
  await carryOut(homing.homing, workspaceId, id, {})
  return homing.database.inWorkspace(workspaceId, (tx) => showRun(tx, id))
}

const write = (...lines: string[]) => appendFile(log, lines.map((line) => `${line}\n`).join(''))

/** What the ledger holds: campaign, kind, number and time. */
async function held(): Promise<string[]> {
  const { rows } = await homing.database.inWorkspace(homing.workspaceId, (tx) =>
    sql<{ line: string }>`
      select concat_ws(' ', c.name, e.kind, a.canonical,
        to_char(e.occurred_at at time zone 'UTC', 'HH24:MI')) as line
      from event e join campaign c on c.id = e.campaign_id join address a on a.id = e.address_id
      join campaign_identity i on i.campaign_id = c.id and i.kind = 'campaign'
      where i.connection_id = ${connectionId} order by 1`.execute(tx),
  )
  return rows.map(({ line }) => line)
}

const problems = () =>
  call<{ items: { sentence: string; remedy: string }[] }>(
    'GET',
    `/api/problems?connectionId=${connectionId}`,
  ).then(({ items }) => items)

const BUSY = lineOf({ date: '06/15/26 14:05', reason: 'Busy signal detected' })
const DONE = lineOf({ date: '06/15/26 14:15', commid: '00000043' })
const HELD = [
  'Budget 2026 1 +441225446000 13:05',
  'Budget 2026 1 +441225446000 13:15',
  'Budget 2026 2 +441225446000 13:15',
  'Budget 2026 6 +441225446000 13:05',
]

test('what was added comes home, each line once', async () => {
  await write(BUSY)
  await appendFile(log, DONE.slice(0, 30))
  expect(await sync()).toMatchObject({ status: 'done', eventsWritten: 2, pages: 1, problems: 1 })
  expect(await sync()).toMatchObject({ status: 'done', eventsWritten: 0, pages: 0 })
  expect(await problems()).toMatchObject([{ sentence: expect.stringMatching(/middle of a line/) }])
  await appendFile(log, `${DONE.slice(30)}\n`)
  expect(await sync()).toMatchObject({ status: 'done', eventsWritten: 2 })
  expect(await problems()).toEqual([])
  expect(await held()).toEqual(HELD)
  // Written twice, by whatever accident.
  await write(BUSY, DONE)
  expect(await sync()).toMatchObject({ eventsWritten: 0, eventsRead: 4 })
  expect(await held()).toEqual(HELD)
})

test('a log that was put by is read to its end first; one that is gone is told of', async () => {
  await write(BUSY)
  await sync()
  await write(DONE)
  await rename(log, `${log}.1`)
  await writeFile(log, '')
  await sync()
  expect(await held()).toEqual(HELD)
  expect(await problems()).toEqual([])
  await rename(log, `${log}.2.gz`)
  await writeFile(log, `${lineOf({ date: '06/15/26 15:00' })}\n`)
  await sync()
  expect(await held()).toHaveLength(6)
  expect(await problems()).toMatchObject([{ sentence: expect.stringMatching(/put by/) }])
})

test('a line whose end comes after its log was put by is not lost', async () => {
  await write(BUSY)
  await appendFile(log, DONE.slice(0, 30))
  await rename(log, `${log}.1`)
  await writeFile(log, `${lineOf({ date: '06/15/26 15:00' })}\n`)
  expect(await sync()).toMatchObject({ status: 'done', eventsWritten: 2, problems: 1 })
  await appendFile(`${log}.1`, `${DONE.slice(30)}\n`)
  expect(await sync()).toMatchObject({ status: 'done', eventsWritten: 4, problems: 0 })
  expect(await problems()).toEqual([])
})

test('a line that cannot be read is a problem, and the others come home', async () => {
  await write(BUSY, lineOf({ number: 'home' }), 'garbage', DONE)
  expect(await sync()).toMatchObject({ status: 'done', problems: 2 })
  expect(await held()).toEqual(HELD)
})

test('what the server tells, the log and a file that was brought are one', async () => {
  const by = { workspaceId: homing.workspaceId, id: 'user-1', name: 'Ada' }
  const { token } = await makeHookAddress(homing.homing, by, connectionId, {
    endsOldNow: false,
    origin: 'https://homing.example',
  })
  const hookDoor = new HookDoor(homing.homing)
  const app = await homing.appWith({ hookDoor })
  const job = { jobid: '7', commid: '00000042', number: '01225 446000', jobtag: 'Budget 2026' }
  const body = JSON.stringify({ why: 'requeued', at: '1', job, calls: [recordOf(BUSY)] })
  const headers = { 'content-type': 'application/json' }
  const response = await app.request(`/hooks/${token}`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
  await hookDoor.close()
  await readWaitingDeliveries(homing.homing, homing.workspaceId, connectionId)
  expect(await held()).toEqual([HELD[0], HELD[3]])

  await write(BUSY, DONE)
  await sync()
  expect(await held()).toEqual(HELD)

  const path = `/api/connections/${connectionId}/files?fileName=xferfaxlog`
  const text = [BUSY, lineOf({ type: 'RECV' }), DONE].map((line) => `${line}\n`).join('')
  const file = await call<{ id: number }>('POST', path, text, 'application/octet-stream')
  await readWaitingDeliveries(homing.homing, homing.workspaceId, connectionId)
  const taken = await call('GET', `/api/files/${file.id}`)
  expect(taken).toMatchObject({ status: 'taken', rows: 2, waiting: 0, problems: 0 })
  expect(await held()).toEqual(HELD)
  const state = await call('GET', `/api/connections/${connectionId}/file-mapping`)
  expect(state).toMatchObject({ ownFormat: expect.stringMatching(/HylaFAX/), inForce: null })
})

test('a log nobody may read stops the connection and says what to do', async () => {
  const place = { workspaceId: homing.workspaceId, connectionId }
  expect(await checkHealth(homing.homing, place)).toMatchObject({ ok: true })
  connectionId = await connect({ log: '/etc/passwd' })
  const health = await checkHealth(homing.homing, { ...place, connectionId })
  expect(health.checks).toMatchObject([{ ok: false, remedy: expect.stringMatching(/LOG_FOLDERS/) }])
  expect(await sync()).toMatchObject({ status: 'failed', message: expect.stringMatching(/let it/) })
  connectionId = await connect({ log: join(folder, 'nowhere') })
  expect(await sync()).toMatchObject({ status: expect.stringMatching(/waiting|failed/) })
})

test('a connection is not called healthy where its log was never there, or is gone since', async () => {
  const healthOf = async () =>
    (
      await call<{ health: { ok: boolean; checks: unknown[] } | null }>(
        'GET',
        `/api/connections/${connectionId}`,
      )
    ).health
  connectionId = await connect({ log: `${log}-nowhere` })
  await sync()
  expect(await healthOf()).toMatchObject({
    ok: false,
    checks: [{ sentence: expect.stringMatching(/There is no/) }],
  })
  connectionId = await connect({ log })
  await sync()
  expect(await healthOf()).toMatchObject({ ok: true })
  await rm(log)
  await sync()
  expect(await healthOf()).toMatchObject({ ok: false })
})
