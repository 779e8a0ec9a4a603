import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient } from '../../src/api/contract/client.ts'
import { smtpReceiver } from '../outbox/smtp-receiver.ts'
import { startHoming, type RunningHoming } from '../web/homing.ts'

const ORIGIN_HEADERS = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

let homing: RunningHoming
let smtp: Awaited<ReturnType<typeof smtpReceiver>>
let server: Server
let hook: string
const got: { headers: IncomingHttpHeaders; body: string }[] = []

beforeAll(async () => {
  smtp = await smtpReceiver()
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  hook = `http://127.0.0.1:${port}/hook`
  homing = await startHoming({
    ALLOW_PRIVATE_ADDRESSES: `127.0.0.1:${port}`,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Homing <homing@example.com>',
  })
}, 120_000)
afterAll(async () => {
  await homing?.end()
  await smtp?.close()
  server?.close()
})

test('a running Homing tells a webhook, signed, and writes a mail, within seconds', async () => {
  const cookie = await setUp()
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(homing.url + path, {
      method,
      headers: { ...ORIGIN_HEADERS, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(response.ok, `${method} ${path}`).toBe(true)
    return response.json() as Promise<Record<string, unknown>>
  }
  const made = await ask('POST', '/api/webhooks', { url: hook })
  const { id } = made['webhook'] as { id: number }
  await ask('POST', `/api/webhooks/${id}/test`)
  await expect.poll(() => got.length, { timeout: 20_000 }).toBe(1)
  const headers = got[0]!.headers as Record<string, string>
  const verified = new Webhook(made['secret'] as string).verify(got[0]!.body, headers)
  expect(verified).toMatchObject({ type: 'homing.test' })

  await ask('POST', '/api/notifications/test')
  await expect.poll(() => smtp.received.length, { timeout: 20_000 }).toBe(1)
  expect(smtp.received[0]!.to).toEqual(['ada@example.com'])
  await expect
    .poll(async () => (await ask('GET', '/api/notifications'))['lastMail'], { timeout: 10_000 })
    .toMatchObject({ status: 'sent' })

  // The minute's look comes by itself.
  await expect
    .poll(async () => (await ask('GET', '/api/alarms/count'))['lookedAt'], { timeout: 100_000 })
    .not.toBeNull()
}, 180_000)

/** The firm and its administrator; answers the session's cookie. */
async function setUp(): Promise<string> {
  const call = createClient({ baseUrl: homing.url })
  expect(await call('setup.state', {})).toEqual({ isNeeded: true })
  const response = await fetch(`${homing.url}/api/setup`, {
    method: 'POST',
    headers: ORIGIN_HEADERS,
    body: JSON.stringify({
      firm: 'Example & Partners LLP',
      name: 'Ada Example',
      email: 'ada@example.com',
      password: 'quiet harbour lanterns at dusk',
    }),
  })
  expect(response.status).toBe(201)
  return response.headers.getSetCookie()[0]!.split(';')[0]!
}
