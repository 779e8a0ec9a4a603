import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../../src/api/index.ts'
import { standardHeaders } from '../connectors/hooks/signing.ts'
import { hookWorld, SECRET, type HookWorld } from './world.ts'

const BYTES_MAX = 64 * 1024
const MS_MAX = 300

let world: HookWorld
let listening: Listening
const sockets: Socket[] = []

beforeAll(async () => {
  world = await hookWorld({ limits: { body: { bytesMax: BYTES_MAX, msMax: MS_MAX } } })
  listening = await listen(world.app, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await listening.close()
  await world.close()
})

/** A request whose body the test sends as it likes; answers everything that came back. */
async function speak(length: string, body: string, say: (socket: Socket) => Promise<void>) {
  const { hostname, port } = new URL(listening.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  await once(socket, 'connect')
  let heard = ''
  socket.on('data', (piece: Buffer) => (heard += piece.toString()))
  socket.on('error', () => undefined)
  const signed = Object.entries(standardHeaders(body, [SECRET], { at: world.homing.now() }))
  const headers = ['host: x', 'content-type: application/json', length]
  const lines = [...headers, ...signed.map(([name, value]) => `${name}: ${value}`)]
  socket.write(`POST ${world.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  await say(socket)
  await expect.poll(() => heard, { timeout: 5_000 }).toMatch(/^HTTP\/1.1 \d+/)
  return { status: Number(heard.split(' ')[1]), heard }
}

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

test('a whole delivery in chunks is taken', async () => {
  const body = '{"events":[]}'
  const { status } = await speak('transfer-encoding: chunked', body, async (socket) => {
    socket.write(chunk(body.slice(0, 5)))
    socket.write(`${chunk(body.slice(5))}0\r\n\r\n`)
  })
  expect(status).toBe(200)
})

test('one that drips in is given up: 408, and the connection closed', async () => {
  const before = (await world.receipts()).length
  const { status, heard } = await speak('content-length: 1000', 'x', async (socket) => {
    socket.write('{"events":')
  })
  expect(status).toBe(408)
  expect(heard.toLowerCase()).toContain('connection: close')
  expect((await world.receipts()).length).toBe(before)
})

test('one that never ends is cut at its cap, though it said nothing of its length: 413', async () => {
  const { status } = await speak('transfer-encoding: chunked', 'x', async (socket) => {
    for (let sent = 0; sent <= BYTES_MAX * 2; sent += 16 * 1024) {
      socket.write(chunk('x'.repeat(16 * 1024)))
    }
  })
  expect(status).toBe(413)
})

test('one that says how large it is, is refused before it is sent: 413', async () => {
  const { status } = await speak(`content-length: ${BYTES_MAX + 1}`, 'x', async () => {})
  expect(status).toBe(413)
})

test('a connection that breaks within a body leaves nothing behind', async () => {
  const before = (await world.receipts()).length
  const body = JSON.stringify({ events: [], more: 'x'.repeat(1000) })
  const spoken = speak(`content-length: ${body.length}`, body, async (socket) => {
    socket.write(body.slice(0, 100))
    socket.destroy()
  }).catch(() => null)
  await spoken
  expect((await world.receipts()).length).toBe(before)
  const allowed = await world.deliver(body, { id: 'whole' })
  expect(allowed.status).toBe(200)
})
