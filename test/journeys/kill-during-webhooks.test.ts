import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Call } from '../../src/api/contract/client.ts'
import type { Child } from '../../src/cli/demo/child.ts'
import { startHomingProcess } from '../../src/cli/demo/homing.ts'
import { createFirm } from '../../src/cli/demo/job.ts'
import { connect } from '../../src/cli/server.ts'
import { build } from './processes.ts'

const PEOPLE = 12
/** The receiver thinks this long, so that the process dies with messages on their way. */
const THINKS_MS = 400
/** A lease has to end and a minute's look to come. */
const WAIT_MS = 240_000

const folder = mkdtempSync(join(tmpdir(), 'homing-journey-'))
const children: Child[] = []
const got: { id: string; fact: number; headers: Record<string, string>; body: string }[] = []
let receiver: Server
let call: Call

beforeAll(async () => {
  build()
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { data } = JSON.parse(body) as { data: { id: number } }
      const headers = request.headers as Record<string, string>
      got.push({ id: headers['webhook-id']!, fact: data.id, headers, body })
      setTimeout(() => response.writeHead(204).end(), THINKS_MS)
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  await startHoming()
  await createFirm(call)
}, 180_000)
afterAll(async () => {
  for (const child of children.reverse()) await child.end()
  receiver?.close()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

test(
  'a process killed while it tells a webhook: the next one tells the rest, under the same ids',
  async () => {
    const { secret } = await call('webhooks.create', {
      body: { url: `${urlOfReceiver()}/hook`, types: ['consent.opted_out'] },
    })
    const facts = new Set<number>()
    for (const personId of await bringPeople()) {
      const left = await call('people.optOut', { params: { personId }, body: {} })
      for (const { id } of left.consent.facts) facts.add(id)
    }
    expect(facts.size).toBe(PEOPLE * 2)
    await expect.poll(() => got.length, { timeout: WAIT_MS, interval: 20 }).toBeGreaterThan(2)
    children.at(-1)!.process.kill('SIGKILL')
    expect(await children.at(-1)!.ended).toBe('SIGKILL')
    expect(new Set(got.map(({ fact }) => fact)).size, 'it died in the middle').toBeLessThan(
      facts.size,
    )

    await startHoming()
    const told = () => new Set(got.map(({ fact }) => fact))
    await expect.poll(told, { timeout: WAIT_MS, interval: 500 }).toEqual(facts)
    const verifier = new Webhook(secret)
    for (const { body, headers } of got) verifier.verify(body, headers)
    const idsOf = (wanted: number) => got.filter(({ fact }) => fact === wanted).map(({ id }) => id)
    for (const fact of facts) expect(new Set(idsOf(fact)).size).toBe(1)
    const { items } = await call('webhooks.list', {})
    expect(items).toMatchObject([{ status: 'active', failing: 0 }])
  },
  2 * WAIT_MS + 60_000,
)

function urlOfReceiver(): string {
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
}

async function startHoming(): Promise<void> {
  const { server } = await startHomingProcess({
    dataDir: join(folder, 'data'),
    logFile: join(folder, 'homing.log'),
    port: 0,
    mayCall: new URL(urlOfReceiver()).host,
    onStart: (child) => children.push(child),
  })
  call = connect(server)
}

/** Imports some people; answers their numbers. */
async function bringPeople(): Promise<number[]> {
  const rows = Array.from({ length: PEOPLE }, (_, at) => `Ann,Other${at},ann${at}@example.com`)
  const body = new Blob([['first_name,last_name,email', ...rows].join('\n')])
  await call('imports.create', { query: { fileName: 'people.csv' }, body })
  const people = async () => (await call('people.list', { query: { limit: 100 } })).items
  await expect.poll(async () => (await people()).length, { timeout: WAIT_MS }).toBe(PEOPLE)
  return (await people()).map(({ id }) => id)
}
