import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox/index.ts'
import { call, csv, press, start } from './client.ts'

interface Heard {
  path: string
  body: string
  signature: string
}

let sandbox: Sandbox
let receiver: Server
let url: string
let heard: Heard[]
let answer: number

beforeEach(async () => {
  sandbox = await start()
  heard = []
  answer = 204
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const signature = String(request.headers['x-signed'])
      heard.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString(), signature })
      response.writeHead(answer).end()
    })
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
})
afterEach(async () => {
  await sandbox.close()
  receiver.close()
})

const subscribe = (path: string, events: string[], secret = 'a secret') =>
  press(sandbox, 'POST webhooks', { url: url + path, events, secret, signatureHeader: 'x-signed' })

it('tells what happens from then on, once and signed', async () => {
  await call(sandbox, 'PUT /api/1/list/optout', csv('before@x.example\n'))
  expect((await subscribe('/out', ['contact-opt.global-opt-out'])).status).toBe(201)
  await call(sandbox, 'PUT /api/1/list/optout', csv('after@x.example\n'))
  await sandbox.deliver()
  const timestamp = sandbox.clock.now()
  const body = JSON.stringify({ email: 'after@x.example', timestamp })
  const signature = createHmac('sha256', 'a secret').update(body).digest('hex')
  expect(heard).toEqual([{ path: '/out', body, signature }])
  expect(await sandbox.deliver()).toBe(0)
})

it('follows the clock: bounces, complaints and opt-outs come as they happen', async () => {
  await subscribe('/hard', ['contact-bounce.hard'])
  await subscribe('/soft', ['contact-bounce.soft'])
  await subscribe('/spam', ['contact-email.marked-as-spam'])
  await press(sandbox, 'POST clock', { runUntilQuiet: true })
  const summer = sandbox.truth().campaigns.find((one) => one.name === 'Summer client letter')
  const bounces = summer?.activities.flatMap((one) => one.rows.bounces) ?? []
  const late = bounces.filter((one) => one.at > sandbox.world.start)
  expect(late.length).toBeGreaterThan(10)
  const of = (path: string) => heard.filter((one) => one.path === path)
  expect(of('/hard').length + of('/soft').length).toBe(late.length)
  expect(of('/spam').length).toBe(1)
})

it('tells joining and leaving a category, scheduling, and a new contact', async () => {
  await subscribe('/all', [
    ...['subscription-category.opt-in', 'subscription-category.opt-out'],
    ...['subscription-category.added', 'email-message.scheduled', 'contact.added'],
  ])
  const deed = { email: 'a@x.example', category: 'Client letters' }
  await press(sandbox, 'POST categories/deeds', { ...deed, action: 'optout' })
  await press(sandbox, 'POST categories/deeds', { ...deed, action: 'optin' })
  await press(sandbox, 'POST categories', { name: 'Alumni' })
  await call(sandbox, 'POST /api/1/list/l-0004/record', { EMAIL: 'new@x.example' })
  await sandbox.deliver()
  const bodies = heard.map((one) => JSON.parse(one.body) as Record<string, unknown>)
  const named = bodies.map((one) => one.category ?? one.name ?? one.email)
  expect(named).toEqual(['Client letters', 'Client letters', 'Alumni', 'new@x.example'])
})

it('is not told twice when the receiver failed, nor when it is lost', async () => {
  await subscribe('/out', ['contact-opt.global-opt-out'])
  answer = 500
  await call(sandbox, 'PUT /api/1/list/optout', csv('a@x.example\n'))
  await sandbox.deliver()
  answer = 204
  sandbox.faults.add({ kind: 'lost-webhook' })
  await call(sandbox, 'PUT /api/1/list/optout', csv('b@x.example\n'))
  await sandbox.deliver()
  sandbox.faults.add({ kind: 'repeated-webhook', match: { path: 'opt-out' } })
  await call(sandbox, 'PUT /api/1/list/optout', csv('c@x.example\n'))
  await sandbox.deliver()
  const emails = heard.map((one) => (JSON.parse(one.body) as { email: string }).email)
  expect(emails).toEqual(['a@x.example', 'c@x.example', 'c@x.example'])
  const { body } = await press(sandbox, 'GET webhooks')
  const [endpoint] = body as unknown as { id: string; attempts: Record<string, unknown>[] }[]
  expect(endpoint?.attempts.map(({ status, lost }) => status ?? lost)).toEqual([500, true, 204])
  expect((await press(sandbox, `DELETE webhooks/${String(endpoint?.id)}`)).status).toBe(204)
  expect((await press(sandbox, 'POST webhooks', { url })).status).toBe(400)
})
