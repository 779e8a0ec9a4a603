import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type Call } from '../../src/api/contract/client.ts'
import { startChild, type Child } from '../../src/cli/demo/child.ts'
import { connectAccount } from '../../src/cli/demo/job.ts'
import { runUntilQuiet, startSandboxProcess } from '../../src/cli/demo/sandbox.ts'
import { followRun } from '../../src/cli/follow.ts'
import { projectRoot } from '../../src/project-root.ts'
import { makeDatabase } from '../database.ts'
import { build } from './processes.ts'
import { countsHeld, countsOf, readTruth } from './truth.ts'

const SERVER = process.env['TEST_DATABASE_URL']
const CONNECTIONS = 3
const START_POLLS_MAX = 600
const ADMIN = { name: 'Ada', email: 'ada@example.com', password: 'every event comes home' }

const unheard = { show: () => undefined, end: () => undefined }
const children: Child[] = []
let folder: string
let database: Awaited<ReturnType<typeof makeDatabase>>
let sandbox: Awaited<ReturnType<typeof startSandboxProcess>>
let call: Call

interface Running {
  child: Child
  url: string
  logFile: string
}
const running: Record<string, Running> = {}

describe.skipIf(SERVER === undefined)('one web process and two workers on PostgreSQL', () => {
  beforeAll(async () => {
    build()
    folder = await mkdtemp(join(tmpdir(), 'homing-roles-'))
    database = await makeDatabase(SERVER!)
    sandbox = await startSandboxProcess({
      seed: 7,
      speed: 0,
      startDaysAgo: 14,
      logFile: join(folder, 'sandbox.log'),
      onStart: (child) => children.push(child),
    })
    await runUntilQuiet(sandbox.url)
    running['web'] = await start('web', 'web')
    call = await signedIn(running['web'].url)
    running['one'] = await start('one', 'worker')
    running['two'] = await start('two', 'worker')
  }, 240_000)

  afterAll(async () => {
    for (const child of children.reverse()) await child.end()
    await database?.drop()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }, 60_000)

  test('workers say how they are, and answer nothing else', async () => {
    for (const name of ['one', 'two']) {
      const { url } = running[name]!
      const health = await fetch(`${url}/health`)
      expect(health.status).toBe(200)
      expect(await health.json()).toMatchObject({ status: 'ok' })
      expect((await fetch(`${url}/api/connections`)).status).toBe(404)
    }
  })

  test('share the work, and no connection asks for the same twice', async () => {
    const runIds: number[] = []
    for (let n = 0; n < CONNECTIONS; n++) {
      const { id } = await connectAccount(call, sandbox)
      const { items } = await call('runs.list', { query: { connectionId: id } })
      runIds.push(items[0]!.id)
    }
    for (const runId of runIds) {
      const run = await followRun(call, runId, unheard)
      expect(run.status, run.message ?? '').toBe('done')
    }
    const truth = countsOf(await readTruth(sandbox.url))
    const held = await countsHeld(call)
    // Each connection is an account of its own to Homing: three times the same campaigns.
    expect(held).toEqual(truth)
    const { items } = await call('runs.list', { query: { limit: 50 } })
    expect(items).toHaveLength(CONNECTIONS)

    const asked = new Map<string, number>()
    for (const { path, query, status } of await requests()) {
      const page = `${path} ${JSON.stringify(query)}`
      if (status === 200 && path.startsWith('/v3/')) asked.set(page, (asked.get(page) ?? 0) + 1)
    }
    expect(asked.size).toBeGreaterThan(30)
    const often = [...asked].filter(([, count]) => count > CONNECTIONS)
    expect(often).toEqual([])
    // The web process asked the vendor nothing.
    expect(readFileSync(running['web']!.logFile, 'utf8')).not.toContain('asked the world')
  }, 400_000)

  test('one goes on alone when the other is stopped', async () => {
    await running['one']!.child.end()
    const { items } = await call('connections.list', {})
    const params = { connectionId: items[0]!.id }
    const { id } = await call('connections.sync', { params, query: { kinds: 'opt_outs' } })
    const run = await followRun(call, id, unheard)
    expect(run).toMatchObject({ status: 'done', kinds: ['opt_outs'] })
    expect(readFileSync(running['two']!.logFile, 'utf8')).toContain('asked the world')
  }, 120_000)
})

async function start(name: string, role: 'web' | 'worker'): Promise<Running> {
  const logFile = join(folder, `${name}.log`)
  const child = startChild({
    name,
    script: join(projectRoot(), 'dist', 'src', 'main.js'),
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      DATA_DIR: join(folder, name),
      HOMING_SECRET: '5'.repeat(64),
      HOST: '127.0.0.1',
      PORT: '0',
      PUBLIC_URL: '',
      ROLE: role,
      LOG_LEVEL: 'debug',
      ALLOW_PRIVATE_ADDRESSES: new URL(sandbox.url).host,
    },
    logFile,
  })
  children.push(child)
  for (let poll = 0; poll < START_POLLS_MAX; poll++) {
    const url = /Homing is at (http\S+)/.exec(readFileSync(logFile, 'utf8'))?.[1]
    if (url !== undefined) return { child, url, logFile }
    if (child.process.exitCode !== null) break
    await sleep(100)
  }
  throw new Error(`${name} did not start:\n${child.lastWords()}`)
}

/** Creates the firm, signs in as its administrator would, and makes a key for the test. */
async function signedIn(url: string): Promise<Call> {
  const post = (path: string, body: unknown, cookie = '') =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie },
      body: JSON.stringify(body),
    })
  await post('/api/setup', { firm: 'Example', timeZone: 'UTC', ...ADMIN })
  const { email, password } = ADMIN
  const session = await post('/api/session', { email, password })
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const made = await post('/api/keys', { name: 'test', role: 'administrator' }, cookie)
  const { key } = (await made.json()) as { key: string }
  return createClient({ baseUrl: url, headers: { authorization: `Bearer ${key}` } })
}

async function requests() {
  const answer = await fetch(`${sandbox.url}/_sandbox/requests`)
  type Logged = { path: string; query: unknown; status?: number }
  return (await answer.json()) as Logged[]
}
