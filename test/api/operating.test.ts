import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConnection } from '../../src/connections/index.ts'
import { raiseProblems, storeReceipt } from '../../src/ledger/index.ts'
import { measurePath, measureRun, measureVendorRequest } from '../../src/platform/metrics.ts'
import { MIGRATIONS } from '../template.ts'
import { freshHoming, ORIGIN, type TestHoming } from './homing.ts'

const LOCAL = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }

let homing: TestHoming
beforeAll(async () => {
  homing = await freshHoming({ migrationsDir: MIGRATIONS })
})
afterAll(() => homing.close())

async function ready(options: Parameters<TestHoming['appWith']>[0] = {}) {
  const response = await homing.ask('GET', '/ready', { app: await homing.appWith(options) })
  const body = (await response.json()) as {
    status: string
    checks: { name: string; ok: boolean; sentence: string }[]
  }
  const failing = body.checks.filter((check) => !check.ok).map((check) => check.name)
  return { status: response.status, body, failing }
}

describe('readiness', () => {
  test.each(['all', 'web', 'worker'] as const)('of a sound process: role %s', async (role) => {
    const { status, body, failing } = await ready({ role, isWorkerOnly: role === 'worker' })
    expect({ status, failing }).toEqual({ status: 200, failing: [] })
    expect(body).toMatchObject({ status: 'ready', role, version: '0.0.0-test' })
    expect(body.checks.map((check) => check.name)).toEqual([
      'process',
      'database',
      'migrations',
      'jobs',
    ])
  })

  test('a database that is newer or older than the program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'homing-migrations-'))
    await writeFile(join(folder, '0001_foundation.sql'), '')
    await writeFile(join(folder, '9999_later.sql'), '')
    const { status, failing, body } = await ready({ migrationsDir: folder })
    expect({ status, failing }).toEqual({ status: 503, failing: ['migrations'] })
    expect(body.checks.find((check) => check.name === 'migrations')!.sentence).toContain(
      'upgraded by a newer version (0002_accounts.sql',
    )
    await writeFile(join(folder, '0001_foundation.sql'), '')
    await rm(folder, { recursive: true })
  })

  test('the folder of the embedded database is nearly full', async () => {
    const enough = await ready({ dataDir: tmpdir(), diskFreeBytesMin: 1 })
    expect(enough.status).toBe(200)
    const { status, failing } = await ready({ dataDir: tmpdir(), diskFreeBytesMin: Infinity })
    expect({ status, failing }).toEqual({ status: 503, failing: ['disk'] })
  })

  test('a process that is asked to end', async () => {
    homing.homing.ending = AbortSignal.abort()
    const { status, failing } = await ready()
    delete homing.homing.ending
    expect({ status, failing }).toEqual({ status: 503, failing: ['process'] })
  })

  test('a database that does not answer, while the process lives; nothing is told of why', async () => {
    const { engine } = homing.database
    const { lendAsOwner } = engine
    engine.lendAsOwner = () => Promise.reject(new Error('password authentication failed for x'))
    const { status, failing, body } = await ready()
    const health = await homing.ask('GET', '/health')
    engine.lendAsOwner = lendAsOwner
    expect({ status, failing }).toEqual({ status: 503, failing: ['database'] })
    expect(JSON.stringify(body)).not.toContain('password')
    expect(health.status).toBe(200)
  })
})

describe('metrics', () => {
  test('tell what was done and what waits, by few and known names', async () => {
    measureRun('done', 1_500)
    measurePath({ writtenByKind: { open: 3 }, spent: { record: 20 } })
    measureVendorRequest({ status: 429, fault: null })
    measureVendorRequest({ status: null, fault: 'timeout' })
    await fill()
    const text = await metrics()
    expect(valuesOf(text)).toMatchObject({
      'homing_runs_total{outcome="done"}': 1,
      'homing_run_duration_seconds_sum{outcome="done"}': 1.5,
      'homing_events_written_total{kind="open"}': 3,
      'homing_path_step_duration_seconds_count{step="record"}': 1,
      'homing_vendor_requests_total{outcome="4xx"}': 1,
      'homing_vendor_requests_total{outcome="timeout"}': 1,
      homing_database_up: 1,
      'homing_build_info{version="0.0.0-test",role="all"}': 1,
      homing_receipts_waiting: 2,
      homing_problems_open: 1,
      'homing_connections{status="awaiting_authorisation"}': 1,
      'homing_pace_used_requests{connection="1"}': 0,
      'homing_jobs_waiting{queue="run"}': 1,
    })
    const values = valuesOf(text)
    expect(values['homing_receipts_oldest_waiting_seconds']).toBeGreaterThan(3000)
    expect(values['homing_database_size_bytes']).toBeGreaterThan(1_000_000)
    expect(values['homing_pace_limit_requests{connection="1"}']).toBeGreaterThan(1_000)
    expect(values['homing_process_resident_memory_bytes']).toBeGreaterThan(1_000_000)
  })

  test('keep to the conventions: a prefix, base units, a help for each, few series', async () => {
    const text = await metrics()
    const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type])
    expect(names.length).toBeGreaterThan(30)
    for (const [name, type] of names) {
      expect(name).toMatch(/^homing_[a-z0-9_]+$/)
      if (type === 'counter') expect(name).toMatch(/_total$/)
      expect(name, 'base units only').not.toMatch(/_(ms|milliseconds|minutes|hours|kb|mb)(_|$)/)
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'))
    }
    expect(text.split('\n').length).toBeLessThan(1_000)
    expect(text).not.toMatch(/@|example/)
  })

  test('go on where the database does not answer, and say so', async () => {
    const { engine } = homing.database
    const { lend } = engine
    engine.lend = () => Promise.reject(new Error('gone'))
    const text = await metrics()
    engine.lend = lend
    expect(valuesOf(text)).toMatchObject({ homing_database_up: 0 })
  })
})

test('a request carries its number into every line of the log and back to the caller', async () => {
  homing.logged.length = 0
  const response = await homing.ask('GET', '/api/setup')
  const number = response.headers.get('x-request-id')
  expect(number).toMatch(/^[0-9a-f-]{36}$/)
  const lines = homing.logged.map((line) => JSON.parse(line) as { request?: string })
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.map((line) => line.request)).toEqual(lines.map(() => number))
})

async function metrics(): Promise<string> {
  const app = await homing.appWith({})
  return (await app.request(`${ORIGIN}/metrics`, {}, LOCAL)).text()
}

function valuesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

async function fill(): Promise<void> {
  const { workspaceId, database } = homing
  const by = { workspaceId, id: 'x', name: 'Ada' }
  const { id: connectionId } = await createConnection(homing.homing, by, {
    connector: 'constant-contact',
    settings: { clientId: 'a-client' },
  })
  await database.inWorkspace(workspaceId, async (tx) => {
    const body = Buffer.from('{}')
    const ask = { stream: 'opt-outs' } as const
    for (let count = 0; count < 2; count++) {
      await storeReceipt(tx, { workspaceId, connectionId, runId: null, ask, body })
    }
    await raiseProblems(tx, [
      {
        workspaceId,
        connectionId,
        cause: 'test',
        sentence: 'ada@example.com cannot be read',
        remedy: '',
        whoMustAct: 'you',
        identity: 'test',
      },
    ])
    await homing.homing.jobs.enqueue(tx, 'run', { workspaceId, runId: 1 })
  })
  const owner = await database.engine.lendAsOwner()
  await owner.script(`set session_replication_role = replica;
    update receipt set received_at = now() - interval '1 hour';
    set session_replication_role = default`)
  owner.release()
}
