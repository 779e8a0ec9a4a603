import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settingsFor } from '../../faults/account.ts'
import { lawFirm, startSandbox, type Fault, type Sandbox } from '../../sandbox/index.ts'
import type { Call } from '../../src/api/contract/client.ts'
import type { Child } from '../../src/cli/demo/child.ts'
import { startHomingProcess } from '../../src/cli/demo/homing.ts'
import { createFirm } from '../../src/cli/demo/job.ts'
import { followRun } from '../../src/cli/follow.ts'
import { connect } from '../../src/cli/server.ts'
import { build } from './processes.ts'

const SIZE = { companies: 15, households: 10, unattached: 10 }
const DAY_MS = 24 * 3_600_000
const WAIT_MS = 60_000
const unheard = { show: () => undefined, end: () => undefined }

const folder = mkdtempSync(join(tmpdir(), 'homing-journey-'))
const children: Child[] = []
let sandbox: Sandbox
let call: Call
let connectionId: number

beforeAll(async () => {
  build()
  sandbox = await startSandbox({
    enforceLimits: false,
    world: lawFirm(1, SIZE),
    now: Date.now() - DAY_MS,
  })
  await startHoming()
  await createFirm(call)
  const settings = settingsFor(sandbox, sandbox.url)
  const body = { connector: 'constant-contact', name: 'ESP', settings }
  connectionId = (await call('connections.create', { body })).id
  await syncAll()
}, 180_000)
afterAll(async () => {
  for (const child of children.reverse()) await child.end()
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

/** Nothing is ever answered, though the request that changes something is carried out. */
const UNANSWERED = { kind: 'timeout', holdMs: WAIT_MS } as const
const MOMENTS: [string, Fault][] = [
  [
    'before the answer to the call',
    { ...UNANSWERED, applied: true, match: { method: 'PUT', path: '/v3/contacts/' } },
  ],
  [
    'after the answer, before it was read back and written down',
    { ...UNANSWERED, match: { method: 'GET', path: '/v3/contacts?email=' }, after: 1 },
  ],
]

test.each(MOMENTS)(
  'killed %s: acknowledged by the next process, told once, and nothing is there twice',
  async (_, fault) => {
    const { address } = sandbox
      .truth()
      .contacts.find((one) => one.permission.endsWith('plicit') && one.deletedAt === undefined)!
    const { items } = await call('people.list', { query: { search: address } })
    const personId = items[0]!.id
    const before = sandbox.requests.length
    sandbox.faults.add(fault)
    const body = { reason: 'enough', evidence: 'telephone' }
    const wish = await call('people.optOut', { params: { personId }, body })

    await expect.poll(() => sandbox.faults.pending(), { timeout: WAIT_MS }).toEqual([])
    await expect.poll(() => permissionOf(address), { timeout: WAIT_MS }).toBe('unsubscribed')
    expect(await told(personId)).toMatchObject({ status: 'waiting', acknowledgedAt: null })
    children.at(-1)!.process.kill('SIGKILL')
    expect(await children.at(-1)!.ended).toBe('SIGKILL')

    await startHoming()
    const status = async () => (await told(personId)).status
    await expect.poll(status, { timeout: WAIT_MS }).toBe('done')
    expect((await told(personId)).acknowledgedAt).not.toBeNull()
    await syncAll()
    const writes = sandbox.requests
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && path.startsWith('/v3/'))
    expect(writes.map(({ method }) => method)).toEqual(['PUT'])
    const { consent } = await call('people.show', { params: { personId } })
    expect(consent.isOptedOut).toBe(true)
    // What was told came home with the sync, and is no new wish.
    expect(consent.facts.map(({ id }) => id)).toEqual(wish.consent.facts.map(({ id }) => id))
    const { waiting, failing } = await call('goingOut.show', { params: { connectionId } })
    expect({ waiting, failing }).toEqual({ waiting: 0, failing: [] })
  },
  300_000,
)

async function startHoming(): Promise<void> {
  const { server } = await startHomingProcess({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'homing.log'),
    port: 0,
    mayCall: new URL(sandbox.url).host,
    onStart: (child) => children.push(child),
  })
  call = connect(server)
}

async function syncAll(): Promise<void> {
  const { id } = await call('connections.sync', { params: { connectionId } })
  expect(await followRun(call, id, unheard)).toMatchObject({ status: 'done' })
}

function permissionOf(address: string): string {
  return sandbox.truth().contacts.find((one) => one.address === address)!.permission
}

async function told(personId: number) {
  const { items } = await call('people.told', { params: { personId } })
  expect(items).toHaveLength(1)
  return items[0]!
}
